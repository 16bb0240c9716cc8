#include "llm/chat/make_chat_model.h"

#include <fmt/format.h>

#include <string_view>

#include "base/error.h"
#include "http/secret_scrubber.h"
#include "http/url.h"
#include "llm/chat/anthropic_chat.h"
#include "llm/chat/openai_chat.h"

namespace gitctx {
namespace {

struct Provider {
  std::string_view name;
  std::string_view base_url;
  std::string_view key_variable;
};

constexpr Provider providers[] = {
    {"openai", "https://api.openai.com/v1", "OPENAI_API_KEY"},
    {"anthropic", "https://api.anthropic.com", "ANTHROPIC_API_KEY"},
};

const Provider* find_provider(std::string_view name) {
  for (const Provider& provider : providers) {
    if (name.size() > provider.name.size() + 1 && name.starts_with(provider.name) &&
        name[provider.name.size()] == '/') {
      return &provider;
    }
  }
  return nullptr;
}

std::string checked_url(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  const UrlParts parts = parse_url(url);
  if ((parts.scheme == "http" || parts.scheme == "https") && !parts.host.empty()) return url;
  throw Error(ErrorCode::configuration,
              fmt::format("model.chat_base_url: expected http:// or https://, got '{}'",
                          scrub_secrets(std::move(url), {})));
}

}  // namespace

std::unique_ptr<ChatModel> make_chat_model(const ChatModelSettings& settings, HttpClient& client,
                                           const PriceTable& prices) {
  const Provider* const provider = find_provider(settings.name);
  if (settings.name.empty() || (provider == nullptr && settings.base_url.empty())) {
    throw Error(ErrorCode::configuration,
                fmt::format("model.chat: '{}' names no provider", settings.name),
                "set it to openai/MODEL or anthropic/MODEL, or set model.chat_base_url, too");
  }
  ChatEndpoint endpoint{.api_key = settings.api_key, .timeout = settings.timeout};
  if (provider != nullptr) {
    const std::string model = settings.name.substr(provider->name.size() + 1);
    endpoint.description = {std::string(provider->name), model};
    endpoint.base_url = provider->base_url;
    endpoint.key_variable = provider->key_variable;
  }
  if (!settings.base_url.empty()) endpoint.base_url = checked_url(settings.base_url);
  if (provider == nullptr) endpoint.description = {url_host(endpoint.base_url), settings.name};
  const ChatModelDescription& description = endpoint.description;
  if (const ModelPrice* price = prices.find(description.provider, description.model)) {
    endpoint.price = *price;
  }
  if (description.provider == "anthropic") {
    return std::make_unique<AnthropicChat>(std::move(endpoint), client);
  }
  const auto server =
      provider == nullptr ? OpenAiChat::Server::compatible : OpenAiChat::Server::openai;
  return std::make_unique<OpenAiChat>(std::move(endpoint), server, client);
}

}  // namespace gitctx

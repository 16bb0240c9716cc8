#include "llm/chat/make_chat_model.h"

#include <fmt/format.h>

#include <string_view>

#include "base/error.h"
#include "http/secret_scrubber.h"
#include "http/url.h"
#include "llm/chat/hosted_chat.h"
#include "provider/provider.h"

namespace gitctx {
namespace {

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
  const ModelName name = split_model_name(settings.name);
  const bool is_known =
      name.provider != nullptr && !name.provider->chat_url.empty() && !name.model.empty();
  if (settings.name.empty() || (!is_known && settings.base_url.empty())) {
    throw Error(ErrorCode::configuration,
                fmt::format("{}: '{}' names no provider", settings.named_by, settings.name),
                "Set it to openai/MODEL or anthropic/MODEL, or also set model.chat_base_url");
  }
  ChatEndpoint endpoint{.timeout = settings.timeout, .timeout_setting = settings.timeout_setting};
  Service& service = endpoint.service;
  service = {.api_key = settings.api_key,
             .provider = is_known ? name.provider : nullptr,
             .needs_key = is_known && settings.needs_key,
             .model_setting = settings.named_by,
             .url_setting = "model.chat_base_url"};
  service.base_url = settings.base_url.empty() ? std::string(name.provider->chat_url)
                                               : checked_url(settings.base_url);
  ChatModelDescription& description = endpoint.description;
  description = {url_host(service.base_url), settings.name};
  if (is_known) description = {std::string(name.provider->name), std::string(name.model)};
  service.name = description.provider + "/" + description.model;
  if (const ModelPrice* price = prices.find(description.provider, description.model)) {
    endpoint.price = *price;
  }
  const ChatApi api = description.provider == "anthropic" ? ChatApi::anthropic
                      : is_known                          ? ChatApi::openai
                                                          : ChatApi::compatible;
  return std::make_unique<HostedChat>(std::move(endpoint), api, client);
}

}  // namespace gitctx

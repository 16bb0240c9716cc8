#include "llm/wire/provider_error.h"

#include <fmt/format.h>

#include <span>

#include "http/secret_scrubber.h"
#include "provider/provider_sentence.h"

namespace gitctx {
namespace {

std::string hint_for(const ChatEndpoint& endpoint, const HttpResponse& response) {
  switch (response.status) {
    case 401:
      return endpoint.key_variable.empty()
                 ? "set a key that the server of model.chat_base_url knows"
                 : fmt::format("set {} to a key that is valid", endpoint.key_variable);
    case 403:
      return "check what the key may do, and where it may be used from";
    case 404:
      return "check model.chat and model.chat_base_url";
    case 413:
      return "ask with less text";
    case 429:
      return response.body.find("insufficient_quota") != std::string::npos
                 ? "check the plan and the credit of the account"
                 : "wait and try again, or ask less at once";
    default:
      return response.status >= 500 ? "try again later" : "";
  }
}

}  // namespace

Error response_error(const ChatEndpoint& endpoint, const HttpResponse& response) {
  const std::string secrets[] = {endpoint.api_key};
  // What is cut short would no longer look like the secret that it was.
  const std::string sentence = provider_sentence(scrub_secrets(response.body, secrets));
  const bool is_key_refused = response.status == 401;
  const std::string start = is_key_refused ? fmt::format("{} refuses the key", endpoint.name())
                                           : fmt::format("{} failed", endpoint.name());
  return {is_key_refused ? ErrorCode::configuration : ErrorCode::provider,
          fmt::format("{} (status {}){}{}", start, response.status, sentence.empty() ? "" : ": ",
                      sentence),
          hint_for(endpoint, response)};
}

Error reply_error(const ChatEndpoint& endpoint, std::string_view what) {
  const std::string secrets[] = {endpoint.api_key};
  return {ErrorCode::provider,
          fmt::format("{}: {}", endpoint.name(),
                      one_sentence(scrub_secrets(std::string(what), secrets)))};
}

}  // namespace gitctx

#include "provider/provider_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "http/secret_scrubber.h"
#include "provider/provider_sentence.h"

namespace gitctx {
namespace {

std::string key_hint(const Service& service) {
  if (service.provider == nullptr) {
    return fmt::format("Set a key that the server of {} accepts", service.url_setting);
  }
  return fmt::format(
      "Set {}, or run: gitctx config set --user {} -   (reads it from standard input)",
      service.provider->key_variable, service.provider->key_setting);
}

std::string hint_for(const Service& service, const HttpResponse& response) {
  switch (response.status) {
    case 401:
      return key_hint(service);
    case 403:
      return "Check the permissions of the key and the addresses that may use it";
    case 404:
      return fmt::format("Check {} and {}", service.model_setting, service.url_setting);
    case 413:
      return "Send less text";
    case 429:
      return response.body.contains("insufficient_quota")
                 ? "Check the plan and the credit of the account"
                 : "Wait and try again, or raise the limits of the account";
    default:
      return response.status >= 500 ? "Try again later" : "";
  }
}

}  // namespace

void check_key(const Service& service) {
  if (service.api_key.empty() && service.needs_key) {
    throw Error(ErrorCode::configuration, fmt::format("{} needs an API key", service.name),
                key_hint(service));
  }
  if (!std::ranges::all_of(service.api_key, [](char c) { return c > ' ' && c < 0x7F; })) {
    throw Error(ErrorCode::configuration,
                fmt::format("the API key for {} contains an invalid character", service.name),
                "Set it again, without quotes, blanks and line breaks");
  }
}

Error response_error(const Service& service, const HttpResponse& response) {
  // Scrubs the sentence before shortening it, because half a secret no longer looks like a secret.
  const std::string sentence =
      provider_sentence(scrub_secrets(response.body, std::span(&service.api_key, 1)));
  const bool is_key_rejected = response.status == 401;
  return {is_key_rejected ? ErrorCode::configuration : ErrorCode::provider,
          fmt::format("{} {} (status {}){}{}", service.name,
                      is_key_rejected ? "rejected the key" : "failed", response.status,
                      sentence.empty() ? "" : ": ", sentence),
          hint_for(service, response)};
}

Error reply_error(const Service& service, std::string_view what) {
  return {
      ErrorCode::provider,
      fmt::format("{}: {}", service.name,
                  one_sentence(scrub_secrets(std::string(what), std::span(&service.api_key, 1))))};
}

}  // namespace gitctx

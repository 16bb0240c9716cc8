#include "llm/provider_error.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <span>

#include "base/utf8.h"
#include "llm/json_text.h"
#include "net/secret_scrubber.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;

constexpr std::size_t longest_sentence = 300;

/// On one line, without what a terminal would act on.
std::string one_sentence(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool is_blank = (c >= 0 && c <= ' ') || c == 0x7F;
    if (!is_blank)
      line += c;
    else if (!line.empty() && line.back() != ' ')
      line += ' ';
  }
  line = truncate_utf8(replace_invalid_utf8(line), longest_sentence);
  line.erase(line.find_last_not_of(" .") + 1);
  return line;
}

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// FastAPI: `{"detail": [{"loc": ["body", "model"], "msg": "..."}]}`.
std::string validation_sentence(const Json& detail) {
  if (!detail.is_array() || detail.empty() || !detail[0].is_object()) return {};
  std::string place;
  const auto location = detail[0].find("loc");
  if (location != detail[0].end() && location->is_array()) {
    for (const Json& part : *location) {
      if (part.is_string()) place += (place.empty() ? "" : ".") + part.get<std::string>();
    }
  }
  const std::string message = text_of(detail[0], "msg");
  return place.empty() ? message : place + ": " + message;
}

std::string json_sentence(const Json& body) {
  if (!body.is_object()) return {};
  if (const auto error = body.find("error"); error != body.end()) {
    if (error->is_string()) return error->get<std::string>();
    if (error->is_object()) return text_of(*error, "message");
  }
  for (const char* key : {"message", "detail"}) {
    if (std::string text = text_of(body, key); !text.empty()) return text;
  }
  const auto detail = body.find("detail");
  return detail == body.end() ? std::string() : validation_sentence(*detail);
}

std::string hint_for(const ChatEndpoint& endpoint, const HttpResponse& response) {
  switch (response.status) {
    case 401:
      return endpoint.key_variable.empty()
                 ? "set a key that the server of model.base_url knows"
                 : fmt::format("set {} to a key that is valid", endpoint.key_variable);
    case 403:
      return "check what the key may do, and where it may be used from";
    case 404:
      return "check model.chat and model.base_url";
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

std::string provider_sentence(std::string_view body) {
  if (json_depth(body) <= max_json_depth) {
    const Json parsed = Json::parse(body, nullptr, false);
    if (!parsed.is_discarded()) return one_sentence(json_sentence(parsed));
  }
  const std::size_t first = body.find_first_not_of(" \r\n\t");
  // The page of a proxy says nothing in its first line.
  if (first == std::string_view::npos || body[first] == '<') return {};
  return one_sentence(body);
}

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

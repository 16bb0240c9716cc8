#include "provider/provider_sentence.h"

#include <nlohmann/json.hpp>

#include "base/json_text.h"
#include "base/utf8.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;

constexpr std::size_t longest_sentence = 300;

/// FastAPI: `{"detail": [{"loc": ["body", "model"], "msg": "..."}]}`.
std::string validation_sentence(const Json& detail) {
  if (!detail.is_array() || detail.empty() || !detail[0].is_object()) return {};
  std::string place;
  for (const Json& part : json_member(detail[0], "loc")) {
    if (part.is_string()) place += (place.empty() ? "" : ".") + part.get<std::string>();
  }
  const std::string message = json_string_member(detail[0], "msg");
  return place.empty() ? message : place + ": " + message;
}

std::string json_sentence(const Json& body) {
  if (!body.is_object()) return {};
  const Json error = json_member(body, "error");
  if (error.is_object()) return json_string_member(error, "message");
  if (error.is_string()) return error.get<std::string>();
  for (const char* key : {"message", "detail"}) {
    if (std::string text = json_string_member(body, key); !text.empty()) return text;
  }
  return validation_sentence(json_member(body, "detail"));
}

}  // namespace

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

std::string provider_sentence(std::string_view body) {
  const Json parsed = parse_json(body);
  // Gemini wraps the object in an array.
  const bool is_list = parsed.is_array() && parsed.size() == 1;
  if (!parsed.is_discarded()) return one_sentence(json_sentence(is_list ? parsed[0] : parsed));
  const std::size_t first = body.find_first_not_of(" \r\n\t");
  // A body that begins with '<' is a proxy's HTML page, and the first line of the page has no
  // message.
  if (first == std::string_view::npos || body[first] == '<') return {};
  return one_sentence(body);
}

}  // namespace gitctx

#include "base/json_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/printable.h"
#include "base/utf8.h"

namespace gitctx {
namespace {

/// Counts open brackets and values byte by byte, ignoring those in strings.
class Nesting {
 public:
  void add(char c) {
    if (in_string_) {
      if (escaped_)
        escaped_ = false;
      else if (c == '\\')
        escaped_ = true;
      else if (c == '"')
        in_string_ = false;
      return;
    }
    if (c == '"') in_string_ = true;
    if (c == '{' || c == '[') ++depth_;
    if (c == '{' || c == '[' || c == ',') ++values_;
    if ((c == '}' || c == ']') && depth_ > 0) --depth_;
  }
  std::size_t depth() const { return depth_; }
  /// The number of values counted so far: the arrays, the objects, and all values after a comma.
  /// These are at least half of the values in a document.
  std::size_t values() const { return values_; }

 private:
  std::size_t depth_ = 0;
  std::size_t values_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
};

/// The number of bytes up to and including the bracket that closes the first bracket; 0 if no
/// bracket closes it.
std::size_t balanced_size(std::string_view text) {
  Nesting nesting;
  for (std::size_t i = 0; i < text.size(); ++i) {
    nesting.add(text[i]);
    if (nesting.depth() == 0) return i + 1;
  }
  return 0;
}

template <class Json>
Json parse(std::string_view text) {
  if (!is_within_json_limits(text)) return Json(Json::value_t::discarded);
  return Json::parse(text, nullptr, false);
}

template <class Json>
std::string dumped(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

using Escape = std::string (*)(char32_t code_point);

/// The JSON escape of a character, with two UTF-16 units for a character beyond the basic plane.
std::string json_escape(char32_t code_point) {
  const auto number = static_cast<std::uint32_t>(code_point);
  if (number < 0x10000) return fmt::format("\\u{:04x}", number);
  const std::uint32_t offset = number - 0x10000;
  return fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (offset >> 10), 0xDC00 + (offset & 0x3FF));
}

/// The YAML escape of a character. YAML has no pairs of UTF-16 units.
std::string yaml_escape(char32_t code_point) {
  const auto number = static_cast<std::uint32_t>(code_point);
  return number < 0x10000 ? fmt::format("\\u{:04x}", number) : fmt::format("\\U{:08x}", number);
}

/// Escapes the hidden characters of `text`, a JSON or YAML text in valid UTF-8. Strings in `text`
/// must not contain unescaped C0 characters. So the only control characters are the line breaks
/// between members, which are kept.
std::string without_hidden(std::string text, Escape escape) {
  const auto next_suspect = [&](std::size_t from) {
    const auto found =
        std::find_if(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(),
                     [](char c) { return (c < 0 || c > '~') && may_begin_hidden(c); });
    return static_cast<std::size_t>(found - text.begin());
  };
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = next_suspect(0); at < text.size();) {
    const DecodedCodePoint point = decode_utf8(std::string_view(text).substr(at));
    if (is_hidden(point.value)) {
      out.append(text, copied, at - copied);
      out += escape(point.value);
      copied = at + point.size;
    }
    at = next_suspect(at + point.size);
  }
  if (copied == 0) return text;
  return out.append(text, copied);
}

}  // namespace

std::string json_text(const nlohmann::json& json, int indent) {
  return without_hidden(dumped(json, indent), json_escape);
}

std::string json_text(const nlohmann::ordered_json& json, int indent) {
  return without_hidden(dumped(json, indent), json_escape);
}

std::string raw_json_text(const nlohmann::json& json) { return dumped(json, -1); }

std::string raw_json_text(const nlohmann::ordered_json& json) { return dumped(json, -1); }

std::string yaml_string(std::string_view text) {
  return without_hidden(dumped(nlohmann::json(text), -1), yaml_escape);
}

bool is_within_json_limits(std::string_view text) {
  Nesting nesting;
  for (const char c : text) {
    nesting.add(c);
    if (nesting.depth() > max_json_depth || nesting.values() > max_json_values) return false;
  }
  return true;
}

nlohmann::json parse_json(std::string_view text) { return parse<nlohmann::json>(text); }

nlohmann::ordered_json parse_ordered_json(std::string_view text) {
  return parse<nlohmann::ordered_json>(text);
}

nlohmann::json json_member(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? nlohmann::json() : *found;
}

std::string json_string_member(const nlohmann::json& object, const char* key) {
  const nlohmann::json member = json_member(object, key);
  return member.is_string() ? member.get<std::string>() : std::string();
}

std::uint64_t json_count_member(const nlohmann::json& object, const char* key) {
  const nlohmann::json member = json_member(object, key);
  constexpr double exact_until = 9e15;  // about 2^53; above, doubles skip whole numbers
  const double number = member.is_number() ? member.get<double>() : 0;
  return number > 0 && number < exact_until ? static_cast<std::uint64_t>(number) : 0;
}

std::optional<std::string_view> find_json_object(std::string_view text) {
  // The number of tries is limited, because each try may read the text to its end.
  constexpr int most_tries = 50;
  std::size_t begin = text.find('{');
  for (int tries = 0; begin != std::string_view::npos && tries < most_tries; ++tries) {
    const std::string_view part = text.substr(begin, balanced_size(text.substr(begin)));
    if (!part.empty() && nlohmann::json::accept(part)) return part;
    begin = text.find('{', begin + 1);
  }
  return std::nullopt;
}

namespace {

// The error for a value that is not a whole number in the range. Whole numbers beyond 64 bits also
// cause the error, because the JSON library reads them as floating-point numbers.
[[noreturn]] void throw_does_not_fit() {
  throw nlohmann::json::out_of_range::create(406, "expected a whole number in range",
                                             static_cast<const nlohmann::json*>(nullptr));
}

template <class Json>
std::uint64_t read_unsigned(const Json& value, std::uint64_t most) {
  const bool is_negative = value.is_number_integer() && !value.is_number_unsigned() &&
                           value.template get<std::int64_t>() < 0;
  if (!value.is_number_integer() || is_negative) throw_does_not_fit();
  const auto number = value.template get<std::uint64_t>();
  if (number > most) throw_does_not_fit();
  return number;
}

template <class Json>
std::int64_t read_signed(const Json& value, std::int64_t least, std::int64_t most) {
  constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  const bool is_too_large =
      value.is_number_unsigned() && value.template get<std::uint64_t>() > largest;
  if (!value.is_number_integer() || is_too_large) throw_does_not_fit();
  const auto number = value.template get<std::int64_t>();
  if (number < least || number > most) throw_does_not_fit();
  return number;
}

}  // namespace

std::uint64_t json_unsigned(const nlohmann::json& value, std::uint64_t most) {
  return read_unsigned(value, most);
}

std::uint64_t json_unsigned(const nlohmann::ordered_json& value, std::uint64_t most) {
  return read_unsigned(value, most);
}

std::int64_t json_signed(const nlohmann::json& value, std::int64_t least, std::int64_t most) {
  return read_signed(value, least, most);
}

std::int64_t json_signed(const nlohmann::ordered_json& value, std::int64_t least,
                         std::int64_t most) {
  return read_signed(value, least, most);
}

}  // namespace gitctx

#pragma once

#include <concepts>
#include <cstdint>
#include <limits>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace gitctx {

/// The JSON text of a document: on one line, or indented by `indent` spaces a level. Ill-formed
/// UTF-8 is replaced by U+FFFD. Hidden characters (base/printable.h) are escaped in the form
/// `\u202e`, so that a document can be shown.
std::string json_text(const nlohmann::json& json, int indent = -1);
std::string json_text(const nlohmann::ordered_json& json, int indent = -1);

/// The JSON text of a document that is hashed or becomes a value in another text. Hidden characters
/// are not escaped. The result must never change, because the keys of recorded replies depend on
/// it.
std::string raw_json_text(const nlohmann::json& json);
std::string raw_json_text(const nlohmann::ordered_json& json);

/// `text` as a YAML string in double quotes; hidden characters are escaped.
std::string yaml_string(std::string_view text);

/// The maximum depth of documents from other programs. It is limited because the functions that
/// copy, write and compare a document are recursive.
inline constexpr std::size_t max_json_depth = 200;

/// The maximum number of values in a document from another program. The limit is needed because a
/// value of only two bytes of text can take 100 bytes of memory.
inline constexpr std::size_t max_json_values = 2'000'000;

/// Whether a text is within the two limits. The text need not be well-formed.
bool is_within_json_limits(std::string_view text);

/// Parses a document that another program wrote. `is_discarded()` of the result is true if `text`
/// is not JSON or exceeds a limit.
nlohmann::json parse_json(std::string_view text);
nlohmann::ordered_json parse_ordered_json(std::string_view text);

/// A member of a document that another program wrote; null if it is missing or `object` is not an
/// object.
nlohmann::json json_member(const nlohmann::json& object, const char* key);
/// The text of a string member; empty if there is no such member.
std::string json_string_member(const nlohmann::json& object, const char* key);
/// The value of a non-negative number member, rounded down. Returns 0 if there is no such member,
/// or if the number is 9e15 or more.
std::uint64_t json_count_member(const nlohmann::json& object, const char* key);

// get<int>() of the JSON library wraps a number that does not fit, or has undefined behaviour. The
// following functions throw an exception of the JSON library unless the value is a whole number in
// the range.
std::uint64_t json_unsigned(const nlohmann::json& value, std::uint64_t most);
std::uint64_t json_unsigned(const nlohmann::ordered_json& value, std::uint64_t most);
std::int64_t json_signed(const nlohmann::json& value, std::int64_t least, std::int64_t most);
std::int64_t json_signed(const nlohmann::ordered_json& value, std::int64_t least,
                         std::int64_t most);

/// The value as a whole number, which must fit the type.
template <std::integral Number, class Json>
Number json_whole(const Json& value) {
  using Limits = std::numeric_limits<Number>;
  if constexpr (std::unsigned_integral<Number>) {
    return static_cast<Number>(json_unsigned(value, Limits::max()));
  } else {
    return static_cast<Number>(json_signed(value, Limits::min(), Limits::max()));
  }
}

/// Like value.get_to(out), but a whole number must fit the type of `out`.
template <class Json, class Out>
void json_get_to(const Json& value, Out& out) {
  if constexpr (std::integral<Out> && !std::same_as<Out, bool>) {
    out = json_whole<Out>(value);
  } else {
    value.get_to(out);
  }
}

/// The first part of `text` that is a JSON object. Models often write words or code fences around
/// the object.
std::optional<std::string_view> find_json_object(std::string_view text);

}  // namespace gitctx

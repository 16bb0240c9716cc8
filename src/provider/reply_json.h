#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace gitctx {

/// A member of a reply; null if it is missing or `object` is not an object.
inline nlohmann::json json_member(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? nlohmann::json() : *found;
}

/// A member that is a string; empty if there is no such member.
inline std::string json_string_member(const nlohmann::json& object, const char* key) {
  const nlohmann::json member = json_member(object, key);
  return member.is_string() ? member.get<std::string>() : std::string();
}

/// A member that is a whole number of at least 0; 0 if there is no such member.
inline std::uint64_t json_count_member(const nlohmann::json& object, const char* key) {
  const nlohmann::json member = json_member(object, key);
  return member.is_number_unsigned() ? member.get<std::uint64_t>() : 0;
}

}  // namespace gitctx

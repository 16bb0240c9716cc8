#pragma once

#include <nlohmann/json.hpp>

namespace gitctx {

/// A member of a reply; null where it is missing, or where `object` is none.
inline nlohmann::json json_member(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? nlohmann::json() : *found;
}

}  // namespace gitctx

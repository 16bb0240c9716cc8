#pragma once

#include <yaml-cpp/yaml.h>

#include <optional>
#include <string>

namespace gitctx {

/// The subtree as JSON text, keys in order; unquoted scalars may be numbers, booleans or null.
/// nullopt if it has more than 40 levels or 20,000 values: with YAML aliases, even a short text can
/// exceed these limits.
std::optional<std::string> yaml_to_json(const YAML::Node& node);

}  // namespace gitctx

#pragma once

#include <yaml-cpp/yaml.h>

#include <optional>
#include <string>

namespace gitctx {

/// The subtree as JSON text, with the keys in the order of the YAML text. Unquoted scalars may be
/// numbers, booleans or null. Returns nullopt if the subtree has more than 40 levels or 20,000
/// values; with YAML aliases, even a short text can exceed these limits.
std::optional<std::string> yaml_to_json(const YAML::Node& node);

}  // namespace gitctx

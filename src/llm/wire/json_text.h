#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace gitctx {

/// What is looked at in JSON text before a parser sees it: a parsed tree is copied, written and
/// compared by recursion, so its depth has to be bounded.

inline constexpr std::size_t max_json_depth = 200;

/// How deep arrays and objects stand in one another; what is in strings does not count. Any text
/// has a depth, whether it is JSON or not.
std::size_t json_depth(std::string_view text);

/// The first part of `text` that is a JSON object: what a model wrote between words or fences.
std::optional<std::string_view> find_json_object(std::string_view text);

}  // namespace gitctx

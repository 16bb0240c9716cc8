#pragma once

#include <span>
#include <string>
#include <string_view>

namespace gitctx {

/// The minimum number of insertions, deletions, replacements and swaps of neighbouring characters
/// that turn `a` into `b` (optimal string alignment).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate nearest to `word`, or empty if none is near.
std::string nearest_word(std::string_view word, std::span<const std::string> candidates);

/// `Did you mean 'X'?`, or empty if no candidate is near.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

}  // namespace gitctx

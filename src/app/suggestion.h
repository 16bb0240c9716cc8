#pragma once

#include <span>
#include <string>
#include <string_view>

namespace gitctx {

/// How many letters have to be put in, taken out, replaced or swapped with a neighbour.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate that `word` most likely stands for, or empty when none is near.
std::string nearest_word(std::string_view word, std::span<const std::string> candidates);

/// `did you mean 'X'?`, or empty when no candidate is near.
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

}  // namespace gitctx

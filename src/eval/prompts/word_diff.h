#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// A run of words, with the blanks behind them, that two texts share or that one of them has.
struct DiffPart {
  enum class Kind : std::uint8_t { same, removed, added };
  Kind kind = Kind::same;
  std::string text;

  bool operator==(const DiffPart&) const = default;
};

/// What was taken out of `before` and put in to get `now`, by words: a longest common subsequence.
/// The parts without `added` are `before`, those without `removed` are `now`. Of texts with more
/// than 2,000 words between their common beginning and end, all is removed and added.
std::vector<DiffPart> word_diff(std::string_view before, std::string_view now);

}  // namespace gitctx

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// Consecutive words that are in both texts or in only one text. Each word includes the blanks
/// after it.
struct DiffPart {
  enum class Kind : std::uint8_t { same, removed, added };
  Kind kind = Kind::same;
  std::string text;

  bool operator==(const DiffPart&) const = default;
};

/// The difference of two texts by words, from a longest common subsequence. The parts without
/// `added` are `before`, those without `removed` are `now`. If more than 2,000 words differ between
/// the common start and end, that middle is removed and added as a whole.
std::vector<DiffPart> word_diff(std::string_view before, std::string_view now);

}  // namespace gitctx

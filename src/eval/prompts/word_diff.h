#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// Consecutive words of one kind: words in both texts, words only in the earlier text, or words
/// only in the later text. Each word includes the blanks after it.
struct DiffPart {
  enum class Kind : std::uint8_t { same, removed, added };
  Kind kind = Kind::same;
  std::string text;

  bool operator==(const DiffPart&) const = default;
};

/// The word-by-word difference between two texts, computed from a longest common subsequence.
/// Without the `added` parts, the result is `before`; without the `removed` parts, it is `now`. If
/// more than 2,000 words of a text are between the common start and the common end, the whole
/// middle is marked as removed and added.
std::vector<DiffPart> word_diff(std::string_view before, std::string_view now);

}  // namespace gitctx

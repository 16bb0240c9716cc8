#include "tools/train/slip.h"

#include <utility>
#include <vector>

#include "base/hash.h"
#include "text/words.h"

namespace gitctx {

std::optional<std::string> with_slip(std::string_view query) {
  constexpr std::size_t shortest = 6;
  std::vector<std::string_view> words;
  for_each_word(query, [&](std::string_view word) {
    if (word.size() >= shortest) words.push_back(word);
  });
  if (words.empty()) return std::nullopt;
  std::uint64_t chance = hash64(query);
  const auto draw = [&](std::size_t count) { return static_cast<std::size_t>(chance % count); };
  const std::string_view word = words[draw(words.size())];
  chance = mix64(chance);
  const auto begin = static_cast<std::size_t>(word.data() - query.data());
  const std::size_t at = begin + 1 + draw(word.size() - 2);
  chance = mix64(chance);
  std::string slipped(query);
  switch (draw(3)) {
    case 0:
      std::swap(slipped[at], slipped[at + 1]);
      break;
    case 1:
      slipped.erase(at, 1);
      break;
    default:
      slipped.insert(at, 1, slipped[at]);
  }
  return slipped;
}

}  // namespace gitctx

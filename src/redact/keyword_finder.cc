#include "redact/keyword_finder.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/check.h"

namespace gitctx {

std::size_t KeywordFinder::slot_at(const char* at) {
  std::size_t slot = 0;
  for (std::size_t i = 0; i < shortest; ++i) {
    slot = slot * 31 + static_cast<unsigned char>(lower_case(at[i]));
  }
  return slot % slots;
}

KeywordFinder::KeywordFinder(std::span<const SecretKind> kinds) : third_bytes_(pairs) {
  first_.fill(none);
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    std::string_view rest = kinds[kind].keywords;
    while (!rest.empty()) {
      std::string word(take_part(rest, ' '));
      if (word.empty()) continue;
      GITCTX_CHECK(word.size() >= shortest);
      std::ranges::replace(word, '^', ' ');
      SecretKeyword& keyword = find_or_add(word);
      keyword.kinds.push_back(static_cast<std::uint16_t>(kind));
    }
  }
}

SecretKeyword& KeywordFinder::find_or_add(const std::string& word) {
  // New keywords are appended to the list of their slot, so each list is in the order of
  // secret_kinds().
  std::uint16_t* end = &first_[slot_at(word.data())];
  for (; *end != none; end = &next_[*end]) {
    if (keywords_[*end].text == word) return keywords_[*end];
  }
  *end = static_cast<std::uint16_t>(keywords_.size());
  next_.push_back(none);
  const bool has_exact_case = std::ranges::any_of(word, is_upper);
  keywords_.push_back(
      {.text = word, .number = keywords_.size(), .has_exact_case = has_exact_case, .kinds = {}});
  for (const char first : {word[0], has_exact_case ? word[0] : upper_case(word[0])}) {
    for (const char second : {word[1], has_exact_case ? word[1] : upper_case(word[1])}) {
      const std::array<char, 2> pair{first, second};
      third_bytes_[pair_at(pair.data())] |= group_bits[static_cast<unsigned char>(word[2])];
    }
  }
  return keywords_.back();
}

bool KeywordFinder::is_at(const SecretKeyword& keyword, std::string_view text,
                          std::size_t at) const {
  const std::string_view part = text.substr(at, keyword.text.size());
  return keyword.has_exact_case ? part == keyword.text : equal_ignoring_case(part, keyword.text);
}

}  // namespace gitctx

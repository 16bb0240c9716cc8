#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "redact/secret_kinds.h"

namespace gitctx {

/// A keyword and the kinds that it may introduce, in the order of secret_kinds().
struct SecretKeyword {
  std::string text;
  std::size_t number = 0;       ///< index among all keywords
  bool has_exact_case = false;  ///< true if the keyword contains a capital
  std::vector<std::uint16_t> kinds;
};

/// Finds the keywords of all kinds in one pass. For each pair of bytes, a table says which third
/// bytes can continue a keyword. For nearly all positions in a text, one lookup shows that no
/// keyword can start there.
class KeywordFinder {
 public:
  explicit KeywordFinder(std::span<const SecretKind> kinds);

  std::size_t size() const { return keywords_.size(); }

  /// Calls `visit(at, keyword)` for every keyword in the text, in ascending order of `at`.
  template <class Visit>
  void find(std::string_view text, Visit visit) const;

 private:
  static constexpr std::size_t pairs = 65536;
  static constexpr std::size_t slots = 1024;
  static constexpr std::size_t shortest = 3;
  static constexpr std::uint16_t none = 0xffff;

  static std::uint16_t pair_at(const char* at) {
    std::uint16_t pair = 0;
    std::memcpy(&pair, at, sizeof pair);
    return pair;
  }
  /// For each byte, the bit of its group. The low three bits of the byte select one of eight
  /// groups, so both cases of a letter are in the same group.
  static constexpr std::array<std::uint8_t, 256> group_bits = [] {
    std::array<std::uint8_t, 256> bits{};
    for (std::size_t c = 0; c < bits.size(); ++c)
      bits[c] = static_cast<std::uint8_t>(1U << (c & 7));
    return bits;
  }();
  /// Nonzero if a keyword can start at `at`. At least three bytes must be readable at `at`.
  std::uint32_t can_start(const char* at) const {
    return third_bytes_[pair_at(at)] & group_bits[static_cast<unsigned char>(at[2])];
  }
  SecretKeyword& find_or_add(const std::string& word);
  static std::size_t slot_at(const char* at);
  bool is_at(const SecretKeyword& keyword, std::string_view text, std::size_t at) const;

  template <class Visit>
  void visit_place(std::string_view text, std::size_t at, Visit& visit) const {
    for (std::uint16_t i = first_[slot_at(text.data() + at)]; i != none; i = next_[i]) {
      if (is_at(keywords_[i], text, at)) visit(at, keywords_[i]);
    }
  }

  std::vector<SecretKeyword> keywords_;
  std::vector<std::uint8_t> third_bytes_;  ///< for each pair, the groups of possible third bytes
  std::array<std::uint16_t, slots> first_{};
  std::vector<std::uint16_t> next_;  ///< for each keyword, the next keyword in the same slot
};

template <class Visit>
void KeywordFinder::find(std::string_view text, Visit visit) const {
  constexpr std::size_t step = 8;
  const char* const bytes = text.data();
  std::size_t at = 0;
  for (; at + step + shortest <= text.size(); at += step) {
    std::uint32_t starts = 0;
    for (std::size_t i = 0; i < step; ++i) starts |= can_start(bytes + at + i);
    if (starts == 0) [[likely]] {
      continue;
    }
    for (std::size_t i = 0; i < step; ++i) {
      if (can_start(bytes + at + i) != 0) visit_place(text, at + i, visit);
    }
  }
  for (; at + shortest <= text.size(); ++at) {
    if (can_start(bytes + at) != 0) visit_place(text, at, visit);
  }
}

}  // namespace gitctx

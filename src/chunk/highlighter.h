#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/language.h"
#include "core/ranges.h"

namespace gitctx {

/// The classes of code that a colour theme distinguishes.
enum class HighlightKind : std::uint8_t {
  plain,
  keyword,
  string,
  comment,
  number,
  function,
  type,
  constant,
  variable,
  property,
  operator_,
  punctuation,
  tag,
  attribute,
  heading,
};

inline constexpr int highlight_kind_count = 15;

struct HighlightSpan {
  ByteRange bytes;
  HighlightKind kind = HighlightKind::plain;

  bool operator==(const HighlightSpan&) const = default;
};

/// The coloured ranges of `text` according to the highlight query of its grammar: sorted, disjoint
/// and not empty; the text between them is plain. Meant for excerpts of a screen or two. An excerpt
/// may start and end anywhere in a program. Empty for a language without a grammar. Thread-safe.
std::vector<HighlightSpan> highlight(std::string_view text, Language language);

}  // namespace gitctx

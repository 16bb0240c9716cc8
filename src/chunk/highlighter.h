#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/language.h"
#include "core/ranges.h"

namespace gitctx {

/// What a piece of code is to a colour theme.
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

/// The coloured pieces of `text`, by the highlight query of its grammar: sorted, not overlapping,
/// none empty; what lies between them is plain. Meant for excerpts of a screen or two, which may
/// start and end anywhere in a program. Empty for a language without a grammar. Thread-safe.
std::vector<HighlightSpan> highlight(std::string_view text, Language language);

}  // namespace gitctx

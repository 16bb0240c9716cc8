#pragma once

#include <string_view>

namespace gitctx {

/// Estimates the number of byte-pair tokens of `text` in one pass, without a vocabulary: a word
/// counts one plus one per six further letters, digits one per three, a run of punctuation one per
/// two, blanks before a word nothing, a line's indentation one, a non-ASCII character one. The sum
/// over the lines of a text is the count of the text.
int estimate_tokens(std::string_view text);

}  // namespace gitctx

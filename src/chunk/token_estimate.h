#pragma once

#include <string_view>

namespace gitctx {

/// Estimates the number of byte-pair tokens of `text` in one pass, without a vocabulary. A word
/// counts one, plus one for each six further letters; digits count one for three, a run of
/// punctuation one for two characters, the indentation of a line one, a non-ASCII character one,
/// and blanks before a word nothing. The count of a text is the sum of the counts of its lines.
int estimate_tokens(std::string_view text);

}  // namespace gitctx

#pragma once

#include <string_view>

namespace gitctx {

/// Estimates the number of byte-pair tokens of `text` in one pass, without a vocabulary. A word
/// counts 1, plus 1 for every six further letters; digits count 1 for every three, a run of
/// punctuation 1 for every two characters. The indentation of a line counts 1, a non-ASCII
/// character 1, and blanks before a word 0. The count of a text is the sum of the counts of its
/// lines.
int estimate_tokens(std::string_view text);

}  // namespace gitctx

#pragma once

#include <string_view>

namespace gitctx {

/// Estimates the number of byte-pair tokens of `text` in one pass, without a vocabulary. The count
/// of a text is the sum of the counts of its lines. The parts of a line have these counts:
/// * the indentation: 1
/// * a word: 1, plus 1 for every six further letters
/// * a run of digits: 1 for every three digits, rounded up
/// * a run of punctuation: 1 for every two characters, rounded up
/// * a non-ASCII character: 1
/// * blanks before a word: 0
int estimate_tokens(std::string_view text);

}  // namespace gitctx

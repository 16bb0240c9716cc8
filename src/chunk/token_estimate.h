#pragma once

#include <string_view>

namespace gitctx {

/// Estimates the number of byte-pair tokens of `text` in one pass, without a vocabulary. A word
/// counts one, plus one per six further letters; digits count one per three, a run of punctuation
/// one per two characters, a line's indentation one, a non-ASCII character one, and blanks before a
/// word nothing. The sum over the lines of a text is the count of the text.
int estimate_tokens(std::string_view text);

}  // namespace gitctx

#pragma once

#include <string_view>

namespace gitctx {

/// About how many tokens a byte-pair encoding makes of `text`, in one pass and without a
/// vocabulary: a word counts one and one more per six further letters, digits one per three, a run
/// of punctuation one per two, blanks before a word nothing, a line's indentation one, a character
/// beyond ASCII one. The sum over the lines of a text is the count of the text.
int estimate_tokens(std::string_view text);

}  // namespace gitctx

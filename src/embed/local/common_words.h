#pragma once

#include <string_view>

namespace gitctx {

/// How much a word says of what a text is about, in quarters of a rare word's weight.
///
/// A rare word counts 4. The words that English prose is held together with ("the", "how", "with")
/// count 1: comments and questions are full of them, answers do not depend on them. The words that
/// every file of every language has ("return", "string", "get") count 3. Finer tables, such as
/// a / (a + frequency) over measured frequencies, order files no better.
int word_weight_quarters(std::string_view word);

inline constexpr int rare_word_quarters = 4;

}  // namespace gitctx

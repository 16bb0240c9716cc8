#pragma once

#include <string_view>

namespace gitctx {

/// How much a word says about the subject of a text, in quarters of the weight of a rare word.
///
/// A rare word counts 4. English function words ("the", "how", "with") count 1: these are common in
/// comments and questions, but do not distinguish answers. Words that occur in every file of every
/// language ("return", "string", "get") count 3. Finer weights, such as a / (a + frequency) with
/// measured frequencies, do not rank files better.
int word_weight_quarters(std::string_view word);

inline constexpr int rare_word_quarters = 4;

}  // namespace gitctx

#pragma once

#include <memory>
#include <string_view>

#include "embed/embedder.h"

namespace gitctx {

inline constexpr std::string_view hashed_model_id = "hashed-v1-256";

/// A model without trained weights. The vector of a text is the sum of (1 + ln count) *
/// weight(word) * row(word) over its words (embed/local/hashed_word.h, embed/local/common_words.h).
/// One-byte words are dropped. Sums are integers, so the order of the words, the batch and earlier
/// calls do not change the result.
std::unique_ptr<Embedder> make_hashed_embedder();

}  // namespace gitctx

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "text/bpe_vocabulary.h"

namespace gitctx {

/// Appends the tokens of one piece. The piece starts as single bytes. Each step merges the adjacent
/// pair whose joined bytes have the lowest rank. Merging ends when no pair is a token. If several
/// pairs have the lowest rank, the leftmost pair is merged first.
void append_bpe_tokens(const BpeVocabulary& vocabulary, std::string_view piece,
                       std::vector<std::uint32_t>& tokens);

}  // namespace gitctx

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "text/bpe_vocabulary.h"

namespace gitctx {

/// Appends the tokens of one piece. The piece starts as single bytes. Then the adjacent pair whose
/// joined bytes have the lowest rank is merged (of equal ranks, the leftmost pair), until no pair
/// is a token.
void append_bpe_tokens(const BpeVocabulary& vocabulary, std::string_view piece,
                       std::vector<std::uint32_t>& tokens);

}  // namespace gitctx

#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "text/bpe_vocabulary.h"

namespace gitctx {

/// Appends the tokens of one piece: it starts as single bytes, and the pair of neighbours whose
/// bytes together have the lowest rank is merged, the leftmost of equal ones first, until no pair
/// is a token.
void append_bpe_tokens(const BpeVocabulary& vocabulary, std::string_view piece,
                       std::vector<std::uint32_t>& tokens);

}  // namespace gitctx

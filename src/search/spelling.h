#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "search/candidates.h"
#include "search/parsed_query.h"
#include "search/view_scope.h"

namespace gitctx {

/// The words of a query that stand neither in the view nor in a dictionary, but that are one slip
/// of the hand (a letter left out, put in, wrong, or two exchanged; not the first) from one that
/// stands in the view. Words of a dictionary or of programmers go before names; of several the one
/// that is the most frequent there and among programmers is taken. Names, and words of fewer than
/// five letters, stay as they are; so does a text with many words that nothing has.
std::vector<Correction> correct_spelling(const ParsedQuery& query, const LexicalPlan& plan,
                                         const ViewScope& scope);

/// The text with the corrected words in place of the typed ones.
std::string with_corrections(std::string_view text, const std::vector<Correction>& corrections);

}  // namespace gitctx

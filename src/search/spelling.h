#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "search/candidates.h"
#include "search/parsed_query.h"
#include "search/view_scope.h"

namespace gitctx {

/// The words of a query that stand neither in the view nor in a dictionary, and that programmers do
/// not use, but that are one slip of the hand (a letter left out, put in, wrong, or two exchanged;
/// not the first) from one that does stand there. Of several such words the most frequent in the
/// view is taken, of equals the one that programmers use most. Names, and words of fewer than five
/// letters, stay as they are; so does a text with many words that nothing has.
std::vector<Correction> correct_spelling(const ParsedQuery& query, const LexicalPlan& plan,
                                         const ViewScope& scope);

/// The text with the corrected words in place of the typed ones.
std::string with_corrections(std::string_view text, const std::vector<Correction>& corrections);

}  // namespace gitctx

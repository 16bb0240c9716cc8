#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "search/candidates.h"
#include "search/parsed_query.h"
#include "search/view_scope.h"

namespace gitctx {

/// Corrects the words of a query that occur neither in the view nor in a dictionary, but are one
/// slip away from a word of the view. A slip is a letter left out, inserted or wrong, or two
/// letters exchanged; the first letter is never changed. Words that are in the dictionary or that
/// programmers use are preferred to names. If several such words are possible, the choice depends
/// on the frequency in the view and on the frequency among programmers. Names, words of fewer than
/// five letters, and texts with many unknown words are not corrected.
std::vector<Correction> correct_spelling(const ParsedQuery& query, const LexicalPlan& plan,
                                         const ViewScope& scope);

/// The text with the corrected words in place of the typed words.
std::string with_corrections(std::string_view text, const std::vector<Correction>& corrections);

}  // namespace gitctx

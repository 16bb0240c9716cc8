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
/// slip away from a word of the view. A slip is one letter missing, added or wrong, or two
/// neighbouring letters swapped. The first letter is never changed. Words that are in the
/// dictionary or that programmers use are preferred to names. If several such words are possible,
/// the choice depends on how often they occur in the view and how often programmers write them.
/// Names, words of fewer than five letters, and texts with many unknown words are not corrected.
std::vector<Correction> correct_spelling(const ParsedQuery& query, const LexicalPlan& plan,
                                         const ViewScope& scope);

/// The first few chunks of the view whose text contains the term of the word. If the word is not in
/// a dictionary, correct_spelling() looks for the word in these chunks.
std::vector<ChunkRef> chunks_of_word(std::string_view word, const ViewScope& scope);

/// Whether the text contains the word, alone or as a part of a name. The word must be in lower
/// case.
bool has_word(std::string_view text, std::string_view word);

/// The text with the corrected words in place of the typed words.
std::string with_corrections(std::string_view text, const std::vector<Correction>& corrections);

}  // namespace gitctx

#pragma once

#include <cstddef>

#include "search/candidates.h"
#include "search/parsed_query.h"
#include "text/word_table.h"

namespace gitctx {

/// How far a query is about other things than software, 0..1: the mean over its words of 1 for an
/// English word that programmers do not use ("lavender") and the view does not have; less the more
/// programmers use it, and the more often the view has it; 0 for words that programmers often use
/// ("server") and for those that are not English (names, abbreviations). 1 of a query that says
/// nothing.
double lay_share(const ParsedQuery& query, const LexicalPlan& plan, std::size_t chunk_count,
                 WordTable& words);

}  // namespace gitctx

#pragma once

#include <cstddef>

#include "search/candidates.h"
#include "search/parsed_query.h"
#include "text/word_table.h"

namespace gitctx {

/// A measure, 0..1, of how likely a query is to be about something other than software: the mean
/// over the words of the query. An English word that neither programmers nor the view use
/// ("lavender") counts 1. A word counts less the more often programmers or the view use it. A word
/// that programmers often use ("server") counts 0, and so does a word that is not English (names,
/// abbreviations). A query of stop words alone gives 1.
double lay_share(const ParsedQuery& query, const LexicalPlan& plan, std::size_t chunk_count,
                 WordTable& words);

}  // namespace gitctx

#pragma once

#include <cstddef>

#include "search/candidates.h"
#include "search/parsed_query.h"
#include "text/word_table.h"

namespace gitctx {

/// A measure from 0 to 1 of the likelihood that a query is about something other than software. The
/// measure is the mean over the words of the query. An English word that neither programmers nor
/// the view use ("lavender") counts as 1. The more often programmers or the view use a word, the
/// less it counts. A word that programmers often use ("server") counts as 0, and so does a word
/// that is not English, such as a name or an abbreviation. For a query that says nothing (see
/// ParsedQuery), the measure is 1.
double lay_share(const ParsedQuery& query, const LexicalPlan& plan, std::size_t chunk_count,
                 WordTable& words);

}  // namespace gitctx

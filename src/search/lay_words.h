#pragma once

#include <cstddef>

#include "search/candidates.h"
#include "search/parsed_query.h"
#include "text/word_table.h"

namespace gitctx {

/// A measure, 0..1, of how likely a query is about something other than software: the mean over its
/// words. A word counts 1 if it is English, programmers do not use it ("lavender") and the view
/// does not contain it. It counts less the more often programmers use it or the view contains it,
/// and 0 if programmers often use it ("server") or it is not English (names, abbreviations). A
/// query of stop words alone gives 1.
double lay_share(const ParsedQuery& query, const LexicalPlan& plan, std::size_t chunk_count,
                 WordTable& words);

}  // namespace gitctx

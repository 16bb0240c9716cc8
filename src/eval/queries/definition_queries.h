#pragma once

#include <stop_token>
#include <vector>

#include "eval/queries/proposed_query.h"
#include "index/view_reader.h"

namespace gitctx {

/// Queries from the definitions of a view:
///
///   definition  the bare name of a function, type, macro or constant that one place defines; the
///               answer is the line of the declaration. Not asked for: include guards, local
///               variables, variables of shell scripts, and English words that other files use
///   question    the first sentence of the comment at a definition; the answer is the definition,
///               and the comment is hidden. If the comment is at a prototype in a header, the
///               function itself is an answer, too
struct DefinitionQueries {
  std::vector<ProposedQuery> definitions;
  std::vector<ProposedQuery> questions;
};

/// The index of the view should have one chunk per definition.
DefinitionQueries propose_definitions(const ViewReader& view, const std::stop_token& stop);

}  // namespace gitctx

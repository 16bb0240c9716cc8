#pragma once

#include <stop_token>
#include <vector>

#include "eval/queries/proposed_query.h"
#include "index/view_reader.h"

namespace gitctx {

/// Queries from the definitions of a view:
///
///   definition  the unqualified name of a function, type, macro or constant that is defined in
///               only one place; the answer is the line that declares the name. Include guards,
///               local variables and variables of shell scripts are left out, and so are English
///               words that more than three other files contain
///   question    the first sentence of the comment at a definition; the answer is the definition,
///               and the comment is hidden. If the comment is at a prototype in a header, the
///               definition of the function is also an answer
struct DefinitionQueries {
  std::vector<ProposedQuery> definitions;
  std::vector<ProposedQuery> questions;
};

/// The index of the view should have one chunk per definition.
DefinitionQueries propose_definitions(const ViewReader& view, const std::stop_token& stop);

}  // namespace gitctx

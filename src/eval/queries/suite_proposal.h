#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <stop_token>
#include <string_view>

#include "eval/queries/commit_queries.h"
#include "eval/queries/suite.h"
#include "index/view_reader.h"

namespace gitctx {

/// The categories of proposed queries, in the order in which a suite has them.
inline constexpr std::array<std::string_view, 6> proposed_categories{
    "question", "commit", "definition", "literal", "word", "name"};

/// A suite with the number of its queries of each category.
struct SuiteProposal {
  Suite suite;
  std::array<std::size_t, proposed_categories.size()> counts{};
};

/// Proposes at most `size` queries about a view. If each category has enough queries, all
/// categories get equal shares:
///
///   question    the first sentence of the comment at a definition (definition_queries.h)
///   commit      the message of a commit that touched few files (commit_queries.h)
///   definition  the name of a definition (definition_queries.h)
///   literal     a text that occurs exactly once (literal_queries.h)
///   word        a word that occurs in only one file (token_queries.h)
///   name        an identifier of several words that occurs in only one file (token_queries.h)
///
/// The answers are lines. Comments that became questions are hidden, and no other query is made
/// from a text that occurs only in them. Third-party code is left out. The first three categories
/// also leave out tests and examples. In each of the other categories, at most a third of the
/// queries come from tests. A text is a query of one category only. The index of the view should
/// have one chunk per definition. The choice depends only on the text of each query, so that a
/// change of the repository changes few queries. Throws Error(interrupted) soon after a stop
/// request.
SuiteProposal propose_suite(const ViewReader& view, std::span<const CommitChange> commits,
                            const ReadVersions& read, std::size_t size,
                            const std::stop_token& stop);

}  // namespace gitctx

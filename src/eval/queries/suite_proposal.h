#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "eval/queries/suite.h"
#include "index/view_reader.h"

namespace gitctx {

/// A commit with the files it changed.
struct CommitChange {
  std::string subject;
  std::vector<std::string> paths;
};

/// A proposed suite, with the number of queries from each source.
struct SuiteProposal {
  Suite suite;
  std::size_t symbols = 0;
  std::size_t doc_comments = 0;
  std::size_t commits = 0;
};

/// Proposes at most `size` queries about a view, a third from each category if there are enough
/// candidates:
///
///   symbol       a name of several words that one file defines; the answer is the definition
///   doc_comment  the first sentence of the comment at a definition; the answer is the definition,
///                and the comment is hidden
///   commit       the subject of a commit that touched few files; the answers are those files
///
/// Tests, examples and third-party code are left out. The index of the view should have one chunk
/// per definition. The choice depends only on the texts of the queries, so that a change in the
/// repository changes few of the proposed queries.
SuiteProposal propose_suite(const ViewReader& view, std::span<const CommitChange> commits,
                            std::size_t size);

}  // namespace gitctx

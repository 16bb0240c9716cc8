#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "eval/queries/suite.h"
#include "index/view_reader.h"

namespace gitctx {

/// What one commit changed.
struct CommitChange {
  std::string subject;
  std::vector<std::string> paths;
};

/// A suite with where its queries come from.
struct SuiteProposal {
  Suite suite;
  std::size_t symbols = 0;
  std::size_t doc_comments = 0;
  std::size_t commits = 0;
};

/// Proposes queries over a view, at most `size`, a third of each category as far as there are
/// enough:
///
///   symbol       a name of several words that one file defines; the definition answers
///   doc_comment  the first sentence of the comment at a definition; the definition answers, and
///   the
///                comment is hidden
///   commit       the subject of a commit that touched few files; those files answer
///
/// Tests, examples and third-party code are left out. The view should be indexed so that a chunk is
/// a definition. Which queries are taken depends on their text alone, so
/// that a change of the repository changes few of them.
SuiteProposal propose_suite(const ViewReader& view, std::span<const CommitChange> commits,
                            std::size_t size);

}  // namespace gitctx

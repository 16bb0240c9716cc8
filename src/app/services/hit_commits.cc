#include "app/services/hit_commits.h"

#include <algorithm>
#include <optional>

#include "base/error.h"
#include "git/last_commit_resolver.h"
#include "git/repository.h"

namespace gitctx {
namespace {

/// The distinct paths of the hits without a known commit.
std::vector<std::string> open_paths(const std::vector<Hit>& hits) {
  std::vector<std::string> paths;
  for (const Hit& hit : hits) {
    if (!hit.commit_known && !hit.dirty) paths.push_back(hit.path);
  }
  std::ranges::sort(paths);
  paths.erase(std::ranges::unique(paths).begin(), paths.end());
  return paths;
}

}  // namespace

void find_hit_commits(const RepositoryLayout& layout, const CommitId& view_commit,
                      std::chrono::steady_clock::time_point deadline, std::vector<Hit>& hits) {
  const std::vector<std::string> paths = open_paths(hits);
  if (paths.empty() || view_commit.is_none()) return;
  try {
    std::vector<PathCommit> state(paths.size(), PathCommit{.commit = view_commit});
    LastCommitResolver resolver(layout);
    resolver.run(paths, state, {.stop = {}, .deadline = deadline, .known = {}});

    std::optional<Repository> repository;
    for (Hit& hit : hits) {
      const auto found = std::ranges::lower_bound(paths, hit.path);
      if (hit.commit_known || hit.dirty || found == paths.end() || *found != hit.path) continue;
      const PathCommit& answer = state[static_cast<std::size_t>(found - paths.begin())];
      if (!answer.resolved) continue;
      if (!repository) repository = Repository::open(layout);
      hit.commit = repository->commit_info(answer.commit);
      hit.commit_known = true;
    }
  } catch (const Error&) {
    // The hits are valid without commits.
  }
}

}  // namespace gitctx

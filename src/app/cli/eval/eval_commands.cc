#include "app/cli/eval/eval_commands.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <system_error>
#include <utility>

#include "app/cli/terminal/messages.h"
#include "base/file.h"
#include "core/storage_paths.h"
#include "git/repository.h"

namespace gitctx {

namespace fs = std::filesystem;

fs::path EvalPlace::run_store() const { return eval_store_file(layout.common_dir); }

EvalPlace find_eval_place(const CommandContext& context, bool quiet) {
  EvalPlace place{
      .layout = require_repository(context.directory), .config = {}, .embedders = nullptr};
  place.config = load_config(config_paths(place.layout, context.environment), context.environment);
  if (!quiet) write_notices(place.config.notices);
  place.embedders = open_embedders(place.config, place.layout, context.environment);
  return place;
}

CommitId choose_eval_commit(const RepositoryLayout& layout, const std::string& suite_commit,
                            const std::string& ref, std::vector<Notice>& notices) {
  Repository repository = Repository::open(layout);
  if (!ref.empty()) return repository.resolve_commit(ref);
  if (!suite_commit.empty()) {
    try {
      return repository.resolve_commit(suite_commit);
    } catch (const Error&) {
      notices.push_back({fmt::format("this clone lacks the commit of the suite ({:.12}); HEAD is "
                                     "searched instead",
                                     suite_commit),
                         "Use --ref to search another commit"});
    }
  }
  return repository.resolve_commit("HEAD");
}

void check_has_baseline(const fs::path& path, const EvalRunArguments& arguments) {
  const bool is_needed = !arguments.baseline.empty() || arguments.fail_on_regression;
  if (!is_needed || arguments.save_baseline || file_exists(path)) return;
  throw Error(ErrorCode::failure,
              fmt::format("no baseline to compare with: {} does not exist", path.string()),
              arguments.baseline.empty()
                  ? "Run: gitctx eval run --save-baseline"
                  : "Name the file of a baseline, or compare stored runs with gitctx eval compare");
}

std::int64_t store_run(const EvalPlace& place, const PromptRun& run, bool quiet) {
  try {
    return RunStore::open(place.run_store()).add(run);
  } catch (const Error& error) {
    if (!quiet) write_notice({"cannot store the run: " + error.message(), error.hint()});
    return 0;
  }
}

Error no_stored_runs(const std::string& suite) {
  if (suite.empty()) {
    return {ErrorCode::failure, "this repository has no eval runs", "Run: gitctx eval run"};
  }
  return {ErrorCode::failure, fmt::format("the suite '{}' has no eval runs", suite),
          "Run: gitctx eval list"};
}

RunStore open_run_store(const EvalPlace& place) {
  // A run that was killed while it created the store leaves an empty file.
  std::error_code none;
  const std::uintmax_t bytes = fs::file_size(place.run_store(), none);
  if (!none && bytes > 0) return RunStore::open(place.run_store());
  throw no_stored_runs("");
}

PromptRun find_stored_run(const std::string& word, const EvalPlace& place) {
  RunStore store = open_run_store(place);
  std::int64_t id = 0;
  const auto parsed = std::from_chars(word.data(), word.data() + word.size(), id);
  if (word.empty() || parsed.ptr != word.data() + word.size()) {
    const auto newest = store.list(word, 1);
    id = newest.empty() ? 0 : newest.front().id;
  }
  if (auto run = store.find(id)) return std::move(*run);
  if (word.empty()) throw no_stored_runs("");
  throw Error(ErrorCode::failure, fmt::format("no run '{}'", word), "Run: gitctx eval list");
}

}  // namespace gitctx

#include "app/cli/eval/eval_commands.h"

#include <fmt/format.h>

#include <optional>

#include "app/cli/terminal/messages.h"
#include "base/error.h"
#include "base/file.h"
#include "core/storage_paths.h"
#include "eval/prompts/run_store.h"
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
              "Run: gitctx eval run --save-baseline");
}

std::int64_t store_run(const EvalPlace& place, const PromptRun& run, bool quiet) {
  try {
    return RunStore::open(place.run_store()).add(run);
  } catch (const Error& error) {
    if (!quiet) write_notice({"cannot store the run: " + error.message(), error.hint()});
    return 0;
  }
}

}  // namespace gitctx

#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/config/config.h"
#include "app/config/environment.h"
#include "app/notice.h"
#include "app/services/embedders.h"
#include "eval/prompts/prompt_run.h"
#include "git/head_reader.h"
#include "langsmith/experiment.h"

namespace gitctx {

class LangSmithSession;

// What the actions of `gitctx eval` share.

inline constexpr const char* eval_stopping = "stopping; Ctrl-C again stops at once";

/// Where the repository is, and what is set there.
struct EvalPlace {
  RepositoryLayout layout;
  Config config;
  std::unique_ptr<EmbedderSource> embedders;

  const Settings& settings() const { return config.settings; }

  std::filesystem::path run_store() const;
};

/// Writes the notices about settings unless nothing shall be said.
EvalPlace find_eval_place(const EvalArguments& arguments, const CommandContext& context);

/// NAME.yml in .gitctx/evals. Throws usage in a bare repository.
std::filesystem::path named_suite_path(const RepositoryLayout& layout, const std::string& name);

/// The commit to search: `ref` if it is given, else the one the suite was made at, else HEAD; with
/// a notice where the clone does not have the suite's.
CommitId choose_eval_commit(const RepositoryLayout& layout, const std::string& suite_commit,
                            const std::string& ref, std::vector<Notice>& notices);

/// A comparison with a baseline that is not there is refused if it was asked for.
void check_has_baseline(const std::filesystem::path& path, const EvalArguments& arguments);

/// Puts the run into the store of the repository; a store that cannot be written is a notice, for
/// the run is worth more. Returns the run's number, 0 without one.
std::int64_t store_run(const EvalPlace& place, const PromptRun& run, bool quiet);

/// What a run of one suite came to.
struct SuiteOutcome {
  int status = 0;
  std::string record;  ///< JSON
};

/// Runs the suite of prompts in a file, says what was found and whether the gate holds.
SuiteOutcome run_prompt_suite_file(const std::filesystem::path& path,
                                   const EvalArguments& arguments, const EvalPlace& place,
                                   CommandContext& context);

/// Sends a run to LangSmith and says where to look at it. What cannot be delivered is kept, with a
/// notice; nothing is returned then.
std::optional<UploadResult> upload_run(const ExperimentRecord& record, LangSmithSession& session,
                                       const std::stop_token& stop, CommandContext& context);

/// Sends two runs of one suite, and which of them answers each example better. As for one run, but
/// the comparison itself is not kept: it can be made again.
bool upload_comparison_of(const PromptRun& before, const PromptRun& now, LangSmithSession& session,
                          const std::stop_token& stop, CommandContext& context);

/// `gitctx eval push`, `pull`, `push-prompt` and `pull-prompt`.
int run_eval_langsmith_command(const EvalArguments& arguments, CommandContext& context);

/// `gitctx eval list`, `show`, `compare` and `report`.
int run_eval_runs_command(const EvalArguments& arguments, CommandContext& context);

}  // namespace gitctx

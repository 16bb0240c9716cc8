#pragma once

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "app/cli/arguments.h"
#include "app/cli/commands/commands.h"
#include "app/config/config.h"
#include "app/config/environment.h"
#include "app/notice.h"
#include "app/services/embedders.h"
#include "base/error.h"
#include "eval/prompts/prompt_run.h"
#include "eval/prompts/run_store.h"
#include "git/head_reader.h"
#include "langsmith/experiment.h"

namespace gitctx {

class LangSmithSession;

// The verbs of `gitctx eval` share the declarations below.

inline constexpr const char* eval_stopping = "stopping; press Ctrl-C again to stop at once";

/// The repository in which a verb runs, and its settings.
struct EvalPlace {
  RepositoryLayout layout;
  Config config;
  std::unique_ptr<EmbedderSource> embedders;

  const Settings& settings() const { return config.settings; }

  std::filesystem::path run_store() const;
};

/// Finds the repository and reads its settings. Writes the notices about settings unless `quiet`.
EvalPlace find_eval_place(const CommandContext& context, bool quiet);

/// The commit to search: `ref` if given, else the commit of the suite, else HEAD. Adds a notice if
/// the clone lacks the commit of the suite.
CommitId choose_eval_commit(const RepositoryLayout& layout, const std::string& suite_commit,
                            const std::string& ref, std::vector<Notice>& notices);

/// Throws Error(failure) if the arguments need a baseline that does not exist.
void check_has_baseline(const std::filesystem::path& path, const EvalRunArguments& arguments);

/// Stores the run in the repository. Returns the number of the run. If storing fails, writes a
/// notice and returns 0.
std::int64_t store_run(const EvalPlace& place, const PromptRun& run, bool quiet);

/// Throws Error(failure) if the repository has no stored runs.
RunStore open_run_store(const EvalPlace& place);

/// The stored run that `word` names: the run with this number, the newest run of the suite with
/// this name, or, if `word` is empty, the newest run of all suites. Throws Error(failure) if there
/// is no such run.
PromptRun find_stored_run(const std::string& word, const EvalPlace& place);

/// The Error that reports that the repository has no stored runs. If `suite` is not empty, the
/// Error reports that this suite has no stored runs.
Error no_stored_runs(const std::string& suite);

/// The outcome of running one suite.
struct SuiteOutcome {
  int status = 0;
  std::string record;  ///< record of the run in JSON
};

/// Runs the prompt suite in the file `path`, whose text is `yaml`. Prints the results and checks
/// the gate.
SuiteOutcome run_prompt_suite_file(const std::filesystem::path& path, const std::string& yaml,
                                   const EvalRunArguments& arguments, const EvalPlace& place,
                                   CommandContext& context);

/// The connection for --langsmith; null unless `wanted`. Throws Error(configuration) if there is no
/// key, so that the error comes before the run costs money.
std::unique_ptr<LangSmithSession> open_langsmith(bool wanted, const EvalPlace& place,
                                                 const CommandContext& context);

/// Sends a run to LangSmith and prints its link. If that fails, keeps the run in the spool, writes
/// a notice, and returns the failure in the result.
UploadResult upload_run(const ExperimentRecord& record, LangSmithSession& session,
                        const std::stop_token& stop, CommandContext& context);

/// Sends two runs of one suite, and a comparative experiment of these runs. Returns the exit
/// status. A run that cannot be sent is kept in the spool. The comparison is not kept, because it
/// can be computed again.
int upload_comparison_of(const PromptRun& before, const PromptRun& now, LangSmithSession& session,
                         const std::stop_token& stop, CommandContext& context);

}  // namespace gitctx

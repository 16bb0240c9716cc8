#include <fmt/format.h>

#include <filesystem>
#include <optional>

#include "app/cli/eval/eval_commands.h"
#include "app/cli/render/render_prompt_run.h"
#include "app/cli/terminal/interrupt.h"
#include "app/cli/terminal/messages.h"
#include "app/cli/terminal/progress_bar.h"
#include "app/config/config_file.h"
#include "app/services/langsmith.h"
#include "app/services/prompt_eval.h"
#include "app/services/suite_file.h"
#include "base/error.h"
#include "base/file.h"
#include "eval/prompts/prompt_gate.h"
#include "eval/prompts/prompt_page.h"
#include "eval/prompts/prompt_run_record.h"
#include "eval/prompts/prompt_runner.h"
#include "eval/prompts/reply_cassette.h"
#include "eval/prompts/run_store.h"
#include "langsmith/eval_experiment.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;

void check_is_for_prompts(const fs::path& suite, const EvalRunArguments& arguments) {
  if (arguments.query_flags.empty()) return;
  throw Error(ErrorCode::usage,
              fmt::format("{} is a suite of prompts; only suites of queries take {}",
                          suite.string(), fmt::join(arguments.query_flags, ", ")),
              "Write the target and the limits into the suite");
}

fs::path prompt_baseline_path(const EvalRunArguments& arguments, const fs::path& suite,
                              const CommandContext& context) {
  if (!arguments.baseline.empty()) return context.directory / arguments.baseline;
  return fs::path(suite).replace_extension(".baseline.json");
}

/// The cassette for a suite. If `given` is a folder, the cassette is the file in this folder that
/// has the name of the suite file; otherwise, it is `given` itself.
fs::path cassette_path(const std::string& given, const fs::path& suite,
                       const CommandContext& context) {
  fs::path path = context.directory / given;
  std::error_code failed;
  const bool is_folder = given.ends_with('/') || fs::is_directory(path, failed);
  return is_folder ? path / suite.filename() : path;
}

/// The source of a run's replies, and the place where the run records them.
class ReplySource {
 public:
  ReplySource(const PromptSuite& suite, const fs::path& suite_file,
              const EvalRunArguments& arguments, const EvalPlace& place,
              const CommandContext& context, bool quiet) {
    if (!needs_model(suite) && !needs_judge(suite)) return;
    if (!arguments.replay.empty()) {
      const fs::path file = cassette_path(arguments.replay, suite_file, context);
      cassette_.emplace(ReplyCassette::parse(read_file(file), file.string()));
      model_title = cassette_->source().model;
      judge_title = cassette_->source().judge;
      metadata["replies"] = cassette_->source().note;
      store = &*cassette_;
      return;
    }
    models = make_eval_models({arguments.model, arguments.judge}, place.config, place.layout,
                              context.environment);
    model_title = model_title_of(models.model);
    judge_title = model_title_of(models.judge);
    open_cache(place, quiet);
    if (arguments.record.empty()) return;
    record_file_ = cassette_path(arguments.record, suite_file, context);
    cassette_.emplace(ReplyCassette(
        {.model = needs_model(suite) ? model_title : "",
         .judge = needs_judge(suite) ? judge_title : "",
         .note = fmt::format("Replies of {} to {}", model_title, suite_file.filename().string())},
        store));
    store = &*cassette_;
  }

  /// Writes the cassette if --record was given and the run is complete.
  void finish(const PromptRun& run) const {
    if (!record_file_.empty() && run.is_complete()) {
      write_config_file(record_file_, cassette_->yaml(), ConfigFileAccess::shared);
    }
  }

  EvalChatModels models;
  std::string model_title;
  std::string judge_title;
  TextByName metadata;
  ReplyStore* store = nullptr;

 private:
  static std::string model_title_of(const std::shared_ptr<ChatModel>& model) {
    return gitctx::model_title(model->description());
  }

  void open_cache(const EvalPlace& place, bool quiet) {
    try {
      cache_.emplace(open_stored_replies(place.run_store()));
      store = &*cache_;
    } catch (const Error& error) {
      if (!quiet) write_notice({"cannot keep replies: " + error.message(), error.hint()});
    }
  }

  std::optional<ReplyCassette> cassette_;
  std::optional<ReplyDatabase> cache_;
  fs::path record_file_;
};

/// Shows the number of finished examples on the terminal.
class ExampleCounter {
 public:
  ExampleCounter(const Terminal& terminal, bool wanted)
      : is_shown_(wanted && terminal.is_terminal) {}
  ~ExampleCounter() {
    if (is_shown_) write_message("\r\x1b[K");
  }
  ExampleCounter(const ExampleCounter&) = delete;
  ExampleCounter& operator=(const ExampleCounter&) = delete;

  void update(std::size_t done, std::size_t all) const {
    if (is_shown_) write_message(fmt::format("\r\x1b[Kexamples {}/{}", done, all));
  }
  bool is_shown() const { return is_shown_; }

 private:
  bool is_shown_;
};

PromptRun measure_prompts(const PromptSuite& suite, const fs::path& path, const SuiteFile& file,
                          const EvalRunArguments& arguments, const EvalPlace& place,
                          CommandContext& context) {
  const bool quiet = arguments.verbosity == Verbosity::quiet;
  std::vector<Notice> notices;
  CommitId commit;
  if (suite.target.kind != TargetKind::prompt) {
    commit = choose_eval_commit(place.layout, suite.target.commit, arguments.ref, notices);
  }
  if (!quiet) write_notices(notices);
  ReplySource replies(suite, path, arguments, place, context, quiet);

  const ExampleCounter counter(context.error_terminal, !quiet);
  const InterruptWatch interrupt(counter.is_shown(), eval_stopping);
  std::optional<EvalServiceSet> set;
  {
    ProgressBar bar(context.error_terminal, !quiet);
    set.emplace(
        EvalRequest{
            .suite = &suite,
            .load_prompt = [&](const std::string& name) { return file.prompt(name, place.config); },
            .layout = place.layout,
            .settings = place.settings(),
            .embedders = place.embedders.get(),
            .commit = commit,
            .models = replies.models,
            .model_title = replies.model_title,
            .judge_title = replies.judge_title,
            .replies = replies.store,
            .metadata = replies.metadata},
        interrupt.token(), [&](const IndexProgress& progress) { bar.update(progress); });
  }
  PromptRun run = run_prompt_suite(
      suite, set->services(),
      {.split = arguments.split,
       .repetitions = arguments.repetitions,
       .max_cost_usd = arguments.max_cost_usd,
       .jobs = arguments.jobs},
      [&](std::size_t done, std::size_t all) { counter.update(done, all); }, interrupt.token());
  if (!commit.is_none()) run.commit = commit.hex();
  if (arguments.fail_on_regression) run.limits.accuracy_drop = *arguments.fail_on_regression / 100;
  replies.finish(run);
  return run;
}

void write_prompt_outputs(const EvalRunArguments& arguments, const PromptRun& run,
                          const PromptComparison* comparison,
                          const std::vector<GateFinding>& findings, const std::string& record,
                          CommandContext& context) {
  if (!arguments.json_file.empty()) {
    write_named_file(context.directory / arguments.json_file, record);
  }
  if (!arguments.html_file.empty()) {
    write_named_file(context.directory / arguments.html_file,
                     render_prompt_page(run, comparison, findings));
  }
  if (arguments.json || arguments.verbosity == Verbosity::quiet) return;
  context.out.write(render_prompt_run(run, comparison, arguments.verbosity == Verbosity::verbose,
                                      context.out_terminal));
}

}  // namespace

SuiteOutcome run_prompt_suite_file(const fs::path& path, const std::string& yaml,
                                   const EvalRunArguments& arguments, const EvalPlace& place,
                                   CommandContext& context) {
  // The suite and the baseline.
  check_is_for_prompts(path, arguments);
  const auto session = open_langsmith(arguments.langsmith, place, context);
  const bool quiet = arguments.verbosity == Verbosity::quiet;
  const SuiteFile file(path, yaml, place.layout);
  require_trust(file, !arguments.replay.empty(),
                config_paths(file.repository(), context.environment).trust);
  const PromptSuite suite = file.load();
  const fs::path baseline_file = prompt_baseline_path(arguments, path, context);
  check_has_baseline(baseline_file, arguments);
  std::optional<PromptRun> baseline;
  if (file_exists(baseline_file)) {
    baseline = parse_prompt_run(read_file(baseline_file), baseline_file.string());
  }

  PromptRun run = measure_prompts(suite, path, file, arguments, place, context);
  run.id = store_run(place, run, quiet);
  std::optional<PromptComparison> comparison;
  const bool has_outputs = summarize(run).done > 0;
  if (baseline && has_outputs) comparison = compare_prompt_runs(*baseline, run);

  // The report and the gate.
  const PromptComparison* const compared = comparison ? &*comparison : nullptr;
  const std::vector<GateFinding> findings = check_gate(run, compared);
  SuiteOutcome outcome{.status = 0, .record = prompt_run_json(run, RecordDetail::all)};
  write_prompt_outputs(arguments, run, compared, findings, outcome.record, context);
  context.out.flush();
  if (session && has_outputs) {
    const InterruptWatch interrupt(false, eval_stopping);
    upload_run(experiment_of(run, runner_name()), *session, interrupt.token(), context);
  }
  for (const GateFinding& finding : findings) write_notice({finding_text(finding), {}});
  if (run.stopped == stopped_by_interrupt) {
    outcome.status = static_cast<int>(ErrorCode::interrupted);
  } else if (!is_passed(findings)) {
    outcome.status = static_cast<int>(ErrorCode::failure);
  }
  if (!arguments.save_baseline) return outcome;
  if (outcome.status != 0) {
    write_notice(
        {"the baseline is not replaced",
         "Use --fail-on-regression 100% to accept the fall; other limits are in the suite"});
    return outcome;
  }
  write_config_file(baseline_file, prompt_run_json(run, RecordDetail::baseline),
                    ConfigFileAccess::shared);
  if (!quiet) write_notice({fmt::format("the baseline is now {}", baseline_file.string()), {}});
  return outcome;
}

}  // namespace gitctx

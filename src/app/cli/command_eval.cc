#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "app/cli/commands.h"
#include "app/cli/interrupt.h"
#include "app/cli/messages.h"
#include "app/cli/progress_bar.h"
#include "app/cli/render_eval.h"
#include "app/cli/text_format.h"
#include "app/config.h"
#include "app/config_file.h"
#include "app/embedders.h"
#include "app/scratch_index.h"
#include "base/error.h"
#include "base/file.h"
#include "embed/embedder.h"
#include "eval/eval_page.h"
#include "eval/run_record.h"
#include "eval/suite_proposal.h"
#include "git/repository.h"
#include "git/view_builder.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;

/// Chunks of a proposal are definitions: none is packed with its neighbours.
constexpr int proposal_chunk_tokens = 1;
constexpr ChangeLimits change_limits{.commits = 3000, .paths = 5};
constexpr const char* stopping = "stopping; Ctrl-C again stops at once";

/// Where the repository is, and what is set there.
struct Place {
  RepositoryLayout layout;
  Settings settings;
  std::unique_ptr<EmbedderSource> embedders;
};

Place find_place(const EvalArguments& arguments, const CommandContext& context) {
  Place place{.layout = require_repository(context.directory), .settings = {}, .embedders = {}};
  const Config config =
      load_config(config_paths(place.layout.worktree, context.environment), context.environment);
  if (arguments.verbosity != Verbosity::quiet) write_notices(config.notices);
  place.settings = config.settings;
  place.embedders = open_embedders(config, place.layout, context.environment);
  return place;
}

fs::path named_suite_path(const RepositoryLayout& layout, const std::string& name) {
  if (layout.worktree.empty()) {
    throw Error(ErrorCode::usage, "a bare repository has no .gitctx/evals",
                "gitctx eval run FILE takes a suite that lies elsewhere");
  }
  return layout.worktree / ".gitctx" / "evals" / (name + ".yml");
}

fs::path suite_path(const std::string& suite, const RepositoryLayout& layout,
                    const CommandContext& context) {
  const bool is_file =
      suite.find('/') != std::string::npos || suite.ends_with(".yml") || suite.ends_with(".yaml");
  return is_file ? (context.directory / suite).lexically_normal() : named_suite_path(layout, suite);
}

fs::path baseline_path(const EvalArguments& arguments, const fs::path& suite,
                       const CommandContext& context) {
  if (!arguments.baseline.empty()) return context.directory / arguments.baseline;
  return fs::path(suite).replace_extension(".baseline.json");
}

void check_suite_name(const std::string& name) {
  const bool is_plain = !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  });
  if (is_plain && name.front() != '.') return;
  throw Error(ErrorCode::usage,
              fmt::format("--name: expected letters, digits, '-', '_' and '.', got '{}'", name));
}

std::vector<CommitChange> read_changes(const RepositoryLayout& layout, const CommitId& commit,
                                       const std::stop_token& stop) {
  Repository repository = Repository::open(layout);
  std::vector<CommitChange> changes;
  for (ChangedPaths& change : newest_changes(repository, commit, change_limits, stop)) {
    changes.push_back({repository.commit_info(change.commit).subject, std::move(change.paths)});
  }
  return changes;
}

int run_init(const EvalArguments& arguments, CommandContext& context) {
  const Place place = find_place(arguments, context);
  check_suite_name(arguments.suite);
  const fs::path path = named_suite_path(place.layout, arguments.suite);
  if (fs::exists(path) && !arguments.force) {
    throw Error(ErrorCode::failure, fmt::format("{} is there already", path.string()),
                "gitctx eval init --force replaces it; --name makes another");
  }
  const auto head = read_head(place.layout).commit;
  if (!head) throw Error(ErrorCode::failure, "HEAD has no commit yet: there is nothing to ask for");

  const bool quiet = arguments.verbosity == Verbosity::quiet;
  SuiteProposal proposal;
  {
    ProgressBar bar(context.error_terminal, !quiet);
    const InterruptWatch interrupt(bar.is_shown(), stopping);
    Settings settings = place.settings;
    settings.index.chunk_tokens = proposal_chunk_tokens;
    settings.index.chunk_overlap_tokens = 0;
    // What is proposed does not depend on vectors: they cost nothing here.
    settings.model = {};
    const auto embedders = make_local_embedders(settings.model);
    const ScratchIndex index(place.layout, settings, *embedders, *head, {}, interrupt.token(),
                             [&](const IndexProgress& progress) { bar.update(progress); });
    proposal = propose_suite(index.view(), read_changes(place.layout, *head, interrupt.token()),
                             arguments.size);
  }
  if (proposal.suite.queries.empty()) {
    throw Error(ErrorCode::failure,
                "nothing here makes a query: no commented definitions, no names",
                "write a suite by hand: docs/evals.md shows what it looks like");
  }
  proposal.suite.name = arguments.suite;
  write_config_file(path,
                    "# Queries over this repository; docs/evals.md of gitctx describes them.\n" +
                        suite_yaml(proposal.suite),
                    ConfigFileAccess::shared);
  if (quiet) return 0;
  if (arguments.verbosity == Verbosity::verbose) {
    context.out.write(render_proposal_queries(proposal));
  }
  context.out.write(fmt::format(
      "Wrote {} to {}: {}, {}, {}\n", counted(proposal.suite.queries.size(), "query", "queries"),
      printable_line(path.string()), counted(proposal.doc_comments, "doc comment"),
      counted(proposal.commits, "commit"), counted(proposal.symbols, "symbol")));
  return 0;
}

Suite load_suite(const fs::path& path, const EvalArguments& arguments) {
  if (!fs::exists(path)) {
    throw Error(ErrorCode::failure,
                fmt::format("no suite '{}': there is no {}", arguments.suite, path.string()),
                "Run: gitctx eval init");
  }
  Suite suite = parse_suite(read_file(path), path.string());
  if (suite.name.empty()) suite.name = path.stem().string();
  if (arguments.mode) suite.mode = *arguments.mode;
  if (arguments.level) suite.judge.level = *arguments.level;
  if (arguments.k) suite.judge.k = *arguments.k;
  for (const ScoreFloor& floor : arguments.fail_below) {
    if (floor.k == 0 || floor.k == suite.judge.k || floor.metric == Metric::hit1) continue;
    throw Error(ErrorCode::usage,
                fmt::format("--fail-below: this run measures up to rank {}, not {}", suite.judge.k,
                            floor.k));
  }
  return suite;
}

/// The commit to search: as asked, as the suite says, or HEAD.
CommitId choose_commit(const RepositoryLayout& layout, const Suite& suite, const std::string& ref,
                       std::vector<Notice>& notices) {
  Repository repository = Repository::open(layout);
  std::optional<CommitId> made_at;
  if (!suite.commit.empty()) {
    try {
      made_at = repository.resolve_commit(suite.commit);
    } catch (const Error&) {
      if (ref.empty()) {
        notices.push_back(
            {fmt::format("the commit of the suite ({:.12}) is not in this clone: HEAD "
                         "is searched",
                         suite.commit),
             "--ref searches another one"});
      }
    }
  }
  if (ref.empty() && made_at) return *made_at;
  const CommitId commit = repository.resolve_commit(ref.empty() ? "HEAD" : ref);
  const bool moved = !suite.commit.empty() && !suite.hidden.empty() && commit != made_at;
  if (moved) {
    notices.push_back(
        {"the suite hides comments by their place at its own commit: at another one "
         "they may stand elsewhere",
         {}});
  }
  return commit;
}

EvalRun measure(const Place& place, const Suite& suite, const CommitId& commit, bool quiet,
                const CommandContext& context) {
  ProgressBar bar(context.error_terminal, !quiet);
  const InterruptWatch interrupt(bar.is_shown(), stopping);
  const ScratchIndex index(place.layout, place.settings, *place.embedders, commit, suite.hidden,
                           interrupt.token(),
                           [&](const IndexProgress& progress) { bar.update(progress); });
  const auto embedder = place.embedders->make_embedder(interrupt.token());
  Query common;
  common.min_similarity = place.settings.search.min_similarity;
  common.min_best_similarity = place.settings.search.min_best_similarity;
  common.repository = place.layout.name();
  return run_suite(suite, index.snapshot(), index.view(), *embedder, common, interrupt.token());
}

std::optional<EvalRun> load_baseline(const fs::path& path, const EvalArguments& arguments) {
  if (fs::exists(path)) return parse_run_record(read_file(path), path.string());
  const bool is_needed = !arguments.baseline.empty() || arguments.fail_on_regression;
  if (!is_needed || arguments.save_baseline) return std::nullopt;
  throw Error(ErrorCode::failure,
              fmt::format("no baseline to compare with: there is no {}", path.string()),
              "gitctx eval run --save-baseline writes it");
}

/// What a gate has to say; empty if it holds.
std::string broken_gates(const EvalArguments& arguments, const EvalRun& run,
                         const EvalComparison* comparison) {
  const EvalSummary summary = summarize(run);
  std::vector<std::string> broken;
  for (const ScoreFloor& floor : arguments.fail_below) {
    const double value = summary.all[floor.metric].mean;
    if (value >= floor.value) continue;
    broken.push_back(fmt::format("{} is {:.4f}, under {:.4f}",
                                 metric_title(floor.metric, run.judge.k), value, floor.value));
  }
  if (comparison != nullptr && arguments.fail_on_regression) {
    const MetricComparison& ndcg = (*comparison)[Metric::ndcg];
    const double fall = ndcg.before <= 0 ? 0 : 100 * -ndcg.difference() / ndcg.before;
    if (fall > *arguments.fail_on_regression) {
      broken.push_back(fmt::format("{} fell from {:.4f} to {:.4f}, by {:.1f}%, more than {:g}%",
                                   metric_title(Metric::ndcg, run.judge.k), ndcg.before, ndcg.now,
                                   fall, *arguments.fail_on_regression));
    }
  }
  return fmt::format("{}", fmt::join(broken, "; "));
}

void write_outputs(const EvalArguments& arguments, const EvalRun& run,
                   const EvalComparison* comparison, CommandContext& context) {
  const std::string record = run_record_json(run, comparison, RecordDetail::all);
  if (!arguments.json_file.empty()) {
    replace_file_atomically(context.directory / arguments.json_file, record);
  }
  if (!arguments.html_file.empty()) {
    replace_file_atomically(context.directory / arguments.html_file,
                            render_eval_page(run, comparison));
  }
  if (arguments.json) {
    context.out.write(record);
  } else if (arguments.verbosity != Verbosity::quiet) {
    context.out.write(render_eval_text(run, comparison, arguments.verbosity == Verbosity::verbose,
                                       context.out_terminal));
  }
}

int run_run(const EvalArguments& arguments, CommandContext& context) {
  // What is asked, where, and what it is compared with.
  const Place place = find_place(arguments, context);
  const fs::path path = suite_path(arguments.suite, place.layout, context);
  const Suite suite = load_suite(path, arguments);
  const fs::path baseline_file = baseline_path(arguments, path, context);
  const std::optional<EvalRun> baseline = load_baseline(baseline_file, arguments);
  std::vector<Notice> notices;
  const CommitId commit = choose_commit(place.layout, suite, arguments.ref, notices);
  const bool quiet = arguments.verbosity == Verbosity::quiet;
  if (!quiet) write_notices(notices);

  const EvalRun run = measure(place, suite, commit, quiet, context);
  std::optional<EvalComparison> comparison;
  const bool is_replaced = arguments.save_baseline && baseline && !can_compare(*baseline, run);
  if (baseline && !is_replaced) comparison = compare_runs(*baseline, run);
  if (comparison && baseline->model != run.model && !quiet) {
    write_notice({fmt::format("the baseline was made with the embedding model {}, this run with {}",
                              baseline->model, run.model),
                  {}});
  }

  // Say what was found, and whether that is enough.
  const EvalComparison* const compared = comparison ? &*comparison : nullptr;
  write_outputs(arguments, run, compared, context);
  context.out.flush();
  const std::string broken = broken_gates(arguments, run, compared);
  if (!broken.empty()) {
    write_notice({broken, arguments.save_baseline ? "the baseline stays as it was" : ""});
    return static_cast<int>(ErrorCode::failure);
  }
  if (!arguments.save_baseline) return 0;
  write_config_file(baseline_file, run_record_json(run, nullptr, RecordDetail::baseline),
                    ConfigFileAccess::shared);
  if (!quiet) write_notice({fmt::format("the baseline is now {}", baseline_file.string()), {}});
  return 0;
}

}  // namespace

int run_eval_command(const EvalArguments& arguments, CommandContext& context) {
  switch (arguments.action) {
    case EvalArguments::Action::init:
      return run_init(arguments, context);
    case EvalArguments::Action::run:
      return run_run(arguments, context);
  }
  return 0;
}

}  // namespace gitctx

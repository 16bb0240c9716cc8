#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <utility>

#include "app/cli/eval/eval_commands.h"
#include "app/cli/render/render_eval.h"
#include "app/cli/render/text_format.h"
#include "app/cli/terminal/interrupt.h"
#include "app/cli/terminal/messages.h"
#include "app/cli/terminal/progress_bar.h"
#include "app/config/config.h"
#include "app/config/config_file.h"
#include "app/services/embedders.h"
#include "app/services/scratch_index.h"
#include "app/services/suite_file.h"
#include "base/ascii.h"
#include "base/error.h"
#include "base/file.h"
#include "base/printable.h"
#include "base/utf8.h"
#include "core/storage_paths.h"
#include "embed/embedder.h"
#include "eval/prompts/prompt_run.h"
#include "eval/queries/eval_page.h"
#include "eval/queries/run_record.h"
#include "eval/queries/suite_proposal.h"
#include "eval/yaml_reader.h"
#include "git/repository.h"
#include "git/views/view_builder.h"
#include "text/encodings/encoding.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;

/// The chunk size for a proposal. It is so small that no definition is merged with its neighbours,
/// so every chunk is one definition.
constexpr int proposal_chunk_tokens = 1;
constexpr ChangeLimits change_limits{.commits = 3000, .paths = 5};
constexpr std::uint64_t most_version_bytes = 4 << 20;
// A message has at most 200 MB, and the messages of all commits are in memory at once.
constexpr std::size_t most_message_bytes = 64 << 10;

fs::path baseline_path(const EvalRunArguments& arguments, const fs::path& suite,
                       const CommandContext& context) {
  if (!arguments.baseline.empty()) return context.directory / arguments.baseline;
  return fs::path(suite).replace_extension(".baseline.json");
}

bool is_suite_name(const std::string& name) {
  const bool is_plain = !name.empty() && std::ranges::all_of(name, [](char c) {
    return is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
  });
  return is_plain && name.front() != '.';
}

void check_suite_name(const std::string& name) {
  if (is_suite_name(name)) return;
  throw Error(ErrorCode::usage,
              fmt::format("--name: expected letters, digits, '-', '_' and '.', got '{}'", name));
}

std::vector<CommitChange> read_changes(const RepositoryLayout& layout, const CommitId& commit,
                                       const std::stop_token& stop) {
  Repository repository = Repository::open(layout);
  std::vector<CommitChange> changes;
  for (ChangedPaths& change : newest_changes(repository, commit, change_limits, stop)) {
    const std::string subject = repository.commit_info(change.commit).subject;
    const std::string body = repository.commit_body(change.commit);
    changes.push_back({change.commit, std::string(cut_utf8(subject, most_message_bytes)),
                       std::string(cut_utf8(body, most_message_bytes)), std::move(change.paths)});
  }
  return changes;
}

/// Returns a function that reads a file as it was before and after a commit. The commit must have
/// at most one parent.
ReadVersions version_reader(const RepositoryLayout& layout) {
  const auto repository = std::make_shared<Repository>(Repository::open(layout));
  return [repository](const CommitChange& change, const std::string& path) {
    const auto read = [&](const CommitId& commit) -> std::string {
      auto bytes = repository->file_at(commit, path, most_version_bytes);
      auto decoded = bytes ? decode_text(std::move(*bytes)) : std::nullopt;
      return decoded ? std::move(decoded->text) : std::string();
    };
    const std::vector<CommitId> parents = repository->parents(change.id);
    return FileVersions{.before = parents.empty() ? std::string() : read(parents[0]),
                        .after = read(change.id)};
  };
}

/// "2 questions, 1 commit, 4 definitions": the categories that a proposal has.
std::string category_counts(const SuiteProposal& proposal) {
  std::vector<std::string> counts;
  for (std::size_t i = 0; i < proposal.counts.size(); ++i) {
    if (proposal.counts[i] == 0) continue;
    counts.push_back(counted(proposal.counts[i], proposed_categories[i]));
  }
  return fmt::format("{}", fmt::join(counts, ", "));
}

Suite load_suite(const fs::path& path, const std::string& yaml, const EvalRunArguments& arguments) {
  Suite suite = parse_suite(yaml, path.string());
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

/// Suggests the command that writes the missing suite `path`, if `gitctx eval init` can write it.
std::string missing_suite_hint(const fs::path& path, const RepositoryLayout& layout) {
  const std::string name = path.stem().string();
  const bool is_named = !layout.worktree.empty() &&
                        path.parent_path() == suites_folder(layout.worktree) &&
                        path.extension() == ".yml" && is_suite_name(name);
  if (!is_named) return "Name the file of a suite, or a suite in .gitctx/evals";
  return name == "default" ? "Run: gitctx eval init" : "Run: gitctx eval init --name " + name;
}

CommitId choose_commit(const RepositoryLayout& layout, const Suite& suite, const std::string& ref,
                       std::vector<Notice>& notices) {
  const CommitId commit = choose_eval_commit(layout, suite.commit, ref, notices);
  const bool moved =
      !suite.commit.empty() && !suite.hidden.empty() && !commit.hex().starts_with(suite.commit);
  if (moved) {
    notices.push_back(
        {"the suite hides comments by their positions in its own commit; in the searched commit "
         "they may be elsewhere",
         {}});
  }
  return commit;
}

/// The relevant files of a suite that are not in the view.
std::set<std::string> unknown_answers(const Suite& suite, const ViewReader& view) {
  std::set<std::string> unknown;
  for (const SuiteQuery& query : suite.queries) {
    for (const FilePart& part : query.relevant) unknown.insert(part.path);
  }
  for (std::size_t i = 0; i < view.file_count() && !unknown.empty(); ++i) {
    std::erase_if(unknown,
                  [&](const std::string& path) { return is_same_file(view.file(i).path, path); });
  }
  return unknown;
}

/// A notice that names the first few unknown files. `has_ref` says whether the user chose the
/// commit.
Notice unknown_answers_notice(std::set<std::string> unknown, bool has_ref) {
  constexpr std::size_t most = 3;
  const std::size_t count = unknown.size();
  if (count > most) unknown.erase(std::next(unknown.begin(), most), unknown.end());
  std::string message = fmt::format("the view does not have the relevant {} {}",
                                    count == 1 ? "file" : "files", fmt::join(unknown, ", "));
  if (count > most) message += fmt::format(" and {} more", count - most);
  return {std::move(message), has_ref ? "Correct 'relevant' in the suite, or use another --ref"
                                      : "Correct 'relevant' in the suite, or use --ref"};
}

EvalRun measure(const EvalPlace& place, const Suite& suite, const CommitId& commit,
                const EvalRunArguments& arguments, const CommandContext& context) {
  const bool quiet = arguments.verbosity == Verbosity::quiet;
  ProgressBar bar(context.error_terminal, !quiet);
  const InterruptWatch interrupt(bar.is_shown(), eval_stopping);
  const ScratchIndex index(place.layout, place.settings(), *place.embedders, commit, suite.hidden,
                           interrupt.token(),
                           [&](const IndexProgress& progress) { bar.update(progress); });
  if (const auto unknown = unknown_answers(suite, index.view()); !unknown.empty() && !quiet) {
    write_notice(unknown_answers_notice(unknown, !arguments.ref.empty()));
  }
  const auto embedder = place.embedders->make_embedder(interrupt.token());
  Query common;
  common.min_similarity = place.settings().search.min_similarity;
  common.min_best_similarity = place.settings().search.min_best_similarity;
  common.repository = place.layout.name();
  return run_suite(suite, index.snapshot(), index.view(), *embedder, common, interrupt.token());
}

std::optional<EvalRun> load_baseline(const fs::path& path, const EvalRunArguments& arguments) {
  check_has_baseline(path, arguments);
  if (!file_exists(path)) return std::nullopt;
  const std::string text = read_file(path);
  try {
    return parse_run_record(text, path.string());
  } catch (const Error& error) {
    if (!arguments.save_baseline || arguments.fail_on_regression) throw;
    write_notice({error.message() + "; it will be replaced", {}});
    return std::nullopt;
  }
}

/// Whether to compare the run with the baseline. If the two were judged in different ways, they
/// cannot be compared, and a notice says so. However, if --fail-on-regression or --baseline asks
/// for the comparison, returns true, so that compare_runs() reports the error.
bool is_compared(const EvalRun& baseline, const EvalRun& run, const EvalRunArguments& arguments) {
  if (can_compare(baseline, run)) return true;
  if (arguments.save_baseline) return false;
  if (arguments.fail_on_regression || !arguments.baseline.empty()) return true;
  if (arguments.verbosity != Verbosity::quiet) {
    write_notice({fmt::format("not compared with the baseline, which was judged by {} up to rank "
                              "{}; this run was judged by {} up to rank {}",
                              level_name(baseline.judge.level), baseline.judge.k,
                              level_name(run.judge.level), run.judge.k),
                  "Use the same --level and -k, or replace the baseline with --save-baseline"});
  }
  return false;
}

/// A sentence that names the broken gates; empty if all gates pass.
std::string broken_gates(const EvalRunArguments& arguments, const EvalRun& run,
                         const EvalComparison* comparison) {
  const EvalSummary summary = summarize(run);
  std::vector<std::string> broken;
  for (const ScoreFloor& floor : arguments.fail_below) {
    const double value = summary.all[floor.metric].mean;
    if (value >= floor.value) continue;
    broken.push_back(fmt::format("{} is {:.4f}, below {:.4f}",
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

void write_outputs(const EvalRunArguments& arguments, const EvalRun& run,
                   const EvalComparison* comparison, const std::string& record,
                   CommandContext& context) {
  if (!arguments.json_file.empty()) {
    write_named_file(context.directory / arguments.json_file, record);
  }
  if (!arguments.html_file.empty()) {
    write_named_file(context.directory / arguments.html_file, render_eval_page(run, comparison));
  }
  if (arguments.json || arguments.verbosity == Verbosity::quiet) return;
  context.out.write(render_eval_text(run, comparison, arguments.verbosity == Verbosity::verbose,
                                     context.out_terminal));
}

void check_is_for_queries(const fs::path& suite, const EvalRunArguments& arguments) {
  if (arguments.prompt_flags.empty()) return;
  throw Error(ErrorCode::usage,
              fmt::format("{} is a suite of queries; only suites of prompts take {}",
                          suite.string(), fmt::join(arguments.prompt_flags, ", ")),
              "Run: gitctx eval run --help");
}

SuiteOutcome run_queries(const fs::path& path, const std::string& yaml,
                         const EvalRunArguments& arguments, const EvalPlace& place,
                         CommandContext& context) {
  // The suite, the commit and the baseline.
  check_is_for_queries(path, arguments);
  const Suite suite = load_suite(path, yaml, arguments);
  const fs::path baseline_file = baseline_path(arguments, path, context);
  const std::optional<EvalRun> baseline = load_baseline(baseline_file, arguments);
  std::vector<Notice> notices;
  const CommitId commit = choose_commit(place.layout, suite, arguments.ref, notices);
  const bool quiet = arguments.verbosity == Verbosity::quiet;
  if (!quiet) write_notices(notices);

  const std::int64_t started_ms = now_ms();
  const EvalRun run = measure(place, suite, commit, arguments, context);
  store_run(place, prompt_run_of(run, started_ms), quiet);
  std::optional<EvalComparison> comparison;
  if (baseline && is_compared(*baseline, run, arguments)) comparison = compare_runs(*baseline, run);
  if (comparison && baseline->model != run.model && !quiet) {
    write_notice({fmt::format("the baseline used the embedding model {}, this run uses {}",
                              baseline->model, run.model),
                  {}});
  }

  // The report and the gates.
  const EvalComparison* const compared = comparison ? &*comparison : nullptr;
  SuiteOutcome outcome{.status = 0, .record = run_record_json(run, compared, RecordDetail::all)};
  write_outputs(arguments, run, compared, outcome.record, context);
  context.out.flush();
  const std::string broken = broken_gates(arguments, run, compared);
  if (!broken.empty()) {
    write_notice({broken, arguments.save_baseline ? "The baseline is not replaced" : ""});
    outcome.status = static_cast<int>(ErrorCode::failure);
    return outcome;
  }
  if (!arguments.save_baseline) return outcome;
  write_config_file(baseline_file, run_record_json(run, nullptr, RecordDetail::baseline),
                    ConfigFileAccess::shared);
  if (!quiet) write_notice({fmt::format("the baseline is now {}", baseline_file.string()), {}});
  return outcome;
}

}  // namespace

int run_command(const EvalInitArguments& arguments, CommandContext& context) {
  const EvalPlace place = find_eval_place(context, arguments.verbosity == Verbosity::quiet);
  check_suite_name(arguments.name);
  const fs::path path = named_suite_path(place.layout, arguments.name);
  if (file_exists(path) && !arguments.force) {
    remove_scratch_leftovers();
    throw Error(ErrorCode::failure, fmt::format("{} already exists", path.string()),
                "Use --force to replace it, or --name to write another suite");
  }
  const auto head = read_head(place.layout).commit;
  if (!head) throw Error(ErrorCode::failure, "cannot propose queries: HEAD has no commit yet");

  const bool quiet = arguments.verbosity == Verbosity::quiet;
  SuiteProposal proposal;
  {
    ProgressBar bar(context.error_terminal, !quiet);
    const InterruptWatch interrupt(bar.is_shown(), eval_stopping);
    Settings settings = place.settings();
    settings.index.chunk_tokens = proposal_chunk_tokens;
    settings.index.chunk_overlap_tokens = 0;
    // The proposal does not use vectors, so the embedded model, which is free, is enough.
    settings.model = {};
    const auto embedders = make_local_embedders(settings.model);
    const ScratchIndex index(place.layout, settings, *embedders, *head, {}, interrupt.token(),
                             [&](const IndexProgress& progress) { bar.update(progress); });
    proposal = propose_suite(index.view(), read_changes(place.layout, *head, interrupt.token()),
                             version_reader(place.layout), arguments.size, interrupt.token());
  }
  if (proposal.suite.queries.empty()) {
    throw Error(ErrorCode::failure,
                "cannot propose queries: there are no definitions, commits or texts to ask for",
                "Write a suite by hand");
  }
  proposal.suite.name = arguments.name;
  write_config_file(
      path, "# Queries over this repository, for gitctx eval run.\n" + suite_yaml(proposal.suite),
      ConfigFileAccess::shared);
  if (quiet) return 0;
  if (arguments.verbosity == Verbosity::verbose) {
    context.out.write(render_proposal_queries(proposal));
  }
  context.out.write(fmt::format("Wrote {} to {}: {}\n",
                                counted(proposal.suite.queries.size(), "query", "queries"),
                                printable_line(path.string()), category_counts(proposal)));
  return 0;
}

int run_command(const EvalRunArguments& arguments, CommandContext& context) {
  const EvalPlace place = find_eval_place(context, arguments.verbosity == Verbosity::quiet);
  int status = 0;
  std::vector<std::string> records;
  for (const std::string& suite : arguments.suites) {
    const fs::path path = suite_path(suite, place.layout, context.directory);
    if (!file_exists(path)) {
      throw Error(ErrorCode::failure,
                  fmt::format("no suite '{}': {} does not exist", suite, path.string()),
                  missing_suite_hint(path, place.layout));
    }
    guard_repository_around(path);
    const std::string yaml = read_suite_text(path, place.layout);
    if (!records.empty() && !arguments.json && arguments.verbosity != Verbosity::quiet) {
      context.out.write("\n");
    }
    SuiteOutcome outcome = is_prompt_suite(yaml)
                               ? run_prompt_suite_file(path, yaml, arguments, place, context)
                               : run_queries(path, yaml, arguments, place, context);
    records.push_back(std::move(outcome.record));
    status = std::max(status, outcome.status);
    if (status == static_cast<int>(ErrorCode::interrupted)) break;
  }
  if (arguments.json && records.size() == 1) context.out.write(records.front());
  if (arguments.json && records.size() > 1) {
    context.out.write(fmt::format("[\n{}]\n", fmt::join(records, ",\n")));
  }
  context.out.flush();
  return status;
}

}  // namespace gitctx

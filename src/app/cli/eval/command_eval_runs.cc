#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/cli/eval/eval_commands.h"
#include "app/cli/render/render_prompt_run.h"
#include "app/cli/render/text_format.h"
#include "app/cli/terminal/interrupt.h"
#include "app/cli/terminal/messages.h"
#include "app/config/config_file.h"
#include "app/field_limits.h"
#include "app/services/langsmith.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json_text.h"
#include "base/printable.h"
#include "eval/prompts/prompt_gate.h"
#include "eval/prompts/prompt_page.h"
#include "eval/prompts/prompt_run_record.h"
#include "eval/prompts/run_store.h"
#include "eval/queries/run_record.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;
using OrderedJson = nlohmann::ordered_json;

/// The run that `word` names. `word` can be:
/// - the number of a stored run
/// - the name of a suite, which stands for the newest stored run of this suite
/// - the path of a .json file with the record of a run, for query suites and for prompt suites
/// - empty, which stands for the newest stored run of all suites
PromptRun find_run(const std::string& word, const EvalPlace& place, const CommandContext& context) {
  if (!word.ends_with(".json")) return find_stored_run(word, place);
  const fs::path file = context.directory / word;
  const std::string text = read_file(file);
  if (!has_queries(text)) return parse_prompt_run(text, file.string());
  constexpr std::int64_t unknown_time = 0;
  PromptRun run = prompt_run_of(parse_run_record(text, file.string()), unknown_time);
  redact_run(run);
  return run;
}

OrderedJson or_null(const std::optional<double>& value) {
  return value ? OrderedJson(*value) : OrderedJson(nullptr);
}

OrderedJson change_json(const ExampleChange& change) {
  OrderedJson out{
      {"id", change.id}, {"before", or_null(change.before)}, {"now", or_null(change.now)}};
  for (const ScoreChange& score : change.scores) {
    out["scores"][score.name] = {{"before", or_null(score.before)}, {"now", or_null(score.now)}};
  }
  return out;
}

OrderedJson value_json(const ValueComparison& compared) {
  if (compared.examples == 0) return nullptr;
  const MetricComparison& value = compared.value;
  return {{"examples", compared.examples},
          {"before", value.before},
          {"now", value.now},
          {"difference", value.difference()},
          {"low", value.interval.low},
          {"high", value.interval.high},
          {"p", value.p}};
}

std::string comparison_json(const PromptComparison& comparison) {
  OrderedJson out{{"before", comparison.before_id},
                  {"examples", comparison.examples},
                  {"only_before", comparison.only_before},
                  {"only_now", comparison.only_now},
                  {"accuracy", value_json(comparison.accuracy)},
                  {"relevance", value_json(comparison.relevance)},
                  {"cost_usd", value_json(comparison.cost_usd)},
                  {"scores", OrderedJson::object()},
                  {"worse", OrderedJson::array()},
                  {"better", OrderedJson::array()}};
  for (const ValueComparison& score : comparison.scores) {
    out["scores"][score.name] = value_json(score);
  }
  for (const ExampleChange& change : comparison.worse) out["worse"].push_back(change_json(change));
  for (const ExampleChange& change : comparison.better) {
    out["better"].push_back(change_json(change));
  }
  return json_text(out, 2) + "\n";
}

/// The run with which a report compares `run`: the given baseline, or else the newest complete run
/// of the same suite that is earlier than `run`.
std::optional<PromptRun> run_before(const PromptRun& run, const EvalReportArguments& arguments,
                                    const EvalPlace& place, const CommandContext& context) {
  if (!arguments.baseline.empty()) return find_run(arguments.baseline, place, context);
  if (run.id == 0) return std::nullopt;
  return open_run_store(place).find_before(run.suite, run.id);
}

/// The file name of a suite's report. Slashes are replaced, because a file name cannot contain
/// them.
std::string page_name(const std::string& suite) {
  std::string name = "eval-" + suite + ".html";
  std::ranges::replace(name, '/', '-');
  return name;
}

}  // namespace

int run_command(const EvalListArguments& arguments, CommandContext& context) {
  const EvalPlace place = find_eval_place(context, arguments.quiet);
  const auto runs = open_run_store(place).list(arguments.suite, arguments.limit);
  if (runs.empty()) throw no_stored_runs(arguments.suite);
  if (!arguments.json) {
    context.out.write(render_run_list(runs));
    return 0;
  }
  OrderedJson all = OrderedJson::array();
  for (const StoredRun& run : runs) {
    all.push_back({{"run", run.id},
                   {"suite", cut_field(run.suite, field_limit::name)},
                   {"started", format_timestamp(run.started_ms / 1000)},
                   {"commit", run.commit},
                   {"model", cut_field(run.model, field_limit::name)},
                   {"complete", run.is_complete},
                   {"examples", run.examples},
                   {"accuracy", or_null(run.accuracy)},
                   {"relevance", or_null(run.relevance)},
                   {"cost_usd", or_null(run.cost_usd)},
                   {"p50_ms", run.p50_ms},
                   {"p95_ms", run.p95_ms},
                   {"paid_usd", or_null(run.paid_usd)}});
  }
  context.out.write(json_text(all, 2) + "\n");
  return 0;
}

int run_command(const EvalShowArguments& arguments, CommandContext& context) {
  const EvalPlace place = find_eval_place(context, arguments.quiet);
  const PromptRun run = find_run(arguments.run, place, context);
  if (arguments.json) {
    context.out.write(prompt_run_json(run, RecordDetail::all));
  } else {
    context.out.write(render_prompt_run(run, nullptr, true, context.out_terminal));
  }
  return 0;
}

int run_command(const EvalCompareArguments& arguments, CommandContext& context) {
  const EvalPlace place = find_eval_place(context, arguments.quiet);
  const auto session = open_langsmith(arguments.langsmith, place, context);
  const PromptRun before = find_run(arguments.before, place, context);
  const PromptRun now = find_run(arguments.now, place, context);
  const PromptComparison comparison = compare_prompt_runs(before, now);
  context.out.write(arguments.json
                        ? comparison_json(comparison)
                        : render_prompt_comparison(comparison, now, context.out_terminal));
  if (!session) return 0;
  context.out.flush();
  const InterruptWatch interrupt(false, eval_stopping);
  return upload_comparison_of(before, now, *session, interrupt.token(), context);
}

int run_command(const EvalReportArguments& arguments, CommandContext& context) {
  const EvalPlace place = find_eval_place(context, arguments.quiet);
  const PromptRun run = find_run(arguments.run, place, context);
  const std::optional<PromptRun> before = run_before(run, arguments, place, context);
  std::optional<PromptComparison> comparison;
  if (before) {
    try {
      comparison = compare_prompt_runs(*before, run);
    } catch (const Error&) {
      if (!arguments.baseline.empty()) throw;
    }
  }
  const PromptComparison* const compared = comparison ? &*comparison : nullptr;
  const std::string name = arguments.html_file.empty() ? page_name(run.suite) : arguments.html_file;
  const fs::path file = context.directory / name;
  write_named_file(file, render_prompt_page(run, compared, check_gate(run, compared)));
  if (arguments.quiet) return 0;
  context.out.write(fmt::format("Wrote {}\n", printable_line(file.lexically_normal().string())));
  return 0;
}

}  // namespace gitctx

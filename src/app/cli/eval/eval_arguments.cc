#include "app/cli/eval/eval_arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace gitctx {
namespace {

/// `ndcg@10=0.7`, `mrr=0.5`, or a value alone: of NDCG.
ScoreFloor parse_floor(const std::string& text) {
  ScoreFloor floor;
  const std::size_t equals = text.find('=');
  if (equals != std::string::npos) {
    const std::string name = text.substr(0, equals);
    const std::size_t at = name.find('@');
    floor.metric = parse_choice<Metric>("--fail-below", name.substr(0, at),
                                        {{"ndcg", Metric::ndcg},
                                         {"mrr", Metric::mrr},
                                         {"recall", Metric::recall},
                                         {"hit", Metric::hit1}});
    if (at != std::string::npos) {
      floor.k = static_cast<int>(parse_number("--fail-below", name.substr(at + 1), 1, 100, true));
    }
    if (floor.metric == Metric::hit1 && floor.k > 1) fail_usage("--fail-below: hit is hit@1");
  }
  floor.value = parse_number(
      "--fail-below", equals == std::string::npos ? text : text.substr(equals + 1), 0, 1, false);
  return floor;
}

/// What options of `eval` are before they are checked.
struct EvalTexts {
  std::string name, size, mode, level, k, fail_on_regression, repetitions, max_cost, jobs, limit;
  Words fail_below;
  bool quiet = false, verbose = false;
};

void add_eval_options(CommandParser& parser, EvalTexts& texts, EvalArguments& eval) {
  parser.add_flag("-v,--verbose", texts.verbose);
  parser.add_flag("-q,--quiet", texts.quiet);
  parser.add_value("--name", texts.name, "a name for the suite");
  parser.add_value("--size", texts.size, "a number from 1 to 10000");
  parser.add_flag("--force", eval.force);
  parser.add_value("--mode", texts.mode, "one of hybrid, lexical, semantic");
  parser.add_value("--level", texts.level, "chunk or file");
  parser.add_value("-k", texts.k, "a number from 1 to 100");
  parser.add_value("--ref", eval.ref, "a branch, tag or commit");
  parser.add_flag("--json", eval.json);
  parser.add_value("--json-file", eval.json_file, "a file to write");
  parser.add_value("--html", eval.html_file, "a file to write");
  parser.add_value("--baseline", eval.baseline, "a file that --save-baseline wrote");
  parser.add_flag("--save-baseline", eval.save_baseline);
  parser.add_values("--fail-below", texts.fail_below, "a value such as 0.7 or mrr=0.5");
  parser.add_value("--fail-on-regression", texts.fail_on_regression, "a share such as 5%");
  parser.add_value("--split", eval.split, "the name of a part of the examples");
  parser.add_value("--repetitions", texts.repetitions, "a number from 1 to 100");
  parser.add_value("--max-cost", texts.max_cost, "dollars such as 0.50");
  parser.add_value("--model", eval.model, "a model such as openai/gpt-4.1-mini");
  parser.add_value("--judge", eval.judge, "a model such as openai/gpt-4.1");
  parser.add_value("--replay", eval.replay, "a file of recorded replies, or a folder of them");
  parser.add_value("--record", eval.record, "a file for the replies, or a folder");
  parser.add_flag("--langsmith", eval.langsmith);
  parser.add_value("--jobs", texts.jobs, "a number from 1 to 64");
  parser.add_value("-n,--limit", texts.limit, "a number from 1 to 10000");
}

/// Which actions an option belongs to; the others take no such option.
struct OptionHome {
  const char* option;
  std::vector<EvalArguments::Action> actions;
};

std::string_view action_name(EvalArguments::Action action) {
  switch (action) {
    case EvalArguments::Action::init:
      return "init";
    case EvalArguments::Action::run:
      return "run";
    case EvalArguments::Action::list:
      return "list";
    case EvalArguments::Action::show:
      return "show";
    case EvalArguments::Action::compare:
      return "compare";
    case EvalArguments::Action::report:
      return "report";
    case EvalArguments::Action::push:
      return "push";
    case EvalArguments::Action::pull:
      return "pull";
    case EvalArguments::Action::push_prompt:
      return "push-prompt";
    case EvalArguments::Action::pull_prompt:
      return "pull-prompt";
  }
  return "run";
}

const std::vector<OptionHome>& option_homes() {
  using enum EvalArguments::Action;
  static const std::vector<OptionHome> homes{{"--name", {init}},
                                             {"--size", {init}},
                                             {"--force", {init}},
                                             {"--mode", {run}},
                                             {"--level", {run}},
                                             {"-k", {run}},
                                             {"--ref", {run}},
                                             {"--json-file", {run}},
                                             {"--save-baseline", {run}},
                                             {"--fail-below", {run}},
                                             {"--fail-on-regression", {run}},
                                             {"--split", {run}},
                                             {"--repetitions", {run}},
                                             {"--max-cost", {run}},
                                             {"--model", {run}},
                                             {"--judge", {run}},
                                             {"--replay", {run}},
                                             {"--record", {run}},
                                             {"--jobs", {run}},
                                             {"--langsmith", {run, compare}},
                                             {"--limit", {list}},
                                             {"--html", {run, report}},
                                             {"--baseline", {run, report}},
                                             {"--json", {run, list, show, compare}}};
  return homes;
}

void check_homes(const CommandParser& parser, EvalArguments::Action action) {
  for (const OptionHome& home : option_homes()) {
    if (!parser.given(home.option)) continue;
    if (std::ranges::find(home.actions, action) != home.actions.end()) continue;
    fail_usage(
        fmt::format("{} belongs to eval {}", home.option, action_name(home.actions.front())));
  }
}

void check_choices(const CommandParser& parser, const EvalTexts& texts, EvalArguments& eval) {
  if (parser.given("--mode")) {
    eval.mode = parse_choice<SearchMode>("--mode", texts.mode,
                                         {{"hybrid", SearchMode::hybrid},
                                          {"lexical", SearchMode::lexical},
                                          {"semantic", SearchMode::semantic}});
  }
  if (parser.given("--level")) {
    eval.level = parse_choice<JudgeLevel>(
        "--level", texts.level, {{"chunk", JudgeLevel::chunk}, {"file", JudgeLevel::file}});
  }
  if (parser.given("--ref") && eval.ref.empty()) {
    fail_usage("--ref: expected a branch, tag or commit, got ''");
  }
  for (const std::string& text : texts.fail_below) eval.fail_below.push_back(parse_floor(text));
}

void check_numbers(const CommandParser& parser, EvalTexts& texts, EvalArguments& eval) {
  const auto whole = [&](const char* option, const std::string& text, double largest) {
    return static_cast<int>(parse_number(option, text, 1, largest, true));
  };
  constexpr double largest_cost = 1e6;
  if (parser.given("--size")) {
    eval.size = static_cast<std::size_t>(whole("--size", texts.size, 10000));
  }
  if (parser.given("-k")) eval.k = whole("-k", texts.k, 100);
  if (parser.given("--repetitions")) {
    eval.repetitions = whole("--repetitions", texts.repetitions, 100);
  }
  if (parser.given("--jobs")) eval.jobs = whole("--jobs", texts.jobs, 64);
  if (parser.given("--limit")) {
    eval.limit = static_cast<std::size_t>(whole("--limit", texts.limit, 10000));
  }
  if (parser.given("--max-cost")) {
    eval.max_cost_usd = parse_number("--max-cost", texts.max_cost, 0, largest_cost, false);
  }
  if (parser.given("--fail-on-regression")) {
    std::string& share = texts.fail_on_regression;
    if (share.ends_with('%')) share.pop_back();
    eval.fail_on_regression = parse_number("--fail-on-regression", share, 0, 100, false);
  }
}

void check_eval(const CommandParser& parser, EvalTexts& texts, EvalArguments& eval) {
  check_homes(parser, eval.action);
  check_exclusive(parser, {"--verbose", "--quiet"});
  check_exclusive(parser, {"--verbose", "--json"});
  check_exclusive(parser, {"--replay", "--record"});
  check_exclusive(parser, {"--replay", "--model"});
  check_exclusive(parser, {"--replay", "--judge"});
  eval.verbosity = verbosity_of(texts.quiet, texts.verbose);
  if (parser.given("--name")) eval.name = texts.name;
  check_choices(parser, texts, eval);
  check_numbers(parser, texts, eval);
}

/// How many words an action takes behind its name.
void check_words(const EvalArguments& eval) {
  using enum EvalArguments::Action;
  const std::size_t given = eval.words.size();
  const std::string_view name = action_name(eval.action);
  if (eval.action == compare && given < 2) {
    fail_usage(
        "eval compare: expected two runs",
        "gitctx eval list shows the numbers of runs; a file of a baseline may stand for one");
  }
  if (eval.action == show && given < 1) {
    fail_usage("eval show: expected a run", "gitctx eval list shows the numbers of runs");
  }
  if (eval.action == pull && given < 1) fail_usage("eval pull: expected the name of a data set");
  if ((eval.action == push_prompt || eval.action == pull_prompt) && given < 1) {
    fail_usage(fmt::format("eval {}: expected the name of a prompt", name));
  }
  const std::size_t most = eval.action == init      ? 0
                           : eval.action == compare ? 2
                           : eval.action == run     ? given
                                                    : 1;
  if (given > most) {
    fail_usage(fmt::format("eval {}: takes no argument '{}'", name, eval.words.back()),
               "Run: gitctx eval --help");
  }
  const bool writes_one_file = !eval.html_file.empty() || !eval.json_file.empty() ||
                               (!eval.baseline.empty() && eval.action == run);
  if (given > 1 && writes_one_file) {
    fail_usage("--html, --json-file and --baseline take one suite at a time");
  }
}

}  // namespace

CommandArguments parse_eval(CommandParser& parser, std::span<const std::string> words) {
  EvalArguments eval;
  EvalTexts texts;
  add_eval_options(parser, texts, eval);
  const auto left = parser.parse(words);
  if (!left) return HelpArguments{parser.command()};
  if (left->empty()) {
    fail_usage(
        "eval: expected one of init, run, list, show, compare, report, push, pull, "
        "push-prompt, pull-prompt",
        "Run: gitctx eval --help");
  }
  using enum EvalArguments::Action;
  eval.action = parse_choice<EvalArguments::Action>("eval", left->front(),
                                                    {{"init", init},
                                                     {"run", run},
                                                     {"list", list},
                                                     {"show", show},
                                                     {"compare", compare},
                                                     {"report", report},
                                                     {"push", push},
                                                     {"pull", pull},
                                                     {"push-prompt", push_prompt},
                                                     {"pull-prompt", pull_prompt}});
  eval.words.assign(left->begin() + 1, left->end());
  check_words(eval);
  if (eval.action == run && eval.words.empty()) eval.words = {"default"};
  check_eval(parser, texts, eval);
  return eval;
}

}  // namespace gitctx

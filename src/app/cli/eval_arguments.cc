#include "app/cli/eval_arguments.h"

#include <fmt/format.h>

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
  std::string name, size, mode, level, k, fail_on_regression;
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
}

void check_eval(const CommandParser& parser, EvalTexts& texts, EvalArguments& eval) {
  const bool is_init = eval.action == EvalArguments::Action::init;
  for (const char* option :
       {"--mode", "--level", "-k", "--ref", "--json", "--json-file", "--html", "--baseline",
        "--save-baseline", "--fail-below", "--fail-on-regression"}) {
    if (is_init && parser.given(option)) fail_usage(fmt::format("{} belongs to eval run", option));
  }
  for (const char* option : {"--name", "--size", "--force"}) {
    if (!is_init && parser.given(option))
      fail_usage(fmt::format("{} belongs to eval init", option));
  }
  check_exclusive(parser, {"--verbose", "--quiet"});
  check_exclusive(parser, {"--verbose", "--json"});
  eval.verbosity = verbosity_of(texts.quiet, texts.verbose);
  if (parser.given("--name")) eval.suite = texts.name;
  if (parser.given("--size")) {
    eval.size = static_cast<std::size_t>(parse_number("--size", texts.size, 1, 10000, true));
  }
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
  if (parser.given("-k")) eval.k = static_cast<int>(parse_number("-k", texts.k, 1, 100, true));
  if (parser.given("--ref") && eval.ref.empty()) {
    fail_usage("--ref: expected a branch, tag or commit, got ''");
  }
  for (const std::string& text : texts.fail_below) eval.fail_below.push_back(parse_floor(text));
  if (parser.given("--fail-on-regression")) {
    std::string& share = texts.fail_on_regression;
    if (share.ends_with('%')) share.pop_back();
    eval.fail_on_regression = parse_number("--fail-on-regression", share, 0, 100, false);
  }
}

}  // namespace

CommandArguments parse_eval(CommandParser& parser, std::span<const std::string> words) {
  EvalArguments eval;
  EvalTexts texts;
  add_eval_options(parser, texts, eval);
  const auto left = parser.parse(words);
  if (!left) return HelpArguments{parser.command()};
  if (left->empty()) fail_usage("eval: expected one of init, run", "Run: gitctx eval --help");
  eval.action = parse_choice<EvalArguments::Action>(
      "eval", left->front(),
      {{"init", EvalArguments::Action::init}, {"run", EvalArguments::Action::run}});
  const bool is_run = eval.action == EvalArguments::Action::run;
  if (left->size() > (is_run ? 2u : 1u)) {
    fail_usage(fmt::format("eval {}: takes no argument '{}'", left->front(), left->back()),
               "Run: gitctx eval --help");
  }
  if (left->size() == 2) eval.suite = (*left)[1];
  check_eval(parser, texts, eval);
  return eval;
}

}  // namespace gitctx

#include "app/cli/arguments.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "app/cli/flags/command_line.h"
#include "app/suggestion.h"
#include "text/languages.h"

namespace gitctx {
namespace {

using Words = std::vector<std::string>;

std::string first_word(const CommandLine& line) {
  return line.words().empty() ? std::string() : line.words().front();
}

/// The verbosity for a command that has no --verbose, or whose --verbose selects an output format.
Verbosity quiet_or_normal(const CommandLine& line) {
  return line.has("--quiet") ? Verbosity::quiet : Verbosity::normal;
}

Verbosity verbosity(const CommandLine& line) {
  return line.has("--quiet")     ? Verbosity::quiet
         : line.has("--verbose") ? Verbosity::verbose
                                 : Verbosity::normal;
}

CommandArguments help_arguments(const CommandLine& line) {
  const std::string name = fmt::format("{}", fmt::join(line.words(), " "));
  if (name.empty() || find_command(name) != nullptr) return HelpArguments{name, line.has("--man")};
  const Command* const parent = find_command(first_word(line));
  const bool is_verb = parent != nullptr && line.words().size() > 1;
  Words known;
  for (const Command* command : commands_of(is_verb ? *parent : program_command())) {
    known.emplace_back(command->name);
  }
  fail_usage(fmt::format("no help for '{}'", name), did_you_mean(name, known));
}

CommandArguments completion_arguments(const CommandLine& line) {
  const std::vector<std::string> shells{"bash", "zsh", "fish"};
  return CompletionArguments{shells[parse_choice("completion", first_word(line), shells)]};
}

CommandArguments index_arguments(const CommandLine& line) {
  return IndexArguments{.request = {.refs = line.texts("--ref"),
                                    .worktree = line.has("--worktree"),
                                    .history = line.has("--history"),
                                    .force = line.has("--force"),
                                    .dry_run = line.has("--dry-run"),
                                    .batch = line.has("--batch")},
                        .verbosity = verbosity(line),
                        .json = line.has("--json"),
                        .yes = line.has("--yes"),
                        .max_cost_usd = line.number("--max-cost").value_or(0)};
}

SearchFormat format_of(const CommandLine& line) {
  if (line.has("--verbose")) return SearchFormat::verbose;
  if (line.has("--mcp")) return SearchFormat::mcp;
  if (line.has("--json")) return SearchFormat::json;
  return *line.choice<SearchFormat>("--format");
}

std::vector<Language> languages_of(const CommandLine& line) {
  std::vector<Language> languages;
  for (const std::string& name : line.texts("--lang")) {
    const auto language = language_from_name(name);
    if (!language) {
      if (name.starts_with('!')) {
        fail_usage("--lang cannot exclude languages",
                   "Exclude files with --path, such as --path '!*.py'");
      }
      const Words known = find_flag(line.command(), "--lang")->value.all_choices();
      std::string hint = did_you_mean(name, known);
      if (hint.empty()) hint = fmt::format("Use one of {}", fmt::join(known, ", "));
      fail_usage(fmt::format("--lang: unknown language '{}'", name), hint);
    }
    languages.push_back(*language);
  }
  return languages;
}

ViewRequest view_of(const CommandLine& line, bool is_history) {
  return {.kind = is_history               ? ViewKind::history
                  : line.has("--worktree") ? ViewKind::worktree
                                           : ViewKind::snapshot,
          .ref = line.text("--ref")};
}

CommandArguments search_arguments(const CommandLine& line) {
  return SearchArguments{.words = line.words(),
                         .limit = line.whole("--limit"),
                         .min_similarity = line.number("--min-similarity"),
                         .format = format_of(line),
                         .mode = *line.choice<SearchMode>("--mode"),
                         .paths = line.texts("--path"),
                         .languages = languages_of(line),
                         .view = view_of(line, line.has("--history")),
                         .explain = line.has("--explain"),
                         .theme = line.text("--theme"),
                         .shows_secrets = line.has("--no-redact"),
                         .rerank = line.choice<Rerank>("--rerank"),
                         .verbosity = quiet_or_normal(line)};
}

CommandArguments ask_arguments(const CommandLine& line) {
  return AskArguments{.words = line.words(),
                      .limit = line.whole("--limit"),
                      .paths = line.texts("--path"),
                      .view = view_of(line, false),
                      .model = line.text("--model"),
                      .max_cost_usd = line.number("--max-cost").value_or(0),
                      .expand = line.has("--expand"),
                      .json = line.has("--json"),
                      .verbosity = quiet_or_normal(line)};
}

CommandArguments status_arguments(const CommandLine& line) {
  return StatusArguments{.json = line.has("--json"), .skipped = line.has("--skipped")};
}

CommandArguments clear_arguments(const CommandLine& line) {
  const bool all = line.has("--all");
  return ClearArguments{.database = all || line.has("--database"),
                        .embeddings = all || line.has("--embeddings"),
                        .force = line.has("--force")};
}

CommandArguments cache_status_arguments(const CommandLine& line) {
  return CacheStatusArguments{.json = line.has("--json")};
}

CommandArguments cache_export_arguments(const CommandLine& line) {
  return CacheExportArguments{.file = first_word(line)};
}

CommandArguments cache_import_arguments(const CommandLine& line) {
  return CacheImportArguments{.file = first_word(line)};
}

CommandArguments config_init_arguments(const CommandLine& line) {
  return ConfigInitArguments{.force = line.has("--force"), .quiet = line.has("--quiet")};
}

CommandArguments config_get_arguments(const CommandLine& line) {
  return ConfigGetArguments{.key = first_word(line), .verbose = line.has("--verbose")};
}

CommandArguments config_list_arguments(const CommandLine& line) {
  return ConfigListArguments{.verbose = line.has("--verbose")};
}

CommandArguments config_set_arguments(const CommandLine& line) {
  return ConfigSetArguments{.key = line.words()[0],
                            .value = line.words()[1],
                            .user = line.has("--user"),
                            .quiet = line.has("--quiet")};
}

CommandArguments trust_arguments(const CommandLine& line) {
  return TrustArguments{.suites = line.words(),
                        .list = line.has("--list"),
                        .revoke = line.has("--revoke"),
                        .yes = line.has("--yes"),
                        .json = line.has("--json")};
}

CommandArguments eval_init_arguments(const CommandLine& line) {
  return EvalInitArguments{.name = line.text("--name"),
                           .size = static_cast<std::size_t>(*line.whole("--size")),
                           .force = line.has("--force"),
                           .verbosity = verbosity(line)};
}

/// Parses a floor such as `ndcg@10=0.7`, `mrr=0.5` or `0.7`. A value without a metric is the floor
/// for NDCG.
ScoreFloor parse_floor(const std::string& text) {
  constexpr std::string_view flag = "--fail-below";
  static const Words names{"ndcg", "mrr", "recall", "hit"};
  ScoreFloor floor;
  const std::size_t equals = text.find('=');
  if (equals != std::string::npos) {
    const std::string name = text.substr(0, equals);
    const std::size_t at = name.find('@');
    floor.metric = static_cast<Metric>(parse_choice(flag, name.substr(0, at), names));
    if (at != std::string::npos) {
      floor.k = static_cast<int>(parse_number(flag, name.substr(at + 1), 1, 100, true));
    }
    if (floor.metric == Metric::hit1 && floor.k > 1) {
      fail_usage("--fail-below: hit is measured at rank 1 only");
    }
  }
  floor.value =
      parse_number(flag, equals == std::string::npos ? text : text.substr(equals + 1), 0, 1, false);
  return floor;
}

CommandArguments eval_run_arguments(const CommandLine& line) {
  EvalRunArguments run{.suites = line.words(),
                       .ref = line.text("--ref"),
                       .verbosity = verbosity(line),
                       .json = line.has("--json"),
                       .json_file = line.text("--json-file"),
                       .html_file = line.text("--html"),
                       .baseline = line.text("--baseline"),
                       .save_baseline = line.has("--save-baseline"),
                       .fail_on_regression = line.number("--fail-on-regression"),
                       .query_flags = line.given_in(query_suite_group),
                       .mode = line.choice<SearchMode>("--mode"),
                       .level = line.choice<JudgeLevel>("--level"),
                       .k = line.whole("-k"),
                       .fail_below = {},
                       .prompt_flags = line.given_in(prompt_suite_group),
                       .model = line.text("--model"),
                       .judge = line.text("--judge"),
                       .max_cost_usd = line.number("--max-cost"),
                       .split = line.text("--split"),
                       .repetitions = line.whole("--repetitions"),
                       .jobs = *line.whole("--jobs"),
                       .replay = line.text("--replay"),
                       .record = line.text("--record"),
                       .langsmith = line.has("--langsmith")};
  for (const std::string& text : line.texts("--fail-below")) {
    run.fail_below.push_back(parse_floor(text));
  }
  const bool names_one_file =
      !run.html_file.empty() || !run.json_file.empty() || !run.baseline.empty();
  if (run.suites.size() > 1 && names_one_file) {
    fail_usage("--html, --json-file and --baseline take one suite at a time");
  }
  if (run.suites.empty()) run.suites = {"default"};
  return run;
}

CommandArguments eval_list_arguments(const CommandLine& line) {
  return EvalListArguments{.suite = first_word(line),
                           .limit = static_cast<std::size_t>(*line.whole("--limit")),
                           .json = line.has("--json"),
                           .quiet = line.has("--quiet")};
}

CommandArguments eval_show_arguments(const CommandLine& line) {
  return EvalShowArguments{
      .run = first_word(line), .json = line.has("--json"), .quiet = line.has("--quiet")};
}

CommandArguments eval_compare_arguments(const CommandLine& line) {
  return EvalCompareArguments{.before = line.words()[0],
                              .now = line.words()[1],
                              .json = line.has("--json"),
                              .langsmith = line.has("--langsmith"),
                              .quiet = line.has("--quiet")};
}

CommandArguments eval_report_arguments(const CommandLine& line) {
  return EvalReportArguments{.run = first_word(line),
                             .html_file = line.text("--html"),
                             .baseline = line.text("--baseline"),
                             .quiet = line.has("--quiet")};
}

/// Reads the arguments of an eval verb that takes one word and has no flags of its own.
template <class VerbArguments>
CommandArguments word_arguments(const CommandLine& line) {
  return VerbArguments{first_word(line), line.has("--quiet")};
}

struct Reader {
  std::string_view command;
  CommandArguments (*read)(const CommandLine&);
};

constexpr Reader readers[] = {
    {"help", help_arguments},
    {"completion", completion_arguments},
    {"version", [](const CommandLine&) -> CommandArguments { return VersionArguments{}; }},
    {"index", index_arguments},
    {"search", search_arguments},
    {"ask", ask_arguments},
    {"status", status_arguments},
    {"clear", clear_arguments},
    {"cache status", cache_status_arguments},
    {"cache export", cache_export_arguments},
    {"cache import", cache_import_arguments},
    {"config init", config_init_arguments},
    {"config get", config_get_arguments},
    {"config set", config_set_arguments},
    {"config list", config_list_arguments},
    {"trust", trust_arguments},
    {"eval init", eval_init_arguments},
    {"eval run", eval_run_arguments},
    {"eval list", eval_list_arguments},
    {"eval show", eval_show_arguments},
    {"eval compare", eval_compare_arguments},
    {"eval report", eval_report_arguments},
    {"eval push", word_arguments<EvalPushArguments>},
    {"eval pull", word_arguments<EvalPullArguments>},
    {"eval push-prompt", word_arguments<EvalPushPromptArguments>},
    {"eval pull-prompt", word_arguments<EvalPullPromptArguments>},
};

CommandArguments read_command(const CommandLine& line) {
  const Command& command = line.command();
  if (line.wants_help()) {
    return HelpArguments{.command = command.is_program() ? "" : std::string(command.name)};
  }
  if (line.wants_version()) return VersionArguments{};
  if (command.is_program()) return QuickStartArguments{};
  return std::ranges::find(readers, command.name, &Reader::command)->read(line);
}

}  // namespace

Arguments parse_arguments(std::span<const std::string> words) {
  const CommandLine line = CommandLine::parse(words);
  if (line.wants_help() || line.wants_version()) return {.command = read_command(line)};
  Arguments arguments{.trace_file = line.text("--trace"),
                      .log_level = *line.choice<LogLevel>("--log-level"),
                      .command = read_command(line)};
  for (const std::string& folder : line.texts("-C")) arguments.directory /= folder;
  return arguments;
}

}  // namespace gitctx

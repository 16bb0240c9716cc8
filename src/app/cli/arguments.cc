#include "app/cli/arguments.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/cli/command_parser.h"
#include "app/cli/eval/eval_arguments.h"
#include "app/cli/render/theme.h"
#include "app/suggestion.h"
#include "base/error.h"
#include "text/languages.h"

namespace gitctx {
namespace {

LogLevel parse_log_level(const std::string& text) {
  static const std::map<std::string, LogLevel> levels = {{"off", LogLevel::off},
                                                         {"warn", LogLevel::warn},
                                                         {"info", LogLevel::info},
                                                         {"debug", LogLevel::debug}};
  const auto found = levels.find(text);
  if (found == levels.end()) {
    fail_usage(fmt::format("--log-level: expected {}, got '{}'", log_level_names, text));
  }
  return found->second;
}

CommandArguments parse_index(CommandParser& parser, std::span<const std::string> words) {
  IndexArguments index;
  bool quiet = false;
  bool verbose = false;
  std::string max_cost;
  parser.add_flag("-v,--verbose", verbose);
  parser.add_flag("-q,--quiet", quiet);
  parser.add_flag("--json", index.json);
  parser.add_flag("--batch", index.request.batch);
  parser.add_value("--max-cost", max_cost, "dollars, such as 2.50");
  parser.add_flag("--dry-run", index.request.dry_run);
  parser.add_flag("--force", index.request.force);
  parser.add_flag("-y,--yes", index.yes);
  parser.add_values("--ref", index.request.refs, "a branch, tag or commit");
  parser.add_flag("--worktree", index.request.worktree);
  parser.add_flag("--history", index.request.history);
  const auto left = parser.parse(words);
  if (!left) return HelpArguments{parser.command()};
  check_no_words(parser, *left);
  check_exclusive(parser, {"--verbose", "--quiet"});
  check_exclusive(parser, {"--verbose", "--json"});
  if (parser.given("--max-cost")) {
    index.max_cost_usd = parse_number("--max-cost", max_cost, 0.0001, 1e6, false);
  }
  for (const std::string& ref : index.request.refs) {
    if (ref.empty()) fail_usage("--ref: expected a branch, tag or commit, got ''");
  }
  index.verbosity = verbosity_of(quiet, verbose);
  return index;
}

/// What search options are before they are checked.
struct SearchTexts {
  std::string limit, min_similarity, format, mode, ref, theme, rerank;
  Words languages;
  bool verbose = false, mcp = false, json = false, worktree = false, history = false;
};

SearchFormat parse_format(const CommandParser& parser, const SearchTexts& texts) {
  check_exclusive(parser, {"--mcp", "--verbose"});
  check_exclusive(parser, {"--json", "--verbose"});
  check_exclusive(parser, {"--mcp", "--json"});
  check_exclusive(parser, {"--format", "--verbose"});
  check_exclusive(parser, {"--format", "--mcp"});
  check_exclusive(parser, {"--format", "--json"});
  if (texts.verbose) return SearchFormat::verbose;
  if (texts.mcp) return SearchFormat::mcp;
  if (texts.json) return SearchFormat::json;
  if (!parser.given("--format")) return SearchFormat::terse;
  return parse_choice<SearchFormat>("--format", texts.format,
                                    {{"terse", SearchFormat::terse},
                                     {"verbose", SearchFormat::verbose},
                                     {"mcp", SearchFormat::mcp},
                                     {"json", SearchFormat::json}});
}

std::vector<Language> parse_languages(const Words& names) {
  std::vector<Language> languages;
  for (const std::string& name : names) {
    const auto language = language_from_name(name);
    if (!language) {
      Words known;
      for (int i = 0; i < language_count; ++i) {
        known.emplace_back(language_name(static_cast<Language>(i)));
      }
      std::string hint = did_you_mean(name, known);
      if (hint.empty()) hint = fmt::format("known are {}", fmt::join(known, ", "));
      fail_usage(fmt::format("--lang: unknown language '{}'", name), hint);
    }
    languages.push_back(*language);
  }
  return languages;
}

void check_search(const CommandParser& parser, const SearchTexts& texts, SearchArguments& search) {
  if (parser.given("--limit")) {
    search.limit = static_cast<int>(parse_number("--limit", texts.limit, 1, 100, true));
  }
  if (parser.given("--min-similarity")) {
    search.min_similarity = parse_number("--min-similarity", texts.min_similarity, 0, 1, false);
  }
  search.format = parse_format(parser, texts);
  if (parser.given("--mode")) {
    search.mode = parse_choice<SearchMode>("--mode", texts.mode,
                                           {{"hybrid", SearchMode::hybrid},
                                            {"lexical", SearchMode::lexical},
                                            {"semantic", SearchMode::semantic}});
  }
  search.languages = parse_languages(texts.languages);
  check_exclusive(parser, {"--ref", "--worktree", "--history"});
  if (parser.given("--ref")) {
    if (texts.ref.empty()) fail_usage("--ref: expected a branch, tag or commit, got ''");
    if (parser.times_given("--ref") > 1) fail_usage("--ref: one search looks at one revision");
    search.view.ref = texts.ref;
  }
  if (texts.worktree) search.view.kind = ViewKind::worktree;
  if (texts.history) search.view.kind = ViewKind::history;
  if (parser.given("--theme")) search.theme = find_theme(texts.theme).name;
  if (parser.given("--rerank")) {
    search.rerank = parse_choice<Rerank>("--rerank", texts.rerank,
                                         {{"none", Rerank::none}, {"llm", Rerank::llm}});
  }
  for (const std::string& glob : search.paths) {
    if (glob.empty()) fail_usage("--path: expected a glob such as 'src/**', got ''");
  }
}

CommandArguments parse_search(CommandParser& parser, std::span<const std::string> words) {
  SearchArguments search;
  SearchTexts texts;
  parser.add_value("-n,--limit", texts.limit, "a number from 1 to 100");
  parser.add_value("--min-similarity", texts.min_similarity, "a number from 0 to 1");
  parser.add_value("--format", texts.format, "one of terse, verbose, mcp, json");
  parser.add_flag("-v,--verbose", texts.verbose);
  parser.add_flag("--mcp", texts.mcp);
  parser.add_flag("--json", texts.json);
  parser.add_values("--path", search.paths, "a glob such as 'src/**'");
  parser.add_values("--lang", texts.languages, "a language such as cpp");
  parser.add_value("--ref", texts.ref, "a branch, tag or commit");
  parser.add_flag("--worktree", texts.worktree);
  parser.add_flag("--history", texts.history);
  parser.add_value("--mode", texts.mode, "one of hybrid, lexical, semantic");
  parser.add_flag("--explain", search.explain);
  parser.add_value("--theme", texts.theme,
                   fmt::format("one of {}", fmt::join(theme_names(), ", ")));
  parser.add_value("--rerank", texts.rerank, "one of none, llm");
  auto left = parser.parse(words);
  if (!left) return HelpArguments{parser.command()};
  search.words = std::move(*left);
  check_search(parser, texts, search);
  return search;
}

CommandArguments parse_ask(CommandParser& parser, std::span<const std::string> words) {
  AskArguments ask;
  std::string limit;
  std::string max_cost;
  bool worktree = false;
  parser.add_value("-n,--limit", limit, "a number from 1 to 100");
  parser.add_values("--path", ask.paths, "a glob such as 'src/**'");
  parser.add_value("--ref", ask.view.ref, "a branch, tag or commit");
  parser.add_flag("--worktree", worktree);
  parser.add_value("--model", ask.model, "a model such as openai/NAME");
  parser.add_value("--max-cost", max_cost, "dollars, such as 2.50");
  parser.add_flag("--expand", ask.expand);
  parser.add_flag("--json", ask.json);
  auto left = parser.parse(words);
  if (!left) return HelpArguments{parser.command()};
  check_exclusive(parser, {"--ref", "--worktree"});
  if (parser.given("--limit")) {
    ask.limit = static_cast<int>(parse_number("--limit", limit, 1, 100, true));
  }
  if (parser.given("--max-cost")) {
    ask.max_cost_usd = parse_number("--max-cost", max_cost, 0.0001, 1e6, false);
  }
  if (worktree) ask.view.kind = ViewKind::worktree;
  ask.words = std::move(*left);
  return ask;
}

CommandArguments parse_status(CommandParser& parser, std::span<const std::string> words) {
  StatusArguments status;
  parser.add_flag("--json", status.json);
  parser.add_flag("--skipped", status.skipped);
  const auto left = parser.parse(words);
  if (!left) return HelpArguments{parser.command()};
  check_no_words(parser, *left);
  return status;
}

CommandArguments parse_clear(CommandParser& parser, std::span<const std::string> words) {
  ClearArguments clear;
  bool all = false;
  parser.add_flag("--database", clear.database);
  parser.add_flag("--embeddings", clear.embeddings);
  parser.add_flag("--all", all);
  parser.add_flag("--force", clear.force);
  const auto left = parser.parse(words);
  if (!left) return HelpArguments{parser.command()};
  check_no_words(parser, *left);
  if (!clear.database && !clear.embeddings && !all) {
    fail_usage("say what to clear: --database, --embeddings or --all", "Run: gitctx clear --help");
  }
  clear.database |= all;
  clear.embeddings |= all;
  return clear;
}

CommandArguments parse_cache(CommandParser& parser, std::span<const std::string> words) {
  CacheArguments cache;
  parser.add_flag("--json", cache.json);
  const auto left = parser.parse(words);
  if (!left) return HelpArguments{parser.command()};
  if (left->empty()) {
    fail_usage("cache: expected one of status, export, import", "Run: gitctx cache --help");
  }
  cache.action =
      parse_choice<CacheArguments::Action>("cache", left->front(),
                                           {{"status", CacheArguments::Action::status},
                                            {"export", CacheArguments::Action::export_file},
                                            {"import", CacheArguments::Action::import_file}});
  const bool takes_file = cache.action != CacheArguments::Action::status;
  if (left->size() != (takes_file ? 2 : 1)) {
    fail_usage(fmt::format("cache {}: expected gitctx cache {}{}", left->front(), left->front(),
                           takes_file ? " FILE" : ""),
               "Run: gitctx cache --help");
  }
  if (takes_file) cache.file = left->back();
  if (cache.json && takes_file) fail_usage("--json belongs to cache status");
  return cache;
}

struct ConfigActionWords {
  const char* name;
  ConfigArguments::Action action;
  std::size_t words;
  const char* usage;
};

constexpr ConfigActionWords config_actions[] = {
    {"init", ConfigArguments::Action::init, 0, "gitctx config init"},
    {"get", ConfigArguments::Action::get, 1, "gitctx config get KEY"},
    {"set", ConfigArguments::Action::set, 2, "gitctx config set KEY VALUE"},
    {"list", ConfigArguments::Action::list, 0, "gitctx config list"},
};

CommandArguments parse_config(CommandParser& parser, std::span<const std::string> words) {
  ConfigArguments config;
  bool quiet = false;
  bool verbose = false;
  parser.add_flag("-v,--verbose", verbose);
  parser.add_flag("-q,--quiet", quiet);
  parser.add_flag("--user", config.user);
  parser.add_flag("--force", config.force);
  const auto left = parser.parse(words);
  if (!left) return HelpArguments{parser.command()};
  check_exclusive(parser, {"--verbose", "--quiet"});
  config.verbosity = verbosity_of(quiet, verbose);

  if (left->empty())
    fail_usage("config: expected one of init, get, set, list", "Run: gitctx config --help");
  const auto found =
      std::ranges::find(config_actions, left->front(),
                        [](const ConfigActionWords& a) { return std::string(a.name); });
  if (found == std::end(config_actions)) {
    fail_usage(fmt::format("config: expected one of init, get, set, list, got '{}'", left->front()),
               did_you_mean(left->front(), Words{"init", "get", "set", "list"}));
  }
  if (left->size() != found->words + 1) {
    fail_usage(fmt::format("config {}: expected {}", found->name, found->usage),
               "Run: gitctx config --help");
  }
  config.action = found->action;
  const bool is_set = config.action == ConfigArguments::Action::set;
  if (config.user && !is_set) fail_usage("--user belongs to config set");
  if (config.force && config.action != ConfigArguments::Action::init) {
    fail_usage("--force belongs to config init");
  }
  if (found->words > 0) config.key = (*left)[1];
  if (found->words > 1) config.value = (*left)[2];
  return config;
}

struct CommandName {
  const char* name;
  CommandArguments (*parse)(CommandParser&, std::span<const std::string>);
};

constexpr CommandName commands[] = {{"index", parse_index},   {"search", parse_search},
                                    {"ask", parse_ask},       {"status", parse_status},
                                    {"clear", parse_clear},   {"cache", parse_cache},
                                    {"config", parse_config}, {"eval", parse_eval}};

Words command_names() {
  Words names;
  for (const CommandName& command : commands) names.emplace_back(command.name);
  return names;
}

CommandArguments parse_help(std::span<const std::string> words) {
  if (words.empty()) return HelpArguments{};
  const Words names = command_names();
  if (std::ranges::find(names, words[0]) == names.end()) {
    fail_usage(fmt::format("no help for '{}'", words[0]), did_you_mean(words[0], names));
  }
  return HelpArguments{words[0]};
}

/// The value of the option at `at`: behind `=`, or the next word, which is then passed over.
std::optional<std::string> value_of(std::span<const std::string> words, std::size_t& at,
                                    std::string_view option, const char* expected) {
  const std::string& word = words[at];
  if (word.starts_with(option) && word.size() > option.size() && word[option.size()] == '=') {
    return word.substr(option.size() + 1);
  }
  if (word != option) return std::nullopt;
  if (++at == words.size()) fail_usage(fmt::format("{} needs a value: {}", option, expected));
  return words[at];
}

/// One option before the command: those of the program.
void parse_program_option(std::span<const std::string> words, std::size_t& at,
                          Arguments& arguments) {
  const std::string& word = words[at];
  if (const auto file = value_of(words, at, "--trace", "a file to write")) {
    arguments.trace_file = *file;
  } else if (const auto level = value_of(words, at, "--log-level", log_level_names)) {
    arguments.log_level = parse_log_level(*level);
  } else if (const auto folder = value_of(words, at, "-C", "a folder")) {
    // As in git, each -C counts from where the one before leads.
    arguments.directory /= *folder;
  } else if (word.starts_with("-C")) {
    arguments.directory /= word.substr(2);
  } else {
    fail_usage(fmt::format("unknown option '{}'", word),
               did_you_mean(word, Words{"--help", "--version", "--trace", "--log-level"}));
  }
}

}  // namespace

Arguments parse_arguments(std::span<const std::string> words) {
  Arguments arguments;
  std::size_t at = 0;
  for (; at < words.size() && words[at].starts_with('-'); ++at) {
    const std::string& word = words[at];
    if (word == "-h" || word == "--help") return {.command = HelpArguments{}};
    if (word == "--version" || word == "-V") return {.command = VersionArguments{}};
    parse_program_option(words, at, arguments);
  }
  if (at == words.size()) {
    arguments.command = QuickStartArguments{};
    return arguments;
  }
  const std::string& name = words[at];
  const auto rest = words.subspan(at + 1);
  if (name == "help") return {.command = parse_help(rest)};
  if (name == "version") return {.command = VersionArguments{}};

  const auto command =
      std::ranges::find(commands, name, [](const CommandName& c) { return std::string(c.name); });
  if (command == std::end(commands)) {
    std::string hint = did_you_mean(name, command_names());
    if (hint.empty()) hint = fmt::format("commands are {}", fmt::join(command_names(), ", "));
    fail_usage(fmt::format("unknown command '{}'", name), hint);
  }
  CommandParser parser(name);
  arguments.command = command->parse(parser, rest);
  if (!parser.directory().empty()) arguments.directory /= parser.directory();
  if (!parser.trace_file().empty()) arguments.trace_file = parser.trace_file();
  if (!parser.log_level().empty()) arguments.log_level = parse_log_level(parser.log_level());
  return arguments;
}

}  // namespace gitctx

#include "app/cli/arguments.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "app/cli/flags/flag.h"
#include "base/error.h"

namespace gitctx {
namespace {

using Words = std::vector<std::string>;

template <class T>
T parse_as(const Words& words) {
  const Arguments arguments = parse_arguments(words);
  EXPECT_TRUE(std::holds_alternative<T>(arguments.command));
  return std::get<T>(arguments.command);
}

struct WrongLine {
  Words words;
  std::string message;
  std::string hint;
};

const WrongLine wrong_lines[] = {
    {{"search", "x", "--limit", "0"}, "--limit: expected a number from 1 to 100, got '0'", ""},
    {{"search", "x", "-n", "101"}, "--limit: expected a number from 1 to 100, got '101'", ""},
    {{"search", "x", "-n", "-5"}, "--limit: expected a number from 1 to 100, got '-5'", ""},
    {{"search", "x", "-nten"}, "--limit: expected a number from 1 to 100, got 'ten'", ""},
    {{"search", "x", "--limit=2.5"},
     "--limit: expected a whole number from 1 to 100, got '2.5'",
     ""},
    {{"search", "x", "--limit", "9999999999999999999"},
     "--limit: expected a number from 1 to 100, got '9999999999999999999'",
     ""},
    {{"search", "x", "--limit"}, "--limit needs a value: a number from 1 to 100", ""},
    {{"search", "x", "--limit="}, "--limit needs a value: a number from 1 to 100", ""},
    {{"search", "x", "--min-similarity", "nan"},
     "--min-similarity: expected a number from 0 to 1, got 'nan'",
     ""},
    {{"search", "x", "--min-similarity", "2"},
     "--min-similarity: expected a number from 0 to 1, got '2'",
     ""},
    {{"search", "x", "--format", "jsn"},
     "--format: expected one of terse, verbose, mcp, json, got 'jsn'",
     "Did you mean 'json'?"},
    {{"search", "x", "--mode", "fuzzy"},
     "--mode: expected one of hybrid, lexical, semantic, got 'fuzzy'",
     ""},
    {{"search", "x", "--theme", "dork"},
     "--theme: expected one of ansi, dark, light, mono, got 'dork'",
     "Did you mean 'dark'?"},
    {{"search", "x", "--lang", "pyton"},
     "--lang: unknown language 'pyton'",
     "Did you mean 'python'?"},
    {{"search", "x", "--lang", "!python"},
     "--lang cannot exclude languages",
     "Exclude files with --path, such as --path '!*.py'"},
    {{"search", "x", "--mcp", "--verbose"}, "--mcp and --verbose are mutually exclusive", ""},
    {{"search", "x", "--mcp", "-v"}, "--mcp and --verbose are mutually exclusive", ""},
    {{"search", "x", "--json", "--mcp"}, "--mcp and --json are mutually exclusive", ""},
    {{"search", "x", "--format", "json", "-v"},
     "--format and --verbose are mutually exclusive",
     ""},
    {{"search", "x", "--worktree", "--history"},
     "--worktree and --history are mutually exclusive",
     ""},
    {{"search", "x", "--ref", "main", "--history"},
     "--ref and --history are mutually exclusive",
     ""},
    {{"search", "x", "--json=no"}, "--json takes no value", ""},
    {{"search", "x", "--path="}, "--path needs a value: a glob such as 'src/**'", ""},
    {{"search", "x", "--ref", ""}, "--ref: expected a branch, tag or commit, got ''", ""},
    {{"search", "x", "--limt", "5"}, "unknown option '--limt'", "Did you mean '--limit'?"},
    {{"search", "-x", "y"}, "unknown option '-x'", ""},
    {{"index", "-v", "-q"}, "--verbose and --quiet are mutually exclusive", ""},
    {{"index", "here"}, "gitctx index takes no argument 'here'", "Run: gitctx index --help"},
    {{"index", "--frobnicate"}, "unknown option '--frobnicate'", "Run: gitctx index --help"},
    {{"status", "--skiped"}, "unknown option '--skiped'", "Did you mean '--skipped'?"},
    {{"clear"},
     "gitctx clear needs one of --database, --embeddings, --all",
     "Run: gitctx clear --help"},
    {{"config"}, "config: expected one of init, get, set, list", "Run: gitctx config --help"},
    {{"config", "lst"},
     "config: expected one of init, get, set, list, got 'lst'",
     "Did you mean 'list'?"},
    {{"config", "get"},
     "config get: expected gitctx config get KEY",
     "Run: gitctx config get --help"},
    {{"config", "set", "a"},
     "config set: expected gitctx config set KEY VALUE",
     "Run: gitctx config set --help"},
    {{"config", "list", "--user"}, "--user belongs to config set", ""},
    {{"serach", "x"}, "unknown command 'serach'", "Did you mean 'search'?"},
    {{"frobnicate"},
     "unknown command 'frobnicate'",
     "Use one of index, search, ask, status, clear, cache, config, trust, eval, completion, "
     "help, version"},
    {{"--verison"}, "unknown option '--verison'", "Did you mean '--version'?"},
    {{"-C"}, "-C needs a value: a folder", ""},
    {{"help", "serch"}, "no help for 'serch'", "Did you mean 'search'?"},
    {{"help", "eval", "rnu"}, "no help for 'eval rnu'", "Did you mean 'eval run'?"},
    {{"completion", "tcsh"}, "completion: expected one of bash, zsh, fish, got 'tcsh'", ""},
    {{"search", "x", "--ref", "a", "--ref", "b"}, "--ref may be given only once", ""},
    {{"eval", "list", "a", "b"},
     "eval list: expected gitctx eval list [SUITE]",
     "Run: gitctx eval list --help"},
    {{"--log-level", "loud", "status"},
     "--log-level: expected one of off, warn, info, debug, got 'loud'",
     ""},
};

TEST(ParseArguments, NamesTheOptionAndWhatItTakes) {
  for (const WrongLine& wrong : wrong_lines) {
    std::string line;
    for (const std::string& word : wrong.words) line += word + " ";
    try {
      parse_arguments(wrong.words);
      ADD_FAILURE() << "accepted: " << line;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::usage) << line;
      EXPECT_EQ(error.message(), wrong.message) << line;
      if (!wrong.hint.empty()) {
        EXPECT_EQ(error.hint(), wrong.hint) << line;
      }
    }
  }
}

TEST(ParseArguments, TakesQueryWordsAroundOptions) {
  const auto search = parse_as<SearchArguments>(
      {"search", "where", "-n", "3", "are", "--lang", "cpp", "retries", "--json", "index"});
  EXPECT_EQ(search.words, (Words{"where", "are", "retries", "index"}));
  EXPECT_EQ(search.limit, 3);
  EXPECT_EQ(search.languages, std::vector{Language::cpp});
  EXPECT_EQ(search.format, SearchFormat::json);
}

TEST(ParseArguments, LeavesWordsAsTheyAre) {
  const auto search =
      parse_as<SearchArguments>({"search", "[a,b]", "-", "-5", "++", "", "--", "--limit", "--"});
  EXPECT_EQ(search.words, (Words{"[a,b]", "-", "-5", "++", "", "--limit", "--"}));
  EXPECT_FALSE(search.limit);
}

TEST(ParseArguments, RepeatsPathsAndLanguagesAndTakesTheLastOfTheRest) {
  const auto search =
      parse_as<SearchArguments>({"search", "--path", "src/**", "x", "--path=[ab].c", "--lang",
                                 "C++", "--lang", "ts", "-n", "3", "-n4"});
  EXPECT_EQ(search.words, Words{"x"});
  EXPECT_EQ(search.paths, (Words{"src/**", "[ab].c"}));
  EXPECT_EQ(search.languages, (std::vector{Language::cpp, Language::typescript}));
  EXPECT_EQ(search.limit, 4);
}

TEST(ParseArguments, ReadsEveryWayToSayAFormat) {
  EXPECT_EQ(parse_as<SearchArguments>({"search", "-qv", "x"}).format, SearchFormat::verbose);
  EXPECT_EQ(parse_as<SearchArguments>({"search", "-qv", "x"}).verbosity, Verbosity::quiet);
  EXPECT_EQ(parse_as<SearchArguments>({"search", "-v", "x"}).verbosity, Verbosity::normal);
  EXPECT_EQ(parse_as<AskArguments>({"ask", "-q", "x"}).verbosity, Verbosity::quiet);
  EXPECT_EQ(parse_as<AskArguments>({"ask", "x"}).verbosity, Verbosity::normal);
  EXPECT_EQ(parse_as<SearchArguments>({"search", "x"}).format, SearchFormat::terse);
  EXPECT_EQ(parse_as<SearchArguments>({"search", "-v"}).format, SearchFormat::verbose);
  EXPECT_EQ(parse_as<SearchArguments>({"search", "--mcp"}).format, SearchFormat::mcp);
  EXPECT_EQ(parse_as<SearchArguments>({"search", "--format=mcp"}).format, SearchFormat::mcp);
}

TEST(ParseArguments, ReadsTheView) {
  EXPECT_EQ(parse_as<SearchArguments>({"search", "--ref", "v1"}).view.ref, "v1");
  EXPECT_EQ(parse_as<SearchArguments>({"search", "--worktree"}).view.kind, ViewKind::worktree);
  EXPECT_EQ(parse_as<SearchArguments>({"search", "--history"}).view.kind, ViewKind::history);
}

TEST(ParseArguments, ReadsIndexOptions) {
  const auto index = parse_as<IndexArguments>({"index", "--ref", "main", "--ref", "v1", "-y",
                                               "--history", "--worktree", "--dry-run", "-v"});
  EXPECT_EQ(index.request.refs, (Words{"main", "v1"}));
  EXPECT_TRUE(index.request.history && index.request.worktree && index.request.dry_run);
  EXPECT_FALSE(index.request.force);
  EXPECT_TRUE(index.yes);
  EXPECT_EQ(index.verbosity, Verbosity::verbose);
}

TEST(ParseArguments, ReadsWhatIndexingMayCost) {
  const auto index = parse_as<IndexArguments>({"index", "--max-cost", "2.50", "--batch"});
  EXPECT_EQ(index.max_cost_usd, 2.5);
  EXPECT_TRUE(index.request.batch);
  EXPECT_EQ(parse_as<IndexArguments>({"index"}).max_cost_usd, 0);
}

TEST(ParseArguments, ReadsCacheVerbs) {
  EXPECT_TRUE(parse_as<CacheStatusArguments>({"cache", "status", "--json"}).json);
  EXPECT_EQ(parse_as<CacheImportArguments>({"cache", "import", "a file"}).file, "a file");
}

TEST(ParseArguments, ClearsAllWithOneWord) {
  const auto clear = parse_as<ClearArguments>({"clear", "--all", "--force"});
  EXPECT_TRUE(clear.database && clear.embeddings && clear.force);
}

TEST(ParseArguments, ReadsConfigVerbs) {
  const auto set = parse_as<ConfigSetArguments>({"config", "set", "--user", "search.limit", "-5"});
  EXPECT_EQ(set.key, "search.limit");
  EXPECT_EQ(set.value, "-5");
  EXPECT_TRUE(set.user);
}

TEST(ParseArguments, TakesFlagsBeforeTheVerb) {
  EXPECT_TRUE(parse_as<ConfigSetArguments>({"config", "--user", "set", "a", "b"}).user);
  EXPECT_EQ(parse_as<EvalListArguments>({"eval", "-n", "5", "list"}).limit, 5u);
  EXPECT_TRUE(parse_as<EvalRunArguments>({"eval", "--json", "--", "run", "-v"}).json);
}

TEST(ParseArguments, SplitsLettersWrittenTogether) {
  const auto search = parse_as<SearchArguments>({"search", "-vn3", "x"});
  EXPECT_EQ(search.format, SearchFormat::verbose);
  EXPECT_EQ(search.limit, 3);
}

TEST(ParseArguments, ReadsEveryChoiceAsTheValueOfItsName) {
  const std::pair<const char*, SearchMode> modes[] = {{"hybrid", SearchMode::hybrid},
                                                      {"lexical", SearchMode::lexical},
                                                      {"semantic", SearchMode::semantic}};
  for (const auto& [name, mode] : modes) {
    EXPECT_EQ(parse_as<SearchArguments>({"search", "--mode", name}).mode, mode);
    EXPECT_EQ(parse_as<EvalRunArguments>({"eval", "run", "--mode", name}).mode, mode);
  }
  const std::pair<const char*, SearchFormat> formats[] = {{"terse", SearchFormat::terse},
                                                          {"verbose", SearchFormat::verbose},
                                                          {"mcp", SearchFormat::mcp},
                                                          {"json", SearchFormat::json}};
  for (const auto& [name, format] : formats) {
    EXPECT_EQ(parse_as<SearchArguments>({"search", "--format", name}).format, format);
  }
  EXPECT_EQ(parse_as<EvalRunArguments>({"eval", "run", "--level", "chunk"}).level,
            JudgeLevel::chunk);
  EXPECT_EQ(parse_as<EvalRunArguments>({"eval", "run", "--level", "file"}).level, JudgeLevel::file);
  const std::pair<const char*, LogLevel> levels[] = {{"off", LogLevel::off},
                                                     {"warn", LogLevel::warn},
                                                     {"info", LogLevel::info},
                                                     {"debug", LogLevel::debug}};
  for (const auto& [name, level] : levels) {
    EXPECT_EQ(parse_arguments(Words{"status", "--log-level", name}).log_level, level);
  }
  const std::pair<const char*, Metric> metrics[] = {{"ndcg=0.5", Metric::ndcg},
                                                    {"mrr=0.5", Metric::mrr},
                                                    {"recall=0.5", Metric::recall},
                                                    {"hit=0.5", Metric::hit1}};
  for (const auto& [floor, metric] : metrics) {
    const auto run = parse_as<EvalRunArguments>({"eval", "run", "--fail-below", floor});
    EXPECT_EQ(run.fail_below.front().metric, metric);
  }
  EXPECT_EQ(parse_as<CompletionArguments>({"completion", "fish"}).shell, "fish");
}

/// Checks that reading a command's arguments asks only for that command's flags.
TEST(ParseArguments, ReadsEveryCommand) {
  for (const Command& command : all_commands()) {
    if (!commands_of(command).empty()) continue;
    Words words;
    std::string_view name = command.name;
    for (std::size_t space = 0; (space = name.find(' ')) != std::string_view::npos;) {
      words.emplace_back(name.substr(0, space));
      name.remove_prefix(space + 1);
    }
    words.emplace_back(name);
    const auto choices = listed(command.choices);
    for (std::size_t i = 0; i < command.least_words; ++i) {
      words.emplace_back(choices.empty() ? "word" : choices.front());
    }
    if (!command.needs.empty()) words.emplace_back(listed(command.needs).front());
    EXPECT_FALSE(std::holds_alternative<QuickStartArguments>(parse_arguments(words).command))
        << command.name;
  }
}

TEST(ParseArguments, ReadsWhatEvalShallFailOn) {
  const auto eval =
      parse_as<EvalRunArguments>({"eval", "run", "own", "--fail-below", "0.7", "--fail-below",
                                  "recall@5=0.2", "--fail-on-regression", "2.5%", "-k", "5"});
  EXPECT_EQ(eval.suites, Words{"own"});
  EXPECT_EQ(eval.k, 5);
  ASSERT_EQ(eval.fail_below.size(), 2u);
  EXPECT_EQ(eval.fail_below[0].metric, Metric::ndcg);
  EXPECT_EQ(eval.fail_below[0].value, 0.7);
  EXPECT_EQ(eval.fail_below[1].metric, Metric::recall);
  EXPECT_EQ(eval.fail_below[1].k, 5);
  EXPECT_EQ(eval.fail_on_regression, 2.5);
}

TEST(ParseArguments, EvalTakesFromTheSuiteWhatIsNotGiven) {
  const auto eval = parse_as<EvalRunArguments>({"eval", "run"});
  EXPECT_EQ(eval.suites, Words{"default"});
  EXPECT_FALSE(eval.mode || eval.level || eval.k || eval.fail_on_regression);
  EXPECT_EQ(eval.jobs, 4);
  EXPECT_EQ(parse_as<EvalInitArguments>({"eval", "init", "--name", "own"}).name, "own");
  EXPECT_EQ(parse_as<EvalInitArguments>({"eval", "init"}).name, "default");
  EXPECT_EQ(parse_as<EvalInitArguments>({"eval", "init"}).size, 240u);
}

TEST(ParseArguments, NamesTheFlagsOfOneKindOfSuite) {
  const auto run =
      parse_as<EvalRunArguments>({"eval", "run", "--jobs", "4", "--langsmith", "-k", "5",
                                  "--fail-below", "0.1", "--fail-below", "mrr=0.1"});
  EXPECT_EQ(run.prompt_flags, (Words{"--jobs", "--langsmith"}));
  EXPECT_EQ(run.query_flags, (Words{"-k", "--fail-below"}));
  const auto both = parse_as<EvalRunArguments>({"eval", "run", "--ref", "main", "--json", "-q"});
  EXPECT_TRUE(both.prompt_flags.empty() && both.query_flags.empty());
}

TEST(ParseArguments, ReadsWhatIsTrusted) {
  const auto trust = parse_as<TrustArguments>({"trust", "-y", "a/b.yml"});
  EXPECT_TRUE(trust.yes);
  EXPECT_EQ(trust.suites, Words{"a/b.yml"});
  EXPECT_FALSE(trust.list || trust.revoke || trust.json);
  EXPECT_TRUE(parse_as<TrustArguments>({"trust", "--list", "--json"}).json);
  EXPECT_TRUE(parse_as<TrustArguments>({"trust", "--revoke"}).revoke);
  EXPECT_THROW(parse_arguments(Words{"trust", "--revoke", "--yes"}), Error);
}

TEST(ParseArguments, ReadsRunsOfPromptsAndWhatIsStored) {
  const auto run = parse_as<EvalRunArguments>({"eval", "run", "a", "b/c.yml", "--max-cost", "0.5",
                                               "--repetitions", "3", "--replay", "cassettes"});
  EXPECT_EQ(run.suites, (Words{"a", "b/c.yml"}));
  EXPECT_EQ(run.max_cost_usd, 0.5);
  EXPECT_EQ(run.repetitions, 3);
  EXPECT_EQ(run.replay, "cassettes");
  const auto compare = parse_as<EvalCompareArguments>({"eval", "compare", "3", "answer"});
  EXPECT_EQ(compare.before, "3");
  EXPECT_EQ(compare.now, "answer");
  EXPECT_TRUE(parse_as<EvalReportArguments>({"eval", "report"}).run.empty());
  EXPECT_EQ(parse_as<EvalListArguments>({"eval", "list", "-n", "5"}).limit, 5u);
}

TEST(ParseArguments, GoesToTheFolderOfEachC) {
  EXPECT_EQ(parse_arguments(Words{"-C", "a", "-Cb", "status"}).directory, "a/b");
  EXPECT_EQ(parse_arguments(Words{"status", "-C", "/x"}).directory, "/x");
}

TEST(ParseArguments, KnowsTheCallsForHelp) {
  EXPECT_EQ(parse_as<HelpArguments>({"--help"}).command, "");
  EXPECT_EQ(parse_as<HelpArguments>({"help"}).command, "");
  EXPECT_EQ(parse_as<HelpArguments>({"help", "search"}).command, "search");
  EXPECT_EQ(parse_as<HelpArguments>({"search", "x", "--help"}).command, "search");
  EXPECT_EQ(parse_as<HelpArguments>({"config", "-h"}).command, "config");
  EXPECT_EQ(parse_as<HelpArguments>({"config", "rnu", "-h"}).command, "config");
  EXPECT_EQ(parse_as<HelpArguments>({"eval", "run", "--bogus", "-h"}).command, "eval run");
  EXPECT_EQ(parse_as<HelpArguments>({"help", "eval", "run"}).command, "eval run");
  EXPECT_TRUE(parse_as<HelpArguments>({"help", "--man"}).man);
  parse_as<VersionArguments>({"version"});
  parse_as<VersionArguments>({"--version"});
  parse_as<VersionArguments>({"search", "--version"});
  parse_as<VersionArguments>({"eval", "-V"});
  parse_as<VersionArguments>({"config", "get", "--bogus", "--version"});
  EXPECT_EQ(parse_as<HelpArguments>({"status", "--version", "--help"}).command, "status");
  EXPECT_EQ(parse_as<SearchArguments>({"search", "--", "--version"}).words, Words{"--version"});
  parse_as<QuickStartArguments>({});
}

}  // namespace
}  // namespace gitctx

#include "app/cli/arguments.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "app/cli/help.h"
#include "base/error.h"
#include "base/utf8.h"
#include "index/manifest.h"

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
     "did you mean 'json'?"},
    {{"search", "x", "--mode", "fuzzy"},
     "--mode: expected one of hybrid, lexical, semantic, got 'fuzzy'",
     ""},
    {{"search", "x", "--theme", "dork"},
     "--theme: expected one of ansi, dark, light, mono, got 'dork'",
     "did you mean 'dark'?"},
    {{"search", "x", "--lang", "pyton"},
     "--lang: unknown language 'pyton'",
     "did you mean 'python'?"},
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
    {{"search", "x", "--limt", "5"}, "unknown option '--limt'", "did you mean '--limit'?"},
    {{"search", "-x", "y"}, "unknown option '-x'", ""},
    {{"index", "-v", "-q"}, "--verbose and --quiet are mutually exclusive", ""},
    {{"index", "here"}, "gitctx index takes no argument 'here'", "Run: gitctx index --help"},
    {{"index", "--frobnicate"}, "unknown option '--frobnicate'", "Run: gitctx index --help"},
    {{"status", "--skiped"}, "unknown option '--skiped'", "did you mean '--skipped'?"},
    {{"clear"}, "say what to clear: --database, --embeddings or --all", "Run: gitctx clear --help"},
    {{"config"}, "config: expected one of init, get, set, list", "Run: gitctx config --help"},
    {{"config", "lst"},
     "config: expected one of init, get, set, list, got 'lst'",
     "did you mean 'list'?"},
    {{"config", "get"}, "config get: expected gitctx config get KEY", "Run: gitctx config --help"},
    {{"config", "set", "a"},
     "config set: expected gitctx config set KEY VALUE",
     "Run: gitctx config --help"},
    {{"config", "list", "--user"}, "--user belongs to config set", ""},
    {{"serach", "x"}, "unknown command 'serach'", "did you mean 'search'?"},
    {{"frobnicate"},
     "unknown command 'frobnicate'",
     "commands are index, search, ask, status, clear, cache, config, eval"},
    {{"--verison"}, "unknown option '--verison'", "did you mean '--version'?"},
    {{"-C"}, "-C needs a value: a folder", ""},
    {{"help", "serch"}, "no help for 'serch'", "did you mean 'search'?"},
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

TEST(ParseArguments, ReadsCacheActions) {
  const auto status = parse_as<CacheArguments>({"cache", "status", "--json"});
  EXPECT_EQ(status.action, CacheArguments::Action::status);
  EXPECT_TRUE(status.json);
  const auto imported = parse_as<CacheArguments>({"cache", "import", "a file"});
  EXPECT_EQ(imported.action, CacheArguments::Action::import_file);
  EXPECT_EQ(imported.file, "a file");
}

TEST(ParseArguments, ClearsAllWithOneWord) {
  const auto clear = parse_as<ClearArguments>({"clear", "--all", "--force"});
  EXPECT_TRUE(clear.database && clear.embeddings && clear.force);
}

TEST(ParseArguments, ReadsConfigActions) {
  const auto set = parse_as<ConfigArguments>({"config", "set", "--user", "search.limit", "-5"});
  EXPECT_EQ(set.action, ConfigArguments::Action::set);
  EXPECT_EQ(set.key, "search.limit");
  EXPECT_EQ(set.value, "-5");
  EXPECT_TRUE(set.user);
}

TEST(ParseArguments, ReadsWhatEvalShallFailOn) {
  const auto eval =
      parse_as<EvalArguments>({"eval", "run", "own", "--fail-below", "0.7", "--fail-below",
                               "recall@5=0.2", "--fail-on-regression", "2.5%", "-k", "5"});
  EXPECT_EQ(eval.words, Words{"own"});
  EXPECT_EQ(eval.k, 5);
  ASSERT_EQ(eval.fail_below.size(), 2u);
  EXPECT_EQ(eval.fail_below[0].metric, Metric::ndcg);
  EXPECT_EQ(eval.fail_below[0].value, 0.7);
  EXPECT_EQ(eval.fail_below[1].metric, Metric::recall);
  EXPECT_EQ(eval.fail_below[1].k, 5);
  EXPECT_EQ(eval.fail_on_regression, 2.5);
}

TEST(ParseArguments, EvalTakesFromTheSuiteWhatIsNotGiven) {
  const auto eval = parse_as<EvalArguments>({"eval", "run"});
  EXPECT_EQ(eval.words, Words{"default"});
  EXPECT_FALSE(eval.mode || eval.level || eval.k || eval.fail_on_regression);
  EXPECT_EQ(parse_as<EvalArguments>({"eval", "init", "--name", "own"}).name, "own");
}

TEST(ParseArguments, ReadsRunsOfPromptsAndWhatIsStored) {
  const auto run = parse_as<EvalArguments>({"eval", "run", "a", "b/c.yml", "--max-cost", "0.5",
                                            "--repetitions", "3", "--replay", "cassettes"});
  EXPECT_EQ(run.words, (Words{"a", "b/c.yml"}));
  EXPECT_EQ(run.max_cost_usd, 0.5);
  EXPECT_EQ(run.repetitions, 3);
  EXPECT_EQ(run.replay, "cassettes");
  const auto compare = parse_as<EvalArguments>({"eval", "compare", "3", "answer"});
  EXPECT_EQ(compare.action, EvalArguments::Action::compare);
  EXPECT_EQ(compare.words, (Words{"3", "answer"}));
  EXPECT_TRUE(parse_as<EvalArguments>({"eval", "report"}).words.empty());
  EXPECT_EQ(parse_as<EvalArguments>({"eval", "list", "-n", "5"}).limit, 5u);
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
  parse_as<VersionArguments>({"--version"});
  parse_as<QuickStartArguments>({});
}

TEST(HelpText, FitsATerminalAndSpeaksOfEveryCommand) {
  for (const char* command : {"", "index", "search", "status", "clear", "config", "eval"}) {
    const std::string_view text = help_text(command);
    EXPECT_TRUE(text.ends_with('\n'));
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find('\n', begin);
      EXPECT_LE(display_width(text.substr(begin, end - begin)), 80u)
          << text.substr(begin, end - begin);
      begin = end + 1;
    }
    EXPECT_NE(help_text("").find(command), std::string_view::npos);
  }
}

TEST(HelpText, NamesEveryOptionOfItsCommand) {
  const std::pair<const char*, Words> options[] = {
      {"index",
       {"-v", "-q", "--json", "--dry-run", "--force", "-y", "--ref", "--worktree", "--history"}},
      {"search",
       {"-n", "--limit", "--min-similarity", "--format", "-v", "--mcp", "--json", "--path",
        "--lang", "--ref", "--worktree", "--history", "--mode", "--explain", "--theme"}},
      {"status", {"--json", "--skipped"}},
      {"clear", {"--database", "--embeddings", "--all", "--force"}},
      {"config", {"--user", "--force", "-v", "-q"}},
      {"eval", {"--name",     "--size",          "--force",      "--ref",
                "--mode",     "--level",         "-k",           "-v",
                "-q",         "--json",          "--json-file",  "--html",
                "--baseline", "--save-baseline", "--fail-below", "--fail-on-regression",
                "--split",    "--repetitions",   "--max-cost",   "--model",
                "--judge",    "--replay",        "--record",     "--jobs",
                "-n",         "--limit"}},
  };
  for (const auto& [command, names] : options) {
    for (const std::string& name : names) {
      EXPECT_NE(help_text(command).find(" " + name), std::string_view::npos)
          << command << " " << name;
    }
  }
}

TEST(VersionText, SaysVersionCommitAndIndexFormat) {
  EXPECT_TRUE(version_text().starts_with("gitctx "));
  EXPECT_NE(version_text().find("index format " + std::to_string(index_format_version)),
            std::string::npos);
}

}  // namespace
}  // namespace gitctx

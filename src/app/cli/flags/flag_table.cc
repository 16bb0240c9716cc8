#include "app/cli/flags/flag.h"
#include "app/cli/render/theme.h"
#include "text/languages.h"

namespace gitctx {
namespace {

using Kind = FlagValue::Kind;
using Repeat = Flag::Repeat;

std::vector<std::string> language_names() {
  std::vector<std::string> names;
  for (int i = 0; i < language_count; ++i) {
    names.emplace_back(language_name(static_cast<Language>(i)));
  }
  return names;
}

// Kinds of values.

constexpr FlagValue text(std::string_view title, std::string_view expected) {
  return {.kind = Kind::text, .title = title, .expected = expected};
}

constexpr FlagValue path(std::string_view title, std::string_view expected,
                         Completion completion = Completion::file) {
  return {.kind = Kind::text, .title = title, .expected = expected, .completion = completion};
}

/// The choices must be in the order of the enumeration into which arguments.cc converts them.
constexpr FlagValue choice(std::string_view title, std::string_view choices) {
  return {.kind = Kind::choice, .title = title, .choices = choices};
}

constexpr FlagValue whole(std::string_view title, double maximum) {
  return {.kind = Kind::whole, .title = title, .minimum = 1, .maximum = maximum};
}

constexpr FlagValue dollars(double minimum) {
  return {.kind = Kind::number,
          .title = "USD",
          .expected = "dollars, such as 2.50",
          .minimum = minimum,
          .maximum = 1e6};
}

constexpr FlagValue revision{.kind = Kind::nonempty,
                             .title = "REV",
                             .expected = "a branch, tag or commit",
                             .completion = Completion::revision};
constexpr FlagValue file_to_write = path("FILE", "a file to write");
constexpr FlagValue similarity{.kind = Kind::number, .title = "X", .minimum = 0, .maximum = 1};

// Headings.

constexpr std::string_view what = "What to index (HEAD is always indexed)";
constexpr std::string_view how = "How";
constexpr std::string_view where = "Where to search (default: HEAD)";
constexpr std::string_view results = "Results";
constexpr std::string_view model_and_cost = "Model and cost";
constexpr std::string_view comparing = "Comparing and failing";
constexpr std::string_view output = "Output";

constexpr Flag flags[] = {
    {.commands = "",
     .name = "-C",
     .value = path("DIR", "a folder", Completion::folder),
     .help = "run as if started in DIR",
     .manual = "Run as if gitctx had been started in DIR, as in git. Each `-C` is relative to the "
               "folder of the previous `-C`."},
    {.commands = "",
     .name = "--trace",
     .value = file_to_write,
     .help = "write a timing trace for ui.perfetto.dev or about:tracing",
     .manual =
         "Write a timing trace of passes and worker threads, in the format of ui.perfetto.dev "
         "and about:tracing."},
    {.commands = "",
     .name = "--log-level",
     .value = choice("LEVEL", "off, warn, info, debug"),
     .standard = "off",
     .help = "write events to standard error",
     .manual = "Write events to standard error, one line of `key=value` pairs each."},
    {.commands = "", .name = "--help", .letter = "-h", .help = "print this help"},
    {.commands = "",
     .name = "--version",
     .letter = "-V",
     .help = "print version, commit and index format"},

    {.commands = "index",
     .name = "--ref",
     .value = revision,
     .repeat = Repeat::all_count,
     .group = what,
     .help = "index a branch, tag or commit as well",
     .manual = "Index a branch, tag or commit as well. The revisions in the setting `index.refs` "
               "are indexed too."},
    {.commands = "index",
     .name = "--worktree",
     .group = what,
     .help = "index the uncommitted files as well",
     .manual = "Index the uncommitted files as well: staged, changed, and untracked but not "
               "ignored."},
    {.commands = "index",
     .name = "--history",
     .group = what,
     .help = "index every version of every file; asks first",
     .manual = "Index every version of every file that the refs reach. gitctx asks before the "
               "first time. The setting `index.mode: history` does the same."},
    {.commands = "index",
     .name = "--dry-run",
     .group = how,
     .help = "count what would be indexed, and estimate its cost",
     .manual = "Only count what would be indexed. With a hosted embedding model, also report the "
               "cost: exactly if the tokens can be counted, otherwise as a range."},
    {.commands = "index",
     .name = "--force",
     .group = how,
     .help = "rebuild the index, and drop all other views",
     .manual = "Rebuild the index with only the views of this command; all others are dropped."},
    {.commands = "index",
     .name = "--yes",
     .letter = "-y",
     .group = how,
     .help = "index the history without asking",
     .manual = "Do not ask before the first indexing of a history. Required if there is no "
               "terminal to ask on."},
    {.commands = "index",
     .name = "--max-cost",
     .value = dollars(0.0001),
     .group = how,
     .help = "stop before embedding costs more than USD dollars",
     .manual =
         "Stop before the embeddings of this run cost more than USD dollars. Finished work is "
         "kept."},
    {.commands = "index",
     .name = "--batch",
     .group = how,
     .help = "use OpenAI's Batch API: half the price, within a day",
     .manual =
         "Submit the texts to OpenAI's Batch API and wait; this costs half the price and takes "
         "up to a day. Ctrl-C does not end the batch; a later run with `--batch` collects the "
         "results."},
    {.commands = "index",
     .name = "--verbose",
     .letter = "-v",
     .excludes = "--quiet, --json",
     .group = output,
     .help = "print phases, and a table of what was indexed and skipped"},
    {.commands = "index",
     .name = "--quiet",
     .letter = "-q",
     .group = output,
     .help = "print nothing but errors and, with --json, the document"},
    {.commands = "index", .name = "--json", .group = output, .help = "print one JSON document"},

    {.commands = "search, ask",
     .name = "--ref",
     .value = revision,
     .repeat = Repeat::refused,
     .excludes = "--worktree, --history",
     .group = where,
     .help = "search a branch, tag or commit that is indexed",
     .manual = "Search the tree of a branch, tag or commit, which must be indexed."},
    {.commands = "search, ask",
     .name = "--worktree",
     .excludes = "--history",
     .group = where,
     .help = "search HEAD overlaid with the uncommitted files",
     .manual = "Search HEAD overlaid with the uncommitted files, which are indexed first."},
    {.commands = "search",
     .name = "--history",
     .group = where,
     .help = "search every version of every file",
     .manual = "Search every version of every file, if the history is indexed."},
    {.commands = "search, ask",
     .name = "--path",
     .value = {.kind = Kind::nonempty, .title = "GLOB", .expected = "a glob such as 'src/**'"},
     .repeat = Repeat::all_count,
     .group = where,
     .help = "search only paths like 'src/**', or exclude them: '!docs'",
     .manual = "Search only paths that match one of the globs. A `!` before a glob excludes the "
               "paths that match it; if every glob excludes, all other paths are searched. Write "
               "single quotes, as in `--path '!tests'`, because interactive bash expands a `!` in "
               "double quotes."},
    {.commands = "search",
     .name = "--lang",
     .value = {.kind = Kind::text,
               .title = "LANG",
               .expected = "a language such as cpp",
               .names = language_names},
     .repeat = Repeat::all_count,
     .group = where,
     .help = "search only this language, such as cpp",
     .manual = "Search only these languages, by name or alias (`cpp`, `c++`, `ts`)."},
    {.commands = "search",
     .name = "--limit",
     .letter = "-n",
     .value = whole("N", 100),
     .otherwise = "`search.limit` (10)",
     .group = results,
     .help = "show at most N results"},
    {.commands = "search",
     .name = "--min-similarity",
     .value = similarity,
     .group = results,
     .help = "hide results with a score below X",
     .manual = "Hide results with a score below X; 0 shows all. Without this option, two settings "
               "apply. `search.min_similarity` (default 0) hides results in the same way. If the "
               "best score is below `search.min_best_similarity` (default 0.05), at most three "
               "results are shown, and they are marked as improbable."},
    {.commands = "search",
     .name = "--mode",
     .value = choice("MODE", "hybrid, lexical, semantic"),
     .standard = "hybrid",
     .group = results,
     .help = "match words, meaning or both",
     .manual = "Match by words only (`lexical`), by meaning only (`semantic`), or by both "
               "(`hybrid`)."},
    {.commands = "search",
     .name = "--rerank",
     .value = choice("HOW", "none, llm"),
     .otherwise = "`search.rerank` (none)",
     .group = results,
     .help = "let the chat model reorder the best results",
     .manual = "With `llm`, the configured chat model reorders the best 20 results. Their scores "
               "are still those of the first ranking."},
    {.commands = "search",
     .name = "--explain",
     .group = results,
     .help = "show how each score came about, and the time of each pass"},
    {.commands = "search",
     .name = "--no-redact",
     .group = output,
     .help = "show secrets; outside a terminal, needs GITCTX_NO_REDACT=1",
     .manual = "Show the values of passwords, keys and tokens, which are otherwise replaced by "
               "`[redacted: KIND]`. If standard output is not a terminal, this needs "
               "`GITCTX_NO_REDACT=1` in the environment. Text that is sent to services or kept in "
               "files stays redacted."},
    {.commands = "search",
     .name = "--format",
     .value = choice("FORMAT", "terse, verbose, mcp, json"),
     .standard = "terse",
     .excludes = "--verbose, --mcp, --json",
     .group = output,
     .help = "choose the output format"},
    {.commands = "search",
     .name = "--verbose",
     .letter = "-v",
     .group = output,
     .help = "print the code of each result, numbered and coloured"},
    {.commands = "search",
     .name = "--mcp",
     .excludes = "--verbose, --json",
     .group = output,
     .help = "print YAML front matter and fenced code, for agents"},
    {.commands = "search",
     .name = "--json",
     .excludes = "--verbose",
     .group = output,
     .help = "print one JSON document"},
    {.commands = "search",
     .name = "--theme",
     .value = {.kind = Kind::choice, .title = "THEME", .names = theme_names},
     .otherwise = "ansi",
     .group = output,
     .help = "choose the colours: ansi, dark, light or mono",
     .manual = "Choose the colours of the output; `ansi` uses those of the terminal."},

    {.commands = "ask",
     .name = "--limit",
     .letter = "-n",
     .value = whole("N", 100),
     .otherwise = "`search.limit` (10)",
     .group = where,
     .help = "answer from N search results"},
    {.commands = "ask",
     .name = "--expand",
     .group = where,
     .help = "also search for the model's rewordings of the question"},
    {.commands = "ask",
     .name = "--model",
     .value = text("NAME", "a model such as openai/NAME"),
     .otherwise = "`model.chat`",
     .group = model_and_cost,
     .help = "use openai/NAME, anthropic/NAME or a model of your server",
     .manual =
         "Use the chat model `openai/NAME` or `anthropic/NAME`, or any model of the server at "
         "`model.chat_base_url`."},
    {.commands = "ask",
     .name = "--max-cost",
     .value = dollars(0.0001),
     .group = model_and_cost,
     .help = "spend at most USD dollars"},
    {.commands = "ask", .name = "--json", .group = output, .help = "print one JSON document"},
    {.commands = "search, ask",
     .name = "--quiet",
     .letter = "-q",
     .group = output,
     .help = "print no notices, only results and errors"},

    {.commands = "status",
     .name = "--skipped",
     .help = "list the skipped files by reason, and notes on other files"},
    {.commands = "status", .name = "--json", .help = "print one JSON document"},

    {.commands = "clear",
     .name = "--database",
     .help = "delete the index of this repository",
     .manual =
         "Delete the index of the repository, for all its worktrees. The embeddings are kept, so "
         "indexing again costs nothing."},
    {.commands = "clear",
     .name = "--embeddings",
     .help = "delete embeddings that were paid for, and pending batches",
     .manual = "Delete embeddings that were paid for, and forget pending batches. Local models "
               "store no embeddings."},
    {.commands = "clear", .name = "--all", .help = "delete the index and the embeddings"},
    {.commands = "clear", .name = "--force", .help = "do not ask"},

    {.commands = "cache status", .name = "--json", .help = "print one JSON document"},

    {.commands = "config init", .name = "--force", .help = "replace an existing file"},
    {.commands = "config set",
     .name = "--user",
     .help = "write to ~/.gitctx/config.yml",
     .manual = "Write to `~/.gitctx/config.yml`, the only file that may hold keys."},
    {.commands = "config get, config list",
     .name = "--verbose",
     .letter = "-v",
     .ignored_by = "config",
     .excludes = "--quiet",
     .help = "also print where each value comes from"},
    {.commands = "config init, config set",
     .name = "--quiet",
     .letter = "-q",
     .ignored_by = "config",
     .help = "print nothing but errors"},

    {.commands = "trust",
     .name = "--yes",
     .letter = "-y",
     .help = "do not ask",
     .manual = "Do not ask. Required if there is no terminal to ask on."},
    {.commands = "trust",
     .name = "--list",
     .excludes = "--revoke, --yes",
     .help = "only show what is trusted and what needs your trust"},
    {.commands = "trust",
     .name = "--revoke",
     .excludes = "--yes, --json",
     .help = "revoke your trust in this repository"},
    {.commands = "trust",
     .name = "--json",
     .excludes = "--yes",
     .help = "like --list, but print one JSON document"},

    {.commands = "eval init",
     .name = "--name",
     .value = text("NAME", "a name for the suite"),
     .standard = "default",
     .help = "name the suite"},
    {.commands = "eval init",
     .name = "--size",
     .value = whole("N", 10000),
     .standard = "240",
     .help = "propose up to N queries"},
    {.commands = "eval init", .name = "--force", .help = "replace an existing file"},

    {.commands = "eval run",
     .name = "--ref",
     .value = revision,
     .help = "search REV instead of the commit of the suite",
     .manual = "Search a branch, tag or commit instead of the commit of the suite."},
    {.commands = "eval run",
     .name = "--mode",
     .value = choice("MODE", "hybrid, lexical, semantic"),
     .otherwise = "as the suite says",
     .group = query_suite_group,
     .help = "match words, meaning or both"},
    {.commands = "eval run",
     .name = "--level",
     .value = choice("LEVEL", "chunk, file"),
     .otherwise = "as the suite says",
     .group = query_suite_group,
     .help = "judge results by their lines or only by their file",
     .manual = "A result counts if it shares a line with the relevant lines (`chunk`), or if it is "
               "in a relevant file (`file`)."},
    {.commands = "eval run",
     .name = "-k",
     .value = whole("N", 100),
     .otherwise = "as the suite says (10)",
     .group = query_suite_group,
     .help = "judge only the first N results"},
    {.commands = "eval run",
     .name = "--fail-below",
     .value = text("[METRIC=]X", "a value such as 0.7 or mrr=0.5"),
     .repeat = Repeat::all_count,
     .group = query_suite_group,
     .help = "fail if METRIC (ndcg by default; or mrr, recall, hit) is below X",
     .manual = "Exit with status 1 if METRIC is below X. METRIC is `ndcg` (the default), `mrr`, "
               "`recall` or `hit`."},
    {.commands = "eval run",
     .name = "--model",
     .value = text("NAME", "a model such as openai/gpt-4.1-mini"),
     .otherwise = "`model.chat`",
     .group = prompt_suite_group,
     .help = "use this chat model, such as openai/gpt-4.1-mini"},
    {.commands = "eval run",
     .name = "--judge",
     .value = text("NAME", "a model such as openai/gpt-4.1"),
     .otherwise = "the chat model",
     .group = prompt_suite_group,
     .help = "let this model grade the outputs"},
    {.commands = "eval run",
     .name = "--max-cost",
     .value = dollars(0),
     .group = prompt_suite_group,
     .help = "refuse or stop a run that costs over USD dollars",
     .manual = "Refuse a run whose estimate is above USD dollars, and stop a run before it costs "
               "more."},
    {.commands = "eval run",
     .name = "--split",
     .value = text("NAME", "the name of a part of the examples"),
     .group = prompt_suite_group,
     .help = "run only this part of the examples"},
    {.commands = "eval run",
     .name = "--repetitions",
     .value = whole("N", 100),
     .otherwise = "as the suite says (1)",
     .group = prompt_suite_group,
     .help = "run each example N times"},
    {.commands = "eval run",
     .name = "--jobs",
     .value = whole("N", 64),
     .standard = "4",
     .group = prompt_suite_group,
     .help = "run N examples at a time"},
    {.commands = "eval run",
     .name = "--replay",
     .value = path("FILE", "a file of recorded replies, or a folder of them"),
     .excludes = "--record, --model, --judge",
     .group = prompt_suite_group,
     .help = "use recorded replies instead of the network",
     .manual = "Use recorded replies instead of the network. FILE is a file, or a folder with one "
               "file for each suite."},
    {.commands = "eval run",
     .name = "--record",
     .value = path("FILE", "a file for the replies, or a folder"),
     .group = prompt_suite_group,
     .help = "record the replies",
     .manual =
         "Record the replies. FILE is a file, or a folder that gets one file for each suite."},
    {.commands = "eval run, eval compare",
     .name = "--langsmith",
     .group = prompt_suite_group,
     .help = "send the result to LangSmith as well",
     .manual =
         "Send the run to LangSmith as well; this needs LANGSMITH_API_KEY. With `eval compare`, "
         "send both runs and a comparative experiment. If the delivery fails, run `gitctx eval "
         "push` later."},
    {.commands = "eval run",
     .name = "--baseline",
     .value = path("FILE", "a file that --save-baseline wrote"),
     .otherwise = "NAME.baseline.json beside the suite, if it exists",
     .group = comparing,
     .help = "compare with the run in FILE"},
    {.commands = "eval run",
     .name = "--save-baseline",
     .group = comparing,
     .help = "make this run the baseline",
     .manual = "Make this run the baseline, unless a gate fails."},
    {.commands = "eval run",
     .name = "--fail-on-regression",
     .value = {.kind = Kind::percent,
               .title = "P",
               .expected = "a share such as 5%",
               .minimum = 0,
               .maximum = 100},
     .group = comparing,
     .help = "fail if NDCG or accuracy falls by more than P percent",
     .manual =
         "Exit with status 1 if NDCG, or the accuracy of prompts, is more than P percent below the "
         "baseline. Needs a baseline."},
    {.commands = "eval run, eval list, eval show, eval compare",
     .name = "--json",
     .group = output,
     .help = "print one JSON document instead of the table"},
    {.commands = "eval run",
     .name = "--json-file",
     .value = file_to_write,
     .group = output,
     .help = "write the JSON document to FILE"},
    {.commands = "eval run",
     .name = "--html",
     .value = file_to_write,
     .group = output,
     .help = "write an HTML page to FILE"},
    {.commands = "eval report",
     .name = "--html",
     .value = file_to_write,
     .otherwise = "eval-SUITE.html in the current folder",
     .group = output,
     .help = "write the page to FILE"},
    {.commands = "eval list",
     .name = "--limit",
     .letter = "-n",
     .value = whole("N", 10000),
     .standard = "20",
     .group = output,
     .help = "list at most N runs"},
    {.commands = "eval report",
     .name = "--baseline",
     .value = path("RUN", "a run, or a file that --save-baseline wrote"),
     .otherwise = "the previous run of the suite",
     .group = comparing,
     .help = "compare with this run"},
    {.commands = "eval init",
     .name = "--verbose",
     .letter = "-v",
     .excludes = "--quiet",
     .help = "print the proposed queries"},
    {.commands = "eval run",
     .name = "--verbose",
     .letter = "-v",
     .ignored_by = "eval",
     .excludes = "--quiet, --json",
     .group = output,
     .help = "print a line for each query or example",
     .manual = "Print the rank of each query (`-`: not found) or the scores of each example; "
               "with a baseline, also list the queries or examples that changed."},
    {.commands = "eval init, eval report",
     .name = "--quiet",
     .letter = "-q",
     .group = output,
     .help = "print nothing but errors"},
    {.commands = "eval run",
     .name = "--quiet",
     .letter = "-q",
     .group = output,
     .help = "print nothing but errors and, with --json, the document"},
    {.commands = "eval list, eval show, eval compare, eval push, eval pull, eval push-prompt, "
                 "eval pull-prompt",
     .name = "--quiet",
     .letter = "-q",
     .group = output,
     .help = "print no notices about settings"},

    {.commands = "help",
     .name = "--man",
     .help = "print the manual page gitctx(1) as troff source"},
};

}  // namespace

std::span<const Flag> all_flags() { return flags; }

}  // namespace gitctx

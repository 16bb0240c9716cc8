#include "app/cli/help.h"

#include <fmt/format.h>

#include "app/version.h"
#include "base/check.h"
#include "index/manifest.h"

namespace gitctx {
namespace {

constexpr std::string_view program_help =
    R"(gitctx finds the right code in a git repository, by words and by meaning.
It runs on this machine alone: no key, no server, no download, unless a hosted
model is configured.

Usage: gitctx [-C DIR] COMMAND [options]

Commands:
  index     index the repository, or bring its index up to date
  search    find code
  ask       answer a question from the code, with citations
  status    what is indexed, and what was left out
  clear     delete the index
  cache     embeddings that were paid for: count, export, import
  config    show and change settings
  eval      measure how well search finds things in this repository

Options:
  -C DIR        work as if started in DIR
  --trace FILE  write what took how long, for ui.perfetto.dev or about:tracing
  --log-level L write events to standard error: off, warn, info or debug
  -h, --help    this help; gitctx COMMAND --help for a command
  --version     version, commit and index format

Exit status: 0 done, 1 failure, 2 wrong usage, 3 not a repository,
4 configuration, 5 embedding provider, 6 no permission, 8 no index,
130 interrupted.
)";

constexpr std::string_view index_help =
    R"(Index the repository, or bring its index up to date. Content that was indexed
once, on whatever branch or worktree, is not read again.

Usage: gitctx index [options]

What to index (HEAD of this worktree always is):
  --ref REV       a branch, tag or commit too; may be given more than once
  --worktree      uncommitted files too: staged, changed, new and not ignored
  --history       every version of every file that a ref reaches; asks first

How:
  --dry-run       only count what would be indexed, and with a hosted embedding
                  model say what that would cost
  --force         forget the index and start anew
  -y, --yes       do not ask before indexing the history
  --max-cost X    stop before embedding has cost X dollars
  --batch         let OpenAI embed in its own time, within a day, for half the
                  price; waits, and can be stopped and run again

Output:
  -v, --verbose   phases, and a table of what was indexed and left out
  -q, --quiet     nothing but errors
  --json          one JSON document
  -h, --help      this help

The index lies inside the git folder and is shared by all worktrees. Ctrl-C
keeps what is finished; the next run goes on from there. Embeddings that were
paid for are kept apart from the index and never paid for twice.

Examples:
  gitctx index
  gitctx index --ref main --ref v1.2
  gitctx index --history --dry-run
  gitctx index --max-cost 2.50
)";

constexpr std::string_view search_help =
    R"(Find code by words, names or a description. QUERY is the words given, or
standard input when there are none or only '-'. Options may stand before or
after the words; '--' ends them.

Usage: gitctx search [options] [QUERY...]

Where to look (HEAD of this worktree by default):
  --ref REV             a branch, tag or commit that is indexed
  --worktree            HEAD with the uncommitted files over it
  --history             every version of every file, if the history is indexed
  --path GLOB           only paths that match, such as 'src/**'; may be repeated
  --lang L              only this language, such as cpp; may be repeated

What to show:
  -n, --limit N         at most N results, 1 to 100 (setting search.limit, 10)
  --min-similarity X    no result with a score under X, 0 to 1
  --mode MODE           hybrid (default), lexical: words only, or semantic:
                        meaning only
  --explain             how each score came about, and the time of each pass
  --rerank HOW          none, or llm: the chat model of the settings orders the
                        best results (setting search.rerank, none)

Output:
  --format FORMAT       terse (default), verbose, mcp or json
  -v, --verbose         the code of each result, with line numbers and colours
  --mcp                 YAML front matter and fenced code, for agents
  --json                one JSON document
  --theme THEME         colours: ansi (default), dark, light or mono
  -h, --help            this help

A terse line is path:line:score and the commit that last changed the file;
between them stands ● if the content is HEAD's ([HEAD] where the locale is not
UTF-8), or [uncommitted].

Examples:
  gitctx search where are retries backed off
  gitctx search -n 3 -v parse_config --lang cpp
  gitctx search --path 'src/**' --json "open file" | jq '.results[].path'
  git log -1 --format=%s | gitctx search --ref main
)";

constexpr std::string_view ask_help =
    R"(Answer a question from the code of the repository. The best search results are
given to a chat model; every citation of its answer, [path:start-end], is
checked against what it was given. Needs a chat model: model.chat of the
settings, or --model. The same question of the same code is paid for once.

Usage: gitctx ask [options] [QUESTION...]

  -n, --limit N     answer from N search results, 1 to 100 (search.limit, 10)
  --path GLOB       only from paths that match; may be repeated
  --ref REV         from a branch, tag or commit that is indexed
  --worktree        from HEAD with the uncommitted files over it
  --model NAME      openai/NAME, anthropic/NAME, or any name with
                    model.chat_base_url
  --max-cost X      spend at most X dollars
  --expand          let the model reword the question, and look for that too
  --json            one JSON document
  -h, --help        this help

Examples:
  gitctx ask how are retries backed off
  gitctx ask --model anthropic/claude-haiku-4-5 --json "who writes the index"
)";

constexpr std::string_view status_help =
    R"(Show what is indexed and whether it is current, and check the index for damage.

Usage: gitctx status [options]

  --skipped     the files that were left out, by reason
  --json        one JSON document
  -h, --help    this help

Exit status 8 when there is no index.

Examples:
  gitctx status
  gitctx status --skipped | less
)";

constexpr std::string_view clear_help =
    R"(Delete what gitctx stored. Asks first on a terminal; elsewhere --force is
needed.

Usage: gitctx clear --database | --embeddings | --all [--force]

  --database      the index of this repository
  --embeddings    embeddings that were paid for, and batches under way; the
                  built-in model has none
  --all           both
  --force         do not ask
  -h, --help      this help

Examples:
  gitctx clear --database
  gitctx clear --all --force
)";

constexpr std::string_view cache_help =
    R"(Embeddings of hosted models that were paid for. They are kept beside the index,
by model and content, for all worktrees, and are used by every later run.

Usage: gitctx cache status [--json]
       gitctx cache export FILE
       gitctx cache import FILE

  status        how many there are of each model
  export        write those of the configured model to FILE (safetensors), to
                commit it or give it to others
  import        add what such a file has
  --json        status: one JSON document
  -h, --help    this help

gitctx clear --embeddings deletes them.

Examples:
  gitctx cache status
  gitctx cache export .gitctx/embeddings.safetensors
)";

constexpr std::string_view config_help =
    R"(Show and change settings.

Usage: gitctx config init [--force]
       gitctx config get KEY
       gitctx config set [--user] KEY VALUE
       gitctx config list

  init            write .gitctx/config.yml with every setting as a comment
  get             print one value; with -v also where it comes from
  set             put a value into .gitctx/config.yml, or with --user into
                  ~/.gitctx/config.yml; the VALUE '-' is read from standard
                  input
  list            every setting; with -v where it comes from and what it means

  --user          the settings of this user, the only file that keys go to
  --force         init: replace a file that is there
  -v, --verbose   say where values come from
  -q, --quiet     init, set: say nothing
  -h, --help      this help

A value comes from the environment (GITCTX_SEARCH__LIMIT for search.limit),
else from the file of the repository, else from the file of the user, else it
is the default.

Examples:
  gitctx config init
  gitctx config set search.limit 20
  gitctx config set index.refs main,release
  gitctx config list -v
)";

constexpr std::string_view eval_help =
    R"(Measure how well search finds things in this repository, and how good the
prompts around it are: with questions whose answers are known.

Usage: gitctx eval init [--name NAME] [--size N] [--force]
       gitctx eval run [SUITE...] [options]
       gitctx eval list [SUITE] [-n N]
       gitctx eval show RUN
       gitctx eval compare RUN RUN [--langsmith]
       gitctx eval report [RUN] [--html F] [--baseline RUN]
       gitctx eval push [RUN]             a run, or what waits, to LangSmith
       gitctx eval pull DATASET           its examples, as YAML for a suite
       gitctx eval push-prompt NAME       and pull-prompt NAME

init proposes queries and writes them to .gitctx/evals/NAME.yml: sentences of
documentation comments, which are hidden while searching, subjects of commits,
and names. Edit the file freely; docs/evals.md says what may stand in it.

  --name NAME     default: "default"
  --size N        how many queries (150)
  --force         replace a file that is there

run takes every example of a suite and compares what comes out with what is
known. SUITE is a name in .gitctx/evals or in evals, or a file. Queries, and
targets that search, have an index of their own in a temporary folder, of the
commit that the suite names. Every run is stored in the git folder.

  --ref REV       search that branch, tag or commit instead

Suites of queries:
  --mode MODE     hybrid, lexical or semantic; else as the suite says
  --level LEVEL   what has to be found: the lines (chunk) or the file (file)
  -k N            how many results count (10)
  --fail-below X  exit status 1 if NDCG is under X; METRIC=X for mrr, recall
                  or hit; may be repeated

Suites of prompts:
  --model NAME    the chat model, as openai/gpt-4.1-mini
  --judge NAME    the model that grades; else the same
  --max-cost X    refuse a run that would cost more dollars, and stop before
                  it does
  --split NAME    only that part of the examples
  --repetitions N how often each example is taken
  --jobs N        how many at a time (4)
  --replay F      take recorded replies, and no network: a file, or a folder
                  with one for each suite
  --record F      record the replies
  --langsmith     send the run to LangSmith, too (LANGSMITH_API_KEY); what is
                  not delivered is kept for eval push; compare sends both runs
                  and a comparative experiment

Output, besides a table with 95% intervals:
  -v, --verbose   a line for each query or example
  -q, --quiet     no table
  --json          one JSON document instead of the table
  --json-file F   the document into a file
  --html F        a page into a file

Comparing and failing:
  --baseline F        compare with that run; NAME.baseline.json beside the suite
                      if it is there
  --save-baseline     make this run the baseline
  --fail-on-regression P
                      exit status 1 if NDCG, or the accuracy of prompts, is more
                      than P percent under the baseline
A suite of prompts has limits of its own, and fails on them, too.

RUN is a number that list shows, the name of a suite for its newest run, or the
file of a baseline. list shows the newest 20, or -n, --limit N.

  -h, --help      this help

Examples:
  gitctx eval init
  gitctx eval run -v
  gitctx eval run --save-baseline
  gitctx eval run answer --model openai/gpt-4.1-mini --max-cost 0.50
  gitctx eval run evals/*.yml --replay evals/cassettes
  gitctx eval report answer --html answer.html
  gitctx eval compare 12 15
)";

constexpr std::string_view quick_start = R"(gitctx finds the right code in a git repository.

Start in a repository:
  gitctx index                               once; later runs take moments
  gitctx search where are retries backed off
  gitctx search -v parse_config              with the code
  gitctx status                              what is indexed

For agents: gitctx search --mcp or --json. Everything else: gitctx --help
)";

}  // namespace

std::string_view help_text(std::string_view command) {
  if (command == "index") return index_help;
  if (command == "search") return search_help;
  if (command == "ask") return ask_help;
  if (command == "status") return status_help;
  if (command == "clear") return clear_help;
  if (command == "cache") return cache_help;
  if (command == "config") return config_help;
  if (command == "eval") return eval_help;
  GITCTX_CHECK(command.empty());
  return program_help;
}

std::string_view quick_start_text() { return quick_start; }

std::string version_text() {
  return fmt::format("gitctx {} (commit {}, index format {})\n", version_number, version_commit,
                     index_format_version);
}

}  // namespace gitctx

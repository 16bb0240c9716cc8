#include "app/cli/flags/flag.h"

namespace gitctx {
namespace {

constexpr Command commands[] = {
    {.name = Command::program_name,
     .words = "COMMAND",
     .summary = "find code in a git repository by words and by meaning",
     .about =
         R"(gitctx finds the right code in a git repository, by words and by meaning. It runs on
this machine alone, without a key, a server or a download, unless a hosted model is configured.)",
     .examples = R"(gitctx index
gitctx search where are retries backed off
gitctx search -v parse_config)"},

    {.name = "index",
     .summary = "index the repository, or bring its index up to date",
     .about =
         R"(Index HEAD of this worktree, and other views on request. Content that is already
indexed, from any branch, worktree or commit, is not read again.

The index is stored inside the git folder and is shared by all worktrees. Ctrl-C keeps the finished
segments; the next run continues from there. Embeddings that cost money are stored apart from the
index and are never paid for twice.)",
     .examples = R"(gitctx index
gitctx index --ref main --ref v1.2
gitctx index --history --dry-run
gitctx index --max-cost 2.50)"},

    {.name = "search",
     .words = "[QUERY...]",
     .most_words = 1000000,
     .summary = "find code by words, names or a description",
     .about =
         R"(Find code by words, names or a description. The query consists of the given
words. Without words, or with `-` as the only word, it is read from standard input. Options may come
before, between or after the words; after `--` everything is a word.

A line of the default output is `path:line:score` and the commit that last changed the file. The
mark `●` between them means that HEAD has this content (`[HEAD]` if the locale is not UTF-8);
`[uncommitted]` marks content that is in no commit.)",
     .examples = R"(gitctx search where are retries backed off
gitctx search -n 3 -v parse_config --lang cpp
gitctx search --path 'src/**' --json "open file" | jq '.results[].path'
git log -1 --format=%s | gitctx search -n 3)"},

    {.name = "ask",
     .words = "[QUESTION...]",
     .most_words = 1000000,
     .summary = "answer a question from the code, with citations",
     .about =
         R"(Answer a question from the code of the repository. A chat model gets the best search
results; every citation in its answer, `[path:start-end]`, is checked against these results. This
command needs a chat model: the setting `model.chat`, or `--model`. The same question about the same
code is paid for only once.

The question consists of the given words. Without words, or with `-` as the only word, it is read
from standard input.)",
     .examples = R"(gitctx ask how are retries backed off
gitctx ask --model anthropic/claude-haiku-4-5 --json "who writes the index")"},

    {.name = "status",
     .summary = "show what is indexed and what was skipped",
     .about = R"(Show what is indexed and whether it is current, and check the index for damage.
The exit status is 8 if there is no index, and 1 if the index is damaged.)",
     .examples = R"(gitctx status
gitctx status --skipped | less)"},

    {.name = "clear",
     .needs = "--database, --embeddings, --all",
     .summary = "delete the index or stored embeddings",
     .about =
         R"(Delete the index, the stored embeddings, or both. On a terminal, gitctx asks first;
without a terminal, the command needs `--force`.)",
     .examples = R"(gitctx clear --database
gitctx clear --all --force)"},

    {.name = "cache",
     .words = "VERB",
     .summary = "count, export or import embeddings that were paid for",
     .about =
         R"(Manage the embeddings of hosted models. They are stored beside the index by model and
content, for all worktrees, and every later run uses them. `gitctx clear --embeddings` deletes
them.)",
     .examples = R"(gitctx cache status
gitctx cache export .gitctx/embeddings.safetensors)"},
    {.name = "cache status", .summary = "count the embeddings of each model"},
    {.name = "cache export",
     .words = "FILE",
     .least_words = 1,
     .most_words = 1,
     .completion = Completion::file,
     .summary = "write the embeddings of the configured model to FILE",
     .about =
         "Write the embeddings of the configured model to a safetensors file. If you commit the "
         "file, no one on the team pays for them again."},
    {.name = "cache import",
     .words = "FILE",
     .least_words = 1,
     .most_words = 1,
     .completion = Completion::file,
     .summary = "add the embeddings in FILE",
     .about = "Add the embeddings in FILE and keep those that are already stored."},

    {.name = "config",
     .words = "VERB",
     .summary = "show and change settings",
     .about = R"(Show and change settings. A value comes from the first place that has one: the
environment (`GITCTX_SEARCH__LIMIT` for `search.limit`), the repository's file as far as you trust
it (`gitctx help trust`), the user's file, the default.)",
     .examples = R"(gitctx config init
gitctx config set search.limit 20
gitctx config set index.refs main,release
gitctx config list -v)"},
    {.name = "config init", .summary = "write .gitctx/config.yml with every setting as a comment"},
    {.name = "config get",
     .words = "KEY",
     .least_words = 1,
     .most_words = 1,
     .completion = Completion::setting,
     .summary = "print one value; with -v also its source"},
    {.name = "config set",
     .words = "KEY VALUE",
     .least_words = 2,
     .most_words = 2,
     .completion = Completion::setting,
     .summary = "write a value to .gitctx/config.yml",
     .about =
         "Write a value to `.gitctx/config.yml`, or with `--user` to `~/.gitctx/config.yml`. If "
         "VALUE is `-`, the value is read from standard input. A value that you set is trusted, "
         "unless other settings of the file need your trust."},
    {.name = "config list", .summary = "print every setting; with -v also its source and meaning"},

    {.name = "trust",
     .words = "[SUITE...]",
     .most_words = 1000000,
     .completion = Completion::file,
     .summary = "accept settings, prompts and suites of this repository",
     .about =
         R"(Show what this repository proposes, and accept it if you agree. Prompts, suites that
call a model, the setting `search.rerank` and the settings of the section `model` take effect only
after you have accepted them, because they send code, spend money or read files. On a terminal,
gitctx asks; without a terminal, the command needs `--yes`. No key is sent to a server that only the
repository names.

The decision counts for this folder and for the content that was shown: if the repository changes
this content, gitctx asks again. `GITCTX_TRUST=1` in the environment accepts everything for one
command. SUITE is a suite outside `.gitctx/evals` and `evals`.)",
     .examples = R"(gitctx trust
gitctx trust --list
gitctx trust --revoke)"},

    {.name = "eval",
     .words = "VERB",
     .summary = "measure search and prompts with known answers",
     .about =
         R"(Measure search in this repository, and the prompts for chat models, with questions whose
answers are known.

RUN is a number that `gitctx eval list` shows, the name of a suite (its newest run), or the file of
a baseline.)",
     .examples = R"(gitctx eval init
gitctx eval run -v
gitctx eval run --save-baseline
gitctx eval run answer --model openai/gpt-4.1-mini --max-cost 0.50
gitctx eval run evals/*.yml --replay evals/cassettes
gitctx eval report answer --html answer.html
gitctx eval compare 12 15)"},
    {.name = "eval init",
     .summary = "propose queries and write them to .gitctx/evals/NAME.yml",
     .about =
         R"(Propose queries and write them to `.gitctx/evals/NAME.yml`. The queries are the first
sentences of documentation comments (hidden during the search), commit messages, names of
definitions, and texts, words and names that occur in one place. Edit the file freely.)"},
    {.name = "eval run",
     .words = "[SUITE...]",
     .most_words = 1000000,
     .completion = Completion::file,
     .summary = "run suites and compare the results with the known answers",
     .about =
         R"(Run every example of a suite and compare the results with the known answers. SUITE is
a name in `.gitctx/evals` or in `evals`, or a file. Without SUITE, the suite `default` runs.
A suite that searches uses a temporary index of the commit that the suite names. Every run is stored
in the git folder.

The output is a table with 95% intervals. A prompt suite states its own limits, and the run
fails if it breaks one of them.)",
     .examples = R"(gitctx eval run -v
gitctx eval run answer --model openai/gpt-4.1-mini --max-cost 0.50
gitctx eval run evals/*.yml --replay evals/cassettes)"},
    {.name = "eval list",
     .words = "[SUITE]",
     .most_words = 1,
     .summary = "list the stored runs, the newest first",
     .about = "List the stored runs, the newest first; with SUITE, only the runs of that suite."},
    {.name = "eval show",
     .words = "RUN",
     .least_words = 1,
     .most_words = 1,
     .summary = "print a stored run",
     .about =
         "Print a run. RUN is the number of a run, the name of a suite (its newest run), or the "
         "file of a baseline.",
     .hint = "Run: gitctx eval list"},
    {.name = "eval compare",
     .words = "RUN RUN",
     .least_words = 2,
     .most_words = 2,
     .completion = Completion::file,
     .summary = "compare two runs, example by example",
     .about =
         "Compare two runs, example by example. RUN is the number of a run, the name of a suite "
         "(its newest run), or the file of a baseline.",
     .hint = "Run: gitctx eval list"},
    {.name = "eval report",
     .words = "[RUN]",
     .most_words = 1,
     .summary = "write an HTML page about a run",
     .about =
         "Write an HTML page about a run, by default the newest. The page compares the run with "
         "`--baseline`, or else with the previous run of the suite."},
    {.name = "eval push",
     .words = "[RUN]",
     .most_words = 1,
     .summary = "send a run, or everything undelivered, to LangSmith",
     .about =
         "Send a run to LangSmith: the number of a run, or the name of a suite (its newest run). "
         "Without RUN, send everything that could not be delivered earlier."},
    {.name = "eval pull",
     .words = "DATASET",
     .least_words = 1,
     .most_words = 1,
     .summary = "print the examples of a LangSmith data set as YAML"},
    {.name = "eval push-prompt",
     .words = "NAME",
     .least_words = 1,
     .most_words = 1,
     .summary = "send a prompt to LangSmith"},
    {.name = "eval pull-prompt",
     .words = "NAME",
     .least_words = 1,
     .most_words = 1,
     .summary = "print a LangSmith prompt as YAML"},

    {.name = "completion",
     .words = "SHELL",
     .least_words = 1,
     .most_words = 1,
     .choices = "bash, zsh, fish",
     .summary = "print the completions for bash, zsh or fish",
     .about = R"(Print a script that completes commands, options and their values. `make install`
installs the three scripts where the shells find them.)",
     .examples = R"(source <(gitctx completion bash)
gitctx completion zsh > ~/.zfunc/_gitctx
gitctx completion fish > ~/.config/fish/completions/gitctx.fish)"},
    {.name = "help",
     .words = "[COMMAND [VERB]]",
     .most_words = 2,
     .completion = Completion::command,
     .summary = "show the help of a command, or the manual page",
     .examples = R"(gitctx help search
gitctx help eval run
gitctx help --man | man -l -)"},
    {.name = "version", .summary = "print version, commit and index format"},
};

constexpr ExitStatus statuses[] = {
    {0, "success; also if a search has no results or there is nothing to do"},
    {1,
     "failure: an unknown revision, a damaged index, broken YAML, a full disk, an index that "
     "another gitctx process is writing, a confirmation answered with no, a failing gate of "
     "`gitctx eval run`, no results to answer from, no stored runs, an unknown run or suite, a "
     "file that `config init` or `eval init` would replace"},
    {2,
     "wrong usage: a wrong option or value, a missing folder after `-C`, an unknown setting, an "
     "unknown key, value or version in a suite, an empty query"},
    {3, "not inside a git repository"},
    {4,
     "configuration: a missing or refused key, no chat model, an exceeded budget, an index made "
     "with another embedding model, a suite that is not trusted, a plain `http://` address, a file "
     "of certificate authorities that cannot be used"},
    {5, "an embedding provider, a chat provider or LangSmith failed"},
    {6, "no permission to read or write a file, or to use a repository"},
    {8, "no index, or the index lacks the requested view"},
    {130, "interrupted by Ctrl-C"},
};

}  // namespace

std::span<const Command> all_commands() { return commands; }

std::span<const ExitStatus> exit_statuses() { return statuses; }

}  // namespace gitctx

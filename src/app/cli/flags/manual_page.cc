#include "app/cli/flags/manual_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/cli/flags/flag.h"
#include "base/utf8.h"

namespace gitctx {
namespace {

/// The sections of the page that do not come from the tables.
constexpr std::string_view environment_part = R"(.TP
.B GITCTX_SECTION__NAME
The setting
.IR section . name ,
such as
.B GITCTX_SEARCH__LIMIT=20
for
.BR search.limit .
.TP
.BR OPENAI_API_KEY ", " VOYAGE_API_KEY ", " COHERE_API_KEY ", " GEMINI_API_KEY ", " \
ANTHROPIC_API_KEY ", " LANGSMITH_API_KEY
Keys of hosted services.
.TP
.BR CURL_CA_BUNDLE ", " SSL_CERT_FILE
A PEM file of the certificate authorities that vouch for servers, unless
.B model.ca_bundle
names one.
.TP
.B GITCTX_TRUST
If 1, true or yes, accepts for this command what the repository proposes; see
.BR "gitctx trust" .
.TP
.B GITCTX_NO_REDACT
If 1, true or yes,
.B --no-redact
also works if standard output is not a terminal.
.TP
.B NO_COLOR
Turns colours off.
.TP
.B CLICOLOR_FORCE
If 1, turns colours on for pipes as well.
)";

constexpr std::string_view files = R"(.TP
.I .gitctx/config.yml
The settings of the repository, as far as the user trusts them; see
.BR "gitctx trust" .
.TP
.I .gitctx/prompts
Prompts of the repository that replace built-in prompts once the user trusts them.
.TP
.I ~/.gitctx/config.yml
The settings of the user, and the only file that may hold keys.
.TP
.I ~/.gitctx/trust.sqlite
The settings, prompts and suites that the user has accepted, by repository.
.TP
.I ~/.gitctx/prices.yml
Prices of hosted models that override the built-in ones.
.TP
.I ~/.gitctx/spending.sqlite
The costs of hosted models, for the daily budget.
.TP
.I .gitctx/evals
Suites of queries and prompts.
.TP
.I .gitctxignore
Patterns of files to skip.
.TP
.I .git/gitctx
The index, and the stored runs of
.BR "gitctx eval" .
.TP
.I .git/gitctx-cache
Embeddings and replies that were paid for.
.TP
.I ~/.gitctx/pending
Traces that are not yet delivered to LangSmith.
)";

constexpr std::string_view safety =
    R"(Anyone can write the content of a clone. Therefore, a clone alone cannot make gitctx
send code, spend money or read other files; see
.BR "gitctx trust" .
A wrong value or broken YAML in the clone's
.I .gitctx/config.yml
is ignored with a notice.
.PP
A repository that another user owns is refused, as in git, unless
.B safe.directory
of the git configuration names it. A bare repository inside a worktree is refused; with
.B safe.bareRepository=explicit
every bare repository is refused, unless
.B GIT_DIR
names it.
.PP
Below a worktree and its git folder, gitctx follows no symbolic link and reads only regular files.
.PP
Nothing is sent to an
.B http://
address of another machine unless
.B model.allow_http
is true.
)";

/// One character of a text, escaped so that troff reads it neither as a request nor as an escape.
std::string escaped(char32_t c, bool starts_line) {
  switch (c) {
    case '\\':
      return "\\e";
    case '-':
      return "\\-";
    case '\'':
      return "\\(aq";
    case '"':
      return "\\(dq";
    case '.':
      return starts_line ? "\\&." : ".";
    default:
      return c < 0x80 ? std::string(1, static_cast<char>(c))
                      : fmt::format("\\[u{:04X}]", static_cast<unsigned>(c));
  }
}

/// Converts Markdown to troff. Text marked as `code` becomes bold.
std::string troff(std::string_view text) {
  std::string out;
  bool is_code = false;
  bool starts_line = true;
  while (!text.empty()) {
    const DecodedCodePoint c = decode_utf8(text);
    if (c.value == '`') {
      is_code = !is_code;
      out += is_code ? "\\fB" : "\\fR";
    } else {
      out += escaped(c.value, starts_line);
    }
    starts_line = c.value == '\n';
    text.remove_prefix(c.size);
  }
  return out;
}

std::string manual_paragraphs(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find("\n\n"), text.size());
    out += (out.empty() ? "" : ".PP\n") + troff(text.substr(0, end)) + "\n";
    text.remove_prefix(std::min(end + 2, text.size()));
  }
  return out;
}

std::string item(std::string_view label, std::string_view text) {
  return fmt::format(".TP\n\\fB{}\\fR\n{}\n", troff(label), troff(text));
}

std::string flag_items(const Command& command) {
  std::string out;
  for (const Flag* flag : own_flags_of(command)) {
    out += item(flag->label(), flag_paragraph(*flag, command));
  }
  return out;
}

std::string examples(const Command& command) {
  if (command.examples.empty()) return {};
  return fmt::format(".PP\n.RS 4\n.EX\n{}\n.EE\n.RE\n", troff(command.examples));
}

/// The usage line, which can be broken only between its parts.
std::string usage(const Command& command) {
  std::string out;
  for (const std::string& part : synopsis(command)) {
    out += out.empty() ? "" : "\n";
    for (const char c : troff(part)) out += c == ' ' ? std::string("\\ ") : std::string(1, c);
  }
  return fmt::format("\\fB{}\\fR\n", out);
}

std::string command_section(const Command& command) {
  const auto verbs = commands_of(command);
  std::string out = fmt::format(".SS \"{}\"\n", troff(command.typed()));
  if (verbs.empty()) out += usage(command) + ".PP\n";
  out += manual_paragraphs(command.about.empty() ? sentence(command.summary)
                                                 : std::string(command.about));
  out += flag_items(command) + examples(command);
  for (const Command* verb : verbs) out += command_section(*verb);
  return out;
}

}  // namespace

std::string manual_page(std::string_view version) {
  const Command& program = program_command();
  std::string out = fmt::format(".TH GITCTX 1 \"\" \"gitctx {}\"\n", version);
  out += fmt::format(".SH NAME\ngitctx \\- {}\n", troff(program.summary));
  out += ".SH SYNOPSIS\n" + troff("`gitctx` [`-C` DIR] COMMAND [options]") + "\n";
  out += ".SH DESCRIPTION\n" + manual_paragraphs(program.about) + examples(program);
  out += ".SH OPTIONS\nThese options work with every command.\n" + flag_items(program);
  out += ".SH COMMANDS\n";
  for (const Command* command : commands_of(program)) out += command_section(*command);
  out += ".SH EXIT STATUS\n";
  for (const ExitStatus& status : exit_statuses()) {
    out += item(std::to_string(status.status), sentence(status.meaning));
  }
  return out +
         fmt::format(".SH ENVIRONMENT\n{}.SH FILES\n{}.SH SAFETY\n{}.SH SEE ALSO\n.BR git (1)\n",
                     environment_part, files, safety);
}

}  // namespace gitctx

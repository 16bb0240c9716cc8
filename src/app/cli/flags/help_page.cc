#include "app/cli/flags/help_page.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "app/cli/flags/flag.h"
#include "app/version.h"
#include "base/check.h"
#include "base/utf8.h"
#include "index/manifest.h"

namespace gitctx {
namespace {

constexpr std::size_t width = 79;

constexpr std::string_view quick_start = R"(gitctx finds the right code in a git repository.

Start in a repository:
  gitctx index                               once; later runs take moments
  gitctx search where are retries backed off
  gitctx search -v parse_config              with the code
  gitctx status                              what is indexed

For agents: gitctx search --mcp or --json. Everything else: gitctx --help
)";

/// Wraps words into lines. The first line begins at `column`, the others are indented by `indent`.
std::string wrapped(const std::vector<std::string>& words, std::size_t column, std::size_t indent) {
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty() && column + 1 + display_width(word) > width) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (!out.empty()) {
      out += ' ';
      ++column;
    }
    out += word;
    column += display_width(word);
  }
  return out + "\n";
}

/// Wraps a text and removes the backticks of `code`.
std::string wrapped(std::string_view text, std::size_t column, std::size_t indent) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
    std::string& word = words.emplace_back(text.substr(0, end));
    std::erase(word, '`');
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return wrapped(words, column, indent);
}

std::string paragraphs(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find("\n\n"), text.size());
    out += wrapped(text.substr(0, end), 0, 0) + "\n";
    text.remove_prefix(std::min(end + 2, text.size()));
  }
  return out;
}

/// A flag's help, with the flag's choices and its default.
std::string help_line(const Flag& flag) {
  std::string notes(flag.value.choices);
  const std::string_view standard = flag.standard.empty() ? flag.otherwise : flag.standard;
  if (!standard.empty()) notes += fmt::format("{}default: {}", notes.empty() ? "" : "; ", standard);
  return notes.empty() ? std::string(flag.help) : fmt::format("{} [{}]", flag.help, notes);
}

struct Row {
  std::string label;
  std::string text;
};

std::string table(const std::vector<Row>& rows, std::size_t column) {
  std::string out;
  for (const Row& row : rows) {
    out += fmt::format("  {:<{}}", row.label, column - 2) + wrapped(row.text, column, column);
  }
  return out;
}

std::size_t text_column(const std::vector<Row>& rows) {
  std::size_t widest = 0;
  for (const Row& row : rows) widest = std::max(widest, row.label.size());
  return widest + 4;
}

std::string commands_section(const Command& parent) {
  std::vector<Row> rows;
  for (const Command* command : commands_of(parent)) {
    rows.push_back({std::string(command->last_name()), std::string(command->summary)});
  }
  if (rows.empty()) return {};
  return fmt::format("{}:\n", parent.is_program() ? "Commands" : "Verbs") +
         table(rows, text_column(rows)) + "\n";
}

/// The flags under their headings, in the order of the table.
std::string flags_section(const Command& command) {
  std::vector<const Flag*> flags = flags_of(command);
  // --help, which every command has, goes under the heading of the command's last flag.
  Flag help = *find_flag(command, "--help");
  if (!flags.empty()) help.group = flags.back()->group;
  if (!command.is_program()) flags.push_back(&help);
  std::vector<Row> all;
  for (const Flag* flag : flags) all.push_back({flag->label(), {}});
  const std::size_t column = text_column(all);
  std::string out;
  while (!flags.empty()) {
    const std::string_view group = flags.front()->group;
    std::vector<Row> rows;
    for (const Flag* flag : flags) {
      if (flag->group == group) rows.push_back({flag->label(), help_line(*flag)});
    }
    std::erase_if(flags, [&](const Flag* flag) { return flag->group == group; });
    out += fmt::format("{}:\n", group.empty() ? "Options" : group) + table(rows, column) + "\n";
  }
  return out;
}

std::string usage_section(const Command& command) {
  std::vector<const Command*> shown = commands_of(command);
  if (command.is_program()) return "Usage: gitctx [-C DIR] COMMAND [options]\n\n";
  if (shown.empty()) shown.push_back(&command);
  std::string out;
  for (const Command* verb : shown) {
    const std::string begin = out.empty() ? "Usage: " : "       ";
    out += begin + wrapped(synopsis(*verb), begin.size(), begin.size() + 4);
  }
  return out + "\n";
}

std::string exit_status_section() {
  std::string out = "Exit status:\n";
  std::vector<Row> rows;
  for (const ExitStatus& status : exit_statuses()) {
    rows.push_back({std::to_string(status.status), std::string(status.meaning)});
  }
  return out + table(rows, text_column(rows)) + "\n";
}

std::string examples_section(const Command& command) {
  std::string out;
  std::string_view left = command.examples;
  while (!left.empty()) {
    const std::size_t end = std::min(left.find('\n'), left.size());
    out += fmt::format("  {}\n", left.substr(0, end));
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  return out.empty() ? out : "Examples:\n" + out;
}

/// The line that says how to get the help of a command or verb.
std::string pointer(const Command& command) {
  if (command.is_program()) return "Run gitctx help COMMAND for the options of a command.\n";
  if (commands_of(command).empty()) return {};
  return fmt::format("Run gitctx help {} VERB for the options of a verb.\n", command.name);
}

}  // namespace

std::string help_text(std::string_view name) {
  const Command* const found = name.empty() ? &program_command() : find_command(name);
  GITCTX_CHECK(found != nullptr);
  const Command& command = *found;
  std::string out =
      paragraphs(command.about.empty() ? sentence(command.summary) : std::string(command.about));
  out += usage_section(command) + commands_section(command) + flags_section(command);
  if (command.is_program()) out += exit_status_section();
  out += examples_section(command);
  const std::string more = pointer(command);
  if (!more.empty()) out += "\n" + more;
  while (out.ends_with("\n\n")) out.pop_back();
  return out;
}

std::string_view quick_start_text() { return quick_start; }

std::string version_text() {
  return fmt::format("gitctx {} (commit {}, index format {})\n", version_number, version_commit,
                     index_format_version);
}

}  // namespace gitctx

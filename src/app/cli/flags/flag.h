#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

// The table of commands and flags. The parser, the help, the manual page, the shell completions and
// the tables of docs/cli.md are generated from it. To add a flag, add a row to flag_table.cc and
// read it in arguments.cc.

/// The kind of completions that a shell offers for a value.
enum class Completion { nothing, file, folder, revision, command, setting };

/// The headings in the help of `eval run` for the flags that apply to only one kind of suite. A
/// suite of the other kind refuses these flags.
inline constexpr std::string_view query_suite_group = "Suites of queries";
inline constexpr std::string_view prompt_suite_group = "Suites of prompts";

struct FlagValue {
  enum class Kind { none, text, nonempty, choice, number, whole, percent };
  using Names = std::vector<std::string> (*)();

  Kind kind = Kind::none;       ///< none: a switch
  std::string_view title{};     ///< "FILE"
  std::string_view expected{};  ///< "a file to write"; empty: derived from the range or choices
  std::string_view choices{};   ///< "hybrid, lexical, semantic"
  Names names = nullptr;        ///< function that returns choices from another table
  double minimum = 0;           ///< the lowest number allowed
  double maximum = 0;
  Completion completion = Completion::nothing;

  /// A phrase that completes "expected ..." and "needs a value: ...".
  std::string expectation() const;
  std::vector<std::string> all_choices() const;
};

/// One flag of one or several commands. Texts are Markdown with `code` as the only markup.
struct Flag {
  enum class Repeat { last_wins, all_count, refused };

  std::string_view commands;  ///< "search, ask"; a verb has the flags of its command; empty: all
  std::string_view name;      ///< "--limit"
  std::string_view letter{};  ///< "-n"; empty: none
  std::string_view ignored_by{};  ///< commands that accept the flag without effect
  FlagValue value{};
  Repeat repeat = Repeat::last_wins;
  std::string_view standard{};   ///< the value when the flag is not given; empty: none
  std::string_view otherwise{};  ///< the default in words, if it is not a fixed value
  std::string_view excludes{};   ///< "--quiet, --json"; only one flag of a pair lists the other
  std::string_view group{};      ///< the heading in the help
  std::string_view help;         ///< one line, an imperative without a full stop
  std::string_view manual{};     ///< a paragraph; empty: `help` says everything

  bool is_spelt(std::string_view word) const { return word == name || word == letter; }
  bool is_switch() const { return value.kind == FlagValue::Kind::none; }
  bool belongs_to(std::string_view command) const;
  bool is_accepted_by(std::string_view command) const;
  /// Whether the flag belongs to the command or to one of its verbs.
  bool concerns(std::string_view command) const;
  std::string label() const;  ///< "-n, --limit N"
  std::string_view shortest() const { return letter.empty() ? name : letter; }
};

struct Command {
  std::string_view name;     ///< "search", "eval run"; the program itself is "gitctx"
  std::string_view words{};  ///< "KEY VALUE", "[QUERY...]"
  std::size_t least_words = 0;
  std::size_t most_words = 0;
  Completion completion = Completion::nothing;  ///< completions of the command's words
  std::string_view choices{};                   ///< values that the command's word can have
  std::string_view needs{};                     ///< flags, at least one of which must be given
  std::string_view summary;                     ///< one line, an imperative without a full stop
  std::string_view about{};                     ///< one or more paragraphs
  std::string_view examples{};                  ///< one example per line
  std::string_view hint{};  ///< hint for missing words; empty: a pointer to the help

  bool is_program() const { return name == program_name; }
  /// "gitctx search", as a user types it.
  std::string typed() const;
  /// "search" for "search", "run" for "eval run".
  std::string_view last_name() const;

  static constexpr std::string_view program_name = "gitctx";
};

struct ExitStatus {
  int status;
  std::string_view meaning;
};

/// All commands in display order; a command precedes its verbs.
std::span<const Command> all_commands();
std::span<const Flag> all_flags();
std::span<const ExitStatus> exit_statuses();

/// The commands of the program, or the verbs of another command.
std::vector<const Command*> commands_of(const Command& parent);
const Command& program_command();
const Command* find_command(std::string_view name);
const Flag* find_flag(const Command& command, std::string_view name_or_letter);
/// Finds a flag before the verb is known: the first flag with this name or letter that the command
/// or any of its verbs has. Flags with the same name take values of the same kind.
const Flag* find_spelt(const Command& command, std::string_view name_or_letter);

/// The flags of a command. For a verb, these include the flags of its command. Flags that every
/// command has are returned only for the program.
std::vector<const Flag*> flags_of(const Command& command);
/// Like flags_of(), but without the flags that a verb inherits from its command.
std::vector<const Flag*> own_flags_of(const Command& command);

bool are_exclusive(const Flag& a, const Flag& b);

/// The manual's text about a flag: a paragraph of Markdown with `code` as the only markup.
std::string flag_paragraph(const Flag& flag, const Command& command);

/// `phrase` (a summary or a line of help) as a sentence, with an initial capital and a full stop.
std::string sentence(std::string_view phrase);

/// The parts of a usage line, such as "gitctx search", "[-n N]", "[--ref REV | --worktree]" and
/// "[QUERY...]". The flags of the program are omitted.
std::vector<std::string> synopsis(const Command& command);

/// The items of a list such as "a, b, c".
std::vector<std::string_view> listed(std::string_view list);

}  // namespace gitctx

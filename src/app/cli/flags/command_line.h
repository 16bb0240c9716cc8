#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "app/cli/flags/flag.h"
#include "base/error.h"

namespace gitctx {

/// The words of a command line, parsed and checked against the table of flags. Callers must ask
/// only for flags that the command has.
class CommandLine {
 public:
  /// `arguments` are the words after the program's name. Throws Error(usage); the message names the
  /// flag and its possible values.
  static CommandLine parse(std::span<const std::string> arguments);

  /// The verb that was given. If the command has no verbs, or the user asked for help without a
  /// known verb, this is the command. If no command was given, it is the program.
  const Command& command() const { return *command_; }
  bool wants_help() const { return is_given("--help"); }
  bool wants_version() const { return is_given("--version"); }
  /// The words other than flags and their values, without the command and the verb.
  const std::vector<std::string>& words() const { return words_; }

  bool has(std::string_view flag) const;
  /// The names of the given flags that the help lists under the heading `group`, each once.
  std::vector<std::string> given_in(std::string_view group) const;
  // Each function below returns the default from the table if the flag was not given.
  std::string text(std::string_view flag) const;                ///< empty: no value
  std::vector<std::string> texts(std::string_view flag) const;  ///< one text per use of the flag
  std::optional<double> number(std::string_view flag) const;
  std::optional<int> whole(std::string_view flag) const;
  /// The value of the flag as a `Choice`. The enumerators of `Choice` must be in the order of the
  /// choices in the table.
  template <class Choice>
  std::optional<Choice> choice(std::string_view flag) const {
    const auto position = choice_position(flag);
    return position ? std::optional(static_cast<Choice>(*position)) : std::nullopt;
  }

 private:
  struct Given {
    const Flag* flag;
    std::string value;
  };

  CommandLine() : command_(&program_command()) {}

  void read(std::span<const std::string> arguments);
  void take_word(const std::string& word);
  std::size_t take_flag(std::span<const std::string> rest);
  std::size_t take_letters(const std::string& letters, std::span<const std::string> rest);
  void take_verb();
  void fail(std::string message, std::string hint = {});
  void fail_unknown(std::string_view name);

  void check_words() const;
  void check_flags();
  void check_exclusions() const;
  void check_value(const Flag& flag, const std::string& value) const;

  bool is_given(std::string_view name) const;
  const Flag& require(std::string_view name) const;
  std::optional<std::size_t> choice_position(std::string_view name) const;

  const Command* command_;
  std::vector<Given> given_;
  std::vector<std::string> words_;
  std::optional<Error> failure_;  ///< the first failure; not thrown if the user asks for help
};

/// Throws Error(usage) unless `text` is a number in the range and, if `whole` is set, a whole
/// number. The message begins with `name`.
double parse_number(std::string_view name, std::string_view text, double minimum, double maximum,
                    bool whole);

/// The position of `text` among the choices. If `text` is not a choice, throws Error(usage); the
/// message lists the choices.
std::size_t parse_choice(std::string_view name, std::string_view text,
                         std::span<const std::string> choices);

[[noreturn]] void fail_usage(std::string message, std::string hint = {});

}  // namespace gitctx

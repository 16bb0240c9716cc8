#pragma once

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "app/cli/arguments.h"
#include "app/suggestion.h"
#include "base/error.h"

namespace gitctx {

// What the parsers of commands share.

using Words = std::vector<std::string>;

[[noreturn]] inline void fail_usage(std::string message, std::string hint = {}) {
  throw Error(ErrorCode::usage, std::move(message), std::move(hint));
}

inline constexpr const char* log_level_names = "one of off, warn, info, debug";

/// The options of one command. CLI11 knows the syntax of options; which words are left, and what is
/// wrong with them, is decided here.
class CommandParser {
 public:
  explicit CommandParser(std::string command);

  void add_flag(const std::string& names, bool& target) { app_.add_flag(names, target); }
  void add_value(const std::string& names, std::string& target, const std::string& expected);
  void add_values(const std::string& names, Words& target, const std::string& expected);

  /// Parses and returns the words that are no options. Nothing if help was asked for.
  std::optional<Words> parse(std::span<const std::string> arguments);

  bool given(const std::string& name) const { return times_given(name) > 0; }
  std::size_t times_given(const std::string& name) const { return app_.count(name); }
  const std::string& command() const { return command_; }
  const std::string& directory() const { return directory_; }
  const std::string& trace_file() const { return trace_file_; }
  const std::string& log_level() const { return log_level_; }

 private:
  void remember(const std::string& names, const std::string& expected);
  std::string expected_of(const std::string& name) const;
  void check_value(const std::string& word) const;
  void check_is_word(const std::string& word) const;
  std::vector<std::string> option_names() const;

  std::string command_;
  CLI::App app_;
  std::vector<std::pair<std::string, std::string>> expected_;
  std::string directory_;
  std::string trace_file_;
  std::string log_level_;
  bool help_ = false;
};

double parse_number(const std::string& option, const std::string& text, double minimum,
                    double maximum, bool whole);

template <class Value>
Value parse_choice(const std::string& option, const std::string& text,
                   std::initializer_list<std::pair<const char*, Value>> choices) {
  Words names;
  for (const auto& [name, value] : choices) {
    if (text == name) return value;
    names.emplace_back(name);
  }
  fail_usage(fmt::format("{}: expected one of {}, got '{}'", option, fmt::join(names, ", "), text),
             did_you_mean(text, names));
}

/// Fails when more than one of the options was given.
void check_exclusive(const CommandParser& parser, std::initializer_list<const char*> options);

void check_no_words(const CommandParser& parser, const Words& words);

inline Verbosity verbosity_of(bool quiet, bool verbose) {
  return quiet ? Verbosity::quiet : verbose ? Verbosity::verbose : Verbosity::normal;
}

}  // namespace gitctx

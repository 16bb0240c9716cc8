#include "app/cli/flags/command_line.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "app/suggestion.h"
#include "base/check.h"

namespace gitctx {
namespace {

using Kind = FlagValue::Kind;

/// Whether the word has the form of a flag. "-" and negative numbers do not.
bool looks_like_flag(std::string_view word) {
  return word.size() > 1 && word[0] == '-' && (word[1] < '0' || word[1] > '9');
}

std::string help_hint(const Command& command) {
  return command.is_program() ? "Run: gitctx --help"
                              : fmt::format("Run: {} --help", command.typed());
}

std::vector<std::string> names_of(const std::vector<const Command*>& commands) {
  std::vector<std::string> names;
  for (const Command* command : commands) names.emplace_back(command->last_name());
  return names;
}

}  // namespace

void fail_usage(std::string message, std::string hint) {
  throw Error(ErrorCode::usage, std::move(message), std::move(hint));
}

double parse_number(std::string_view name, std::string_view text, double minimum, double maximum,
                    bool whole) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  const bool is_number = parsed.ec == std::errc{} && parsed.ptr == end && std::isfinite(number);
  const bool is_fraction = is_number && number != std::floor(number);
  if (!is_number || number < minimum || number > maximum || (whole && is_fraction)) {
    fail_usage(fmt::format("{}: expected a {}number from {} to {}, got '{}'", name,
                           whole && is_fraction ? "whole " : "", minimum, maximum, text));
  }
  return number;
}

std::size_t parse_choice(std::string_view name, std::string_view text,
                         std::span<const std::string> choices) {
  const auto found = std::ranges::find(choices, text);
  if (found == choices.end()) {
    fail_usage(
        fmt::format("{}: expected one of {}, got '{}'", name, fmt::join(choices, ", "), text),
        did_you_mean(text, choices));
  }
  return static_cast<std::size_t>(found - choices.begin());
}

CommandLine CommandLine::parse(std::span<const std::string> arguments) {
  CommandLine line;
  line.read(arguments);
  const bool only_prints = line.wants_help() || line.wants_version();
  if (line.failure_ && !only_prints) throw *line.failure_;
  line.take_verb();
  if (only_prints) return line;
  line.check_words();
  line.check_flags();
  return line;
}

void CommandLine::read(std::span<const std::string> arguments) {
  while (!arguments.empty()) {
    const std::string& word = arguments.front();
    if (word == "--" && !command_->is_program()) {
      words_.insert(words_.end(), arguments.begin() + 1, arguments.end());
      return;
    }
    if (!looks_like_flag(word)) {
      take_word(word);
      arguments = arguments.subspan(1);
      continue;
    }
    arguments = arguments.subspan(take_flag(arguments));
    // --help or --version before a command ends the parsing; all later words are ignored.
    if (command_->is_program() && (wants_help() || wants_version())) return;
  }
}

void CommandLine::take_word(const std::string& word) {
  if (!command_->is_program()) {
    words_.push_back(word);
    return;
  }
  const auto names = names_of(commands_of(*command_));
  if (std::ranges::find(names, word) == names.end()) {
    std::string hint = did_you_mean(word, names);
    if (hint.empty()) hint = fmt::format("Use one of {}", fmt::join(names, ", "));
    fail_usage(fmt::format("unknown command '{}'", word), hint);
  }
  command_ = find_command(word);
}

/// Takes the flag at the front of `rest`, with its value. Returns the number of words taken.
std::size_t CommandLine::take_flag(std::span<const std::string> rest) {
  const std::string& word = rest.front();
  if (!word.starts_with("--")) return take_letters(word, rest);
  const std::size_t equals = std::min(word.find('='), word.size());
  const std::string_view name = std::string_view(word).substr(0, equals);
  const Flag* const flag = find_spelt(*command_, name);
  const bool has_value = equals < word.size();
  if (flag == nullptr) {
    fail_unknown(name);
  } else if (flag->is_switch()) {
    if (has_value) fail(fmt::format("{} takes no value", name));
    given_.push_back({flag, {}});
  } else if (equals + 1 == word.size() || (!has_value && rest.size() == 1)) {
    fail(fmt::format("{} needs a value: {}", name, flag->value.expectation()));
  } else {
    given_.push_back({flag, has_value ? word.substr(equals + 1) : rest[1]});
    return has_value ? 1 : 2;
  }
  return 1;
}

/// Takes a word such as `-vn3`: the letters of switches, possibly followed by a flag with its
/// value. Returns the number of words taken.
std::size_t CommandLine::take_letters(const std::string& letters,
                                      std::span<const std::string> rest) {
  for (std::size_t at = 1; at < letters.size(); ++at) {
    const std::string name = {'-', letters[at]};
    const Flag* const flag = find_spelt(*command_, name);
    if (flag == nullptr) {
      fail_unknown("-" + letters.substr(at, letters.find('=', at) - at));
      return 1;
    }
    if (flag->is_switch()) {
      given_.push_back({flag, {}});
      continue;
    }
    const bool has_value = at + 1 < letters.size();
    if (!has_value && rest.size() == 1) {
      fail(fmt::format("{} needs a value: {}", name, flag->value.expectation()));
      return 1;
    }
    given_.push_back({flag, has_value ? letters.substr(at + 1) : rest[1]});
    return has_value ? 1 : 2;
  }
  return 1;
}

void CommandLine::take_verb() {
  const auto verbs = names_of(commands_of(*command_));
  if (command_->is_program() || verbs.empty()) return;
  const bool is_verb = !words_.empty() && std::ranges::count(verbs, words_.front()) > 0;
  if (!is_verb && (wants_help() || wants_version())) return;
  if (words_.empty()) {
    fail_usage(fmt::format("{}: expected one of {}", command_->name, fmt::join(verbs, ", ")),
               help_hint(*command_));
  }
  parse_choice(command_->name, words_.front(), verbs);
  command_ = find_command(fmt::format("{} {}", command_->name, words_.front()));
  words_.erase(words_.begin());
}

void CommandLine::fail(std::string message, std::string hint) {
  if (!failure_) failure_.emplace(ErrorCode::usage, std::move(message), std::move(hint));
}

void CommandLine::fail_unknown(std::string_view name) {
  std::vector<std::string> known;
  for (const Flag& flag : all_flags()) {
    if (!flag.concerns(command_->name)) continue;
    known.emplace_back(flag.name);
    if (!flag.letter.empty()) known.emplace_back(flag.letter);
  }
  // A one-letter flag gets no suggestion, because every letter is one edit away from every other.
  std::string hint = name.starts_with("--") ? did_you_mean(name, known) : std::string();
  if (hint.empty()) hint = help_hint(*command_);
  fail(fmt::format("unknown option '{}'", name), std::move(hint));
}

void CommandLine::check_words() const {
  const Command& command = *command_;
  if (words_.size() >= command.least_words && words_.size() <= command.most_words) return;
  if (command.most_words == 0) {
    fail_usage(fmt::format("{} takes no argument '{}'", command.typed(), words_.front()),
               help_hint(command));
  }
  const bool is_missing = words_.size() < command.least_words;
  fail_usage(fmt::format("{}: expected {} {}", command.name, command.typed(), command.words),
             is_missing && !command.hint.empty() ? std::string(command.hint) : help_hint(command));
}

void CommandLine::check_flags() {
  for (Given& given : given_) {
    const Flag* const own = find_flag(*command_, given.flag->name);
    if (own == nullptr) {
      fail_usage(
          fmt::format("{} belongs to {}", given.flag->name, listed(given.flag->commands).front()));
    }
    given.flag = own;
  }
  check_exclusions();
  const auto needed = listed(command_->needs);
  if (!needed.empty() && std::ranges::none_of(needed, [&](auto name) { return is_given(name); })) {
    fail_usage(fmt::format("{} needs one of {}", command_->typed(), command_->needs),
               help_hint(*command_));
  }
  for (const Given& given : given_) {
    using enum Flag::Repeat;
    const auto times = std::ranges::count(given_, given.flag, &Given::flag);
    if (times > 1 && given.flag->repeat == refused) {
      fail_usage(fmt::format("{} may be given only once", given.flag->name));
    }
    const bool counts = given.flag->repeat == all_count || text(given.flag->name) == given.value;
    if (counts) check_value(*given.flag, given.value);
  }
}

void CommandLine::check_exclusions() const {
  for (const Flag& flag : all_flags()) {
    if (flag.excludes.empty() || !flag.belongs_to(command_->name) || !is_given(flag.name)) continue;
    for (const std::string_view other : listed(flag.excludes)) {
      if (is_given(other)) {
        fail_usage(fmt::format("{} and {} are mutually exclusive", flag.name, other));
      }
    }
  }
}

void CommandLine::check_value(const Flag& flag, const std::string& value) const {
  const FlagValue& wanted = flag.value;
  switch (wanted.kind) {
    case Kind::none:
    case Kind::text:
      return;
    case Kind::nonempty:
      if (value.empty())
        fail_usage(fmt::format("{}: expected {}, got ''", flag.name, wanted.expected));
      return;
    case Kind::choice:
      parse_choice(flag.name, value, wanted.all_choices());
      return;
    case Kind::number:
    case Kind::whole:
    case Kind::percent:
      number(flag.name);
      return;
  }
}

bool CommandLine::is_given(std::string_view name) const {
  return std::ranges::any_of(given_, [&](const Given& given) { return given.flag->name == name; });
}

const Flag& CommandLine::require(std::string_view name) const {
  const Flag* const flag = find_flag(*command_, name);
  GITCTX_CHECK(flag != nullptr);
  return *flag;
}

bool CommandLine::has(std::string_view flag) const { return is_given(require(flag).name); }

std::vector<std::string> CommandLine::given_in(std::string_view group) const {
  std::vector<std::string> names;
  for (const Given& given : given_) {
    const bool is_new = std::ranges::find(names, given.flag->name) == names.end();
    if (given.flag->group == group && is_new) names.emplace_back(given.flag->name);
  }
  return names;
}

std::string CommandLine::text(std::string_view name) const {
  const Flag& flag = require(name);
  std::string text(flag.standard);
  for (const Given& given : given_) {
    if (given.flag->name == flag.name) text = given.value;
  }
  return text;
}

std::vector<std::string> CommandLine::texts(std::string_view name) const {
  std::vector<std::string> values;
  for (const Given& given : given_) {
    if (given.flag->name == require(name).name) values.push_back(given.value);
  }
  return values;
}

std::optional<double> CommandLine::number(std::string_view name) const {
  const Flag& flag = require(name);
  std::string value = text(name);
  if (value.empty() && !is_given(flag.name)) return std::nullopt;
  if (flag.value.kind == Kind::percent && value.ends_with('%')) value.pop_back();
  return parse_number(flag.name, value, flag.value.minimum, flag.value.maximum,
                      flag.value.kind == Kind::whole);
}

std::optional<int> CommandLine::whole(std::string_view name) const {
  const auto value = number(name);
  return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
}

std::optional<std::size_t> CommandLine::choice_position(std::string_view name) const {
  const std::string value = text(name);
  if (value.empty()) return std::nullopt;
  return parse_choice(name, value, require(name).value.all_choices());
}

}  // namespace gitctx

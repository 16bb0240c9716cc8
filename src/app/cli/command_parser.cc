#include "app/cli/command_parser.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace gitctx {

CommandParser::CommandParser(std::string command) : command_(std::move(command)) {
  app_.set_help_flag();
  app_.allow_extras();
  add_value("-C", directory_, "a folder");
  add_value("--trace", trace_file_, "a file to write");
  add_value("--log-level", log_level_, log_level_names);
  add_flag("-h,--help", help_);
}

void CommandParser::add_value(const std::string& names, std::string& target,
                              const std::string& expected) {
  app_.add_option(names, target)->take_last();
  remember(names, expected);
}

void CommandParser::add_values(const std::string& names, Words& target,
                               const std::string& expected) {
  app_.add_option(names, target)->allow_extra_args(false);
  remember(names, expected);
}

std::optional<Words> CommandParser::parse(std::span<const std::string> arguments) {
  const auto dashes = std::ranges::find(arguments, "--");
  Words options(arguments.begin(), dashes);
  for (const std::string& option : options) check_value(option);
  std::ranges::reverse(options);
  try {
    app_.parse(options);
  } catch (const CLI::ParseError&) {
    // The only failure that is left: the last word is an option that wants a value.
    fail_usage(
        fmt::format("{} needs a value: {}", arguments.back(), expected_of(arguments.back())));
  }
  if (help_) return std::nullopt;
  Words words = app_.remaining();
  for (const std::string& word : words) check_is_word(word);
  if (dashes != arguments.end()) words.insert(words.end(), dashes + 1, arguments.end());
  return words;
}

std::vector<std::string> CommandParser::option_names() const {
  std::vector<std::string> names;
  for (const CLI::Option* option : app_.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
  }
  return names;
}

void CommandParser::remember(const std::string& names, const std::string& expected) {
  for (const std::string& name : CLI::detail::split(names, ',')) {
    expected_.emplace_back(name, expected);
  }
}

std::string CommandParser::expected_of(const std::string& name) const {
  for (const auto& [known, expected] : expected_) {
    if (known == name) return expected;
  }
  return "see --help";
}

/// CLI11 takes the next word for the value of `--name=`, and reads `--flag=no`.
void CommandParser::check_value(const std::string& word) const {
  const std::size_t equals = word.find('=');
  if (!word.starts_with("--") || equals == std::string::npos) return;
  const std::string name = word.substr(0, equals);
  if (app_.get_option_no_throw(name) == nullptr) return;
  const bool takes_value =
      std::ranges::find(expected_, name, [](const auto& e) { return e.first; }) != expected_.end();
  if (!takes_value) fail_usage(fmt::format("{} takes no value", name));
  if (equals + 1 == word.size()) {
    fail_usage(fmt::format("{} needs a value: {}", name, expected_of(name)));
  }
}

void CommandParser::check_is_word(const std::string& word) const {
  const bool is_number = word.size() > 1 && word[1] >= '0' && word[1] <= '9';
  if (word.size() < 2 || word[0] != '-' || is_number) return;
  const std::string name = word.substr(0, word.find('='));
  std::string hint = did_you_mean(name, option_names());
  if (hint.empty()) {
    hint = fmt::format("Run: gitctx {} --help", command_);
  }
  fail_usage(fmt::format("unknown option '{}'", name), hint);
}

double parse_number(const std::string& option, const std::string& text, double minimum,
                    double maximum, bool whole) {
  double number = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  const bool is_number = parsed.ec == std::errc{} && parsed.ptr == end && std::isfinite(number);
  if (!is_number || number < minimum || number > maximum ||
      (whole && number != std::floor(number))) {
    fail_usage(fmt::format("{}: expected a {}number from {} to {}, got '{}'", option,
                           whole && is_number && number != std::floor(number) ? "whole " : "",
                           minimum, maximum, text));
  }
  return number;
}

void check_exclusive(const CommandParser& parser, std::initializer_list<const char*> options) {
  const char* first = nullptr;
  for (const char* option : options) {
    if (!parser.given(option)) continue;
    if (first != nullptr)
      fail_usage(fmt::format("{} and {} are mutually exclusive", first, option));
    first = option;
  }
}

void check_no_words(const CommandParser& parser, const Words& words) {
  if (words.empty()) return;
  fail_usage(fmt::format("gitctx {} takes no argument '{}'", parser.command(), words.front()),
             fmt::format("Run: gitctx {} --help", parser.command()));
}

}  // namespace gitctx

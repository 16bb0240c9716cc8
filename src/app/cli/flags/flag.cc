#include "app/cli/flags/flag.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>

#include "base/ascii.h"

namespace gitctx {
namespace {

bool is_listed(std::string_view list, std::string_view name) {
  const auto parts = listed(list);
  return std::ranges::find(parts, name) != parts.end();
}

/// Whether `owners` lists `command`. A verb (`eval run`) also counts if its command (`eval`) is
/// listed.
bool is_within(std::string_view command, std::string_view owners) {
  return std::ranges::any_of(listed(owners), [&](std::string_view owner) {
    return command.starts_with(owner) &&
           (command.size() == owner.size() || command[owner.size()] == ' ');
  });
}

/// The usage of a flag, such as "--mode hybrid|lexical|semantic", "-n N" or "--json".
std::string usage_of(const Flag& flag) {
  std::string usage(flag.shortest());
  if (flag.is_switch()) return usage;
  const auto choices = listed(flag.value.choices);
  constexpr std::size_t most_choices = 4;
  if (choices.empty() || choices.size() > most_choices) {
    return usage + fmt::format(" {}", flag.value.title);
  }
  return usage + fmt::format(" {}", fmt::join(choices, "|"));
}

/// The names as alternatives: "`--a`", "`--a` or `--b`", "`--a`, `--b` or `--c`". `names` must not
/// be empty.
std::string joined_with_or(std::span<const std::string_view> names) {
  const std::string last = fmt::format("`{}`", names.back());
  if (names.size() == 1) return last;
  return fmt::format("`{}` or {}", fmt::join(names.first(names.size() - 1), "`, `"), last);
}

}  // namespace

std::vector<std::string_view> listed(std::string_view list) {
  std::vector<std::string_view> parts;
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(", "), list.size());
    parts.push_back(list.substr(0, comma));
    list.remove_prefix(std::min(comma + 2, list.size()));
  }
  return parts;
}

std::vector<std::string> FlagValue::all_choices() const {
  if (names != nullptr) return names();
  const auto parts = listed(choices);
  return {parts.begin(), parts.end()};
}

std::string FlagValue::expectation() const {
  if (!expected.empty()) return std::string(expected);
  if (kind == Kind::choice) return fmt::format("one of {}", fmt::join(all_choices(), ", "));
  return fmt::format("a number from {} to {}", minimum, maximum);
}

bool Flag::belongs_to(std::string_view command) const {
  return commands.empty() || is_within(command, commands);
}

bool Flag::is_accepted_by(std::string_view command) const {
  return belongs_to(command) || is_within(command, ignored_by);
}

bool Flag::concerns(std::string_view command) const {
  return belongs_to(command) || std::ranges::any_of(listed(commands), [&](std::string_view owner) {
           return owner.starts_with(command) && owner.substr(command.size()).starts_with(' ');
         });
}

std::string Flag::label() const {
  std::string label = letter.empty() ? std::string() : std::string(letter) + ", ";
  label += name;
  if (!is_switch()) label += fmt::format(" {}", value.title);
  return label;
}

std::string Command::typed() const {
  return is_program() ? std::string(name) : fmt::format("{} {}", program_name, name);
}

std::string_view Command::last_name() const {
  return name.substr(std::min(name.rfind(' ') + 1, name.size()));
}

std::vector<const Command*> commands_of(const Command& parent) {
  std::vector<const Command*> found;
  for (const Command& command : all_commands()) {
    const std::size_t space = command.name.rfind(' ');
    const std::string_view owner =
        space == std::string_view::npos ? Command::program_name : command.name.substr(0, space);
    if (!command.is_program() && owner == parent.name) found.push_back(&command);
  }
  return found;
}

const Command& program_command() { return all_commands().front(); }

const Command* find_command(std::string_view name) {
  const auto found = std::ranges::find(all_commands(), name, &Command::name);
  return found == all_commands().end() ? nullptr : &*found;
}

const Flag* find_flag(const Command& command, std::string_view name_or_letter) {
  for (const Flag& flag : all_flags()) {
    if (flag.is_spelt(name_or_letter) && flag.is_accepted_by(command.name)) return &flag;
  }
  return nullptr;
}

const Flag* find_spelt(const Command& command, std::string_view name_or_letter) {
  for (const Flag& flag : all_flags()) {
    if (flag.is_spelt(name_or_letter) && flag.concerns(command.name)) return &flag;
  }
  return nullptr;
}

std::vector<const Flag*> flags_of(const Command& command) {
  std::vector<const Flag*> found;
  for (const Flag& flag : all_flags()) {
    const bool is_wanted = command.is_program() || !flag.commands.empty();
    if (is_wanted && flag.belongs_to(command.name)) found.push_back(&flag);
  }
  return found;
}

std::vector<const Flag*> own_flags_of(const Command& command) {
  std::vector<const Flag*> flags = flags_of(command);
  std::erase_if(flags, [&](const Flag* flag) {
    return !flag->commands.empty() && !is_listed(flag->commands, command.name);
  });
  return flags;
}

bool are_exclusive(const Flag& a, const Flag& b) {
  return is_listed(a.excludes, b.name) || is_listed(b.excludes, a.name);
}

std::string sentence(std::string_view phrase) {
  std::string text = fmt::format("{}.", phrase);
  text[0] = upper_case(text[0]);
  return text;
}

std::string flag_paragraph(const Flag& flag, const Command& command) {
  std::string text = flag.manual.empty() ? sentence(flag.help) : std::string(flag.manual);
  const FlagValue& value = flag.value;
  if (value.kind == FlagValue::Kind::choice) {
    text += fmt::format(" {} is one of `{}`.", value.title, fmt::join(value.all_choices(), "`, `"));
  } else if (value.maximum > 0 && value.expected.empty()) {
    text += fmt::format(" {} is {}.", value.title, value.expectation());
  }
  if (flag.repeat == Flag::Repeat::all_count) text += " May be repeated.";
  if (!flag.standard.empty()) text += fmt::format(" Default: `{}`.", flag.standard);
  if (!flag.otherwise.empty()) text += fmt::format(" Default: {}.", flag.otherwise);
  std::vector<std::string_view> excluded;
  for (const Flag* other : flags_of(command)) {
    if (are_exclusive(flag, *other)) excluded.push_back(other->name);
  }
  if (!excluded.empty())
    text += fmt::format(" Cannot be combined with {}.", joined_with_or(excluded));
  return text;
}

std::vector<std::string> synopsis(const Command& command) {
  std::vector<std::string> parts{command.typed()};
  std::vector<const Flag*> left = flags_of(command);
  if (!command.needs.empty()) {
    parts.push_back(fmt::format("({})", fmt::join(listed(command.needs), " | ")));
    std::erase_if(left, [&](const Flag* flag) { return is_listed(command.needs, flag->name); });
  }
  while (!left.empty()) {
    // Flags that all exclude one another are alternatives, shown as [--a | --b].
    std::vector<const Flag*> alternatives;
    for (const Flag* flag : left) {
      const auto excluded = [&](const Flag* other) { return are_exclusive(*other, *flag); };
      if (std::ranges::all_of(alternatives, excluded)) alternatives.push_back(flag);
    }
    std::vector<std::string> usages;
    for (const Flag* flag : alternatives) usages.push_back(usage_of(*flag));
    const bool repeats = alternatives.front()->repeat == Flag::Repeat::all_count;
    parts.push_back(fmt::format("[{}]{}", fmt::join(usages, " | "), repeats ? "..." : ""));
    std::erase_if(left,
                  [&](const Flag* flag) { return std::ranges::count(alternatives, flag) > 0; });
  }
  if (!command.words.empty()) parts.emplace_back(command.words);
  return parts;
}

}  // namespace gitctx

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/cli/commands/command_trust.h"
#include "app/cli/commands/commands.h"
#include "app/cli/render/text_format.h"
#include "app/cli/terminal/messages.h"
#include "app/config/config.h"
#include "app/config/config_file.h"
#include "base/error.h"
#include "base/file.h"
#include "base/printable.h"
#include "base/utf8.h"
#include "git/head_reader.h"

namespace gitctx {
namespace {

/// The settings files that apply in the current folder. Outside a repository, only the user's file
/// applies.
ConfigPaths paths_around(const CommandContext& context) {
  const auto layout = find_repository(context.directory);
  return config_paths(layout.value_or(RepositoryLayout{}), context.environment);
}

std::filesystem::path team_path(const CommandContext& context) {
  const RepositoryLayout layout = require_repository(context.directory);
  if (layout.worktree.empty()) {
    throw Error(ErrorCode::usage, "a bare repository has no .gitctx/config.yml",
                "Run: gitctx config set --user KEY VALUE");
  }
  const ConfigPaths paths = config_paths(layout, context.environment);
  if (!paths.team) {
    throw Error(
        ErrorCode::usage,
        "the repository is the home folder, whose .gitctx/config.yml holds the user's settings",
        "Run: gitctx config set --user KEY VALUE");
  }
  return *paths.team;
}

std::filesystem::path user_path(const CommandContext& context) {
  const ConfigPaths paths = config_paths({}, context.environment);
  if (!paths.user)
    throw Error(ErrorCode::usage, "cannot find the settings of the user: HOME is not set",
                "Set HOME");
  return *paths.user;
}

std::string one_line_of_input() {
  std::string text;
  for (char c = 0;;) {
    const ssize_t got = ::read(STDIN_FILENO, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw_system_error(errno, "cannot read", "standard input");
    if (got == 0 || c == '\n') return text;
    text += c;
  }
}

/// Throws if the value contradicts other settings. If the settings are already invalid, any value
/// is accepted, because it may repair them.
void check_fits_settings(const CommandContext& context, const ConfigField& field,
                         const ConfigValue& value) {
  std::optional<Config> config;
  try {
    config = load_config(paths_around(context), context.environment);
  } catch (const Error&) {
    return;
  }
  check_goes_with(*config, field, value);
}

/// The settings in Config::team_settings, except `key`. Each setting is a line of the content.
std::string other_settings(const Config& config, std::string_view key) {
  const std::string start = fmt::format("{}: ", key);
  std::string others;
  std::string_view rest = config.team_settings.content;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
    if (!rest.starts_with(start)) others += rest.substr(0, end);
    rest.remove_prefix(end);
  }
  return others;
}

/// The settings in Config::team_settings other than `field`, if the user has accepted all of them.
/// A new value of `field` can then be accepted together with them. A setting that is in force only
/// because the user's own value is the same does not count as accepted. Otherwise, it would remain
/// in force even after the user changes that value. Returns nothing if `field` needs no trust or
/// the settings are invalid.
std::optional<std::string> accepted_others(const RepositoryLayout& layout,
                                           const Environment& environment,
                                           const ConfigField& field) {
  if (field.team_rule != TeamRule::needs_trust && field.team_rule != TeamRule::may_cost) {
    return std::nullopt;
  }
  try {
    const Config config = load_proposals(layout, environment);
    if (settings_wait(config)) return std::nullopt;
    std::string others = other_settings(config, field.key());
    std::vector<Notice> ignored;
    const bool is_accepted =
        others.empty() || accepted_items(config.trust, {&config.team_settings, 1}, ignored).front();
    return is_accepted ? std::optional(std::move(others)) : std::nullopt;
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// Accepts the settings in the repository's settings file after the user has set `key` with a
/// command. Does nothing if the other settings differ from `others`, which the user has accepted
/// before.
void accept_settings(const RepositoryLayout& layout, const Environment& environment,
                     std::string_view key, const std::string& others) {
  try {
    const Config config = load_proposals(layout, environment);
    const bool is_set = config.team_settings.content != others;
    if (!is_set || other_settings(config, key) != others || config.trust.store.empty()) return;
    TrustStore::open(config.trust.store).add(config.trust.repository, {&config.team_settings, 1});
  } catch (const Error& error) {
    write_notice({"cannot store that you trust this setting: " + error.message(), error.hint()});
  }
}

/// Writes a notice with the reason if a newly written value is not in force.
void write_why_not_in_force(const ResolvedField& now, ConfigTarget target) {
  const bool is_team = target == ConfigTarget::team;
  const ConfigSource written = is_team ? ConfigSource::team_file : ConfigSource::user_file;
  const std::string still = fmt::format("{} is still {}", now.field->key(), now.shown());
  if (is_team && now.waiting) {
    write_notice({still + ": the settings of this repository are not in force until you trust them",
                  "Run: gitctx trust"});
  } else if (is_team && now.too_high) {
    write_notice({still + ": a repository may only lower this limit",
                  fmt::format("Run: gitctx config set --user {} {}", now.field->key(),
                              show_config_value(*now.field, now.too_high->value))});
  } else if (now.source > written) {
    write_notice(
        {fmt::format("{}: {} overrides {}", still, now.where, is_team ? "the file" : "your file"),
         {}});
  }
}

std::string described(const ResolvedField& resolved) {
  const std::string place = resolved.source == ConfigSource::environment
                                ? "environment " + resolved.where
                                : resolved.where;
  return printable_line(place);
}

}  // namespace

int run_command(const ConfigInitArguments& arguments, CommandContext& context) {
  const std::filesystem::path path = team_path(context);
  if (file_exists(path) && !arguments.force) {
    throw Error(ErrorCode::failure, fmt::format("{} already exists", path.string()),
                "To replace all settings in the file, run: gitctx config init --force");
  }
  write_config_file(path, commented_config_text(), ConfigFileAccess::shared);
  if (!arguments.quiet) {
    context.out.write(fmt::format("Wrote {}\n", printable_line(path.string())));
  }
  return 0;
}

int run_command(const ConfigSetArguments& arguments, CommandContext& context) {
  const ConfigField& field = require_config_field(arguments.key);
  const ConfigTarget target = arguments.user ? ConfigTarget::user : ConfigTarget::team;
  // Secrets are written only to the user file.
  const std::filesystem::path path =
      target == ConfigTarget::user || field.is_secret() ? user_path(context) : team_path(context);
  const std::string value = arguments.value == "-" ? one_line_of_input() : arguments.value;
  check_fits_settings(context, field, parse_config_value(field, value, arguments.key));
  const RepositoryLayout layout = find_repository(context.directory).value_or(RepositoryLayout{});
  std::optional<std::string> others;
  if (target == ConfigTarget::team) others = accepted_others(layout, context.environment, field);
  set_config_value(path, target, arguments.key, value);
  if (others) accept_settings(layout, context.environment, field.key(), *others);
  if (!arguments.quiet) {
    const std::string shown =
        show_config_value(field, parse_config_value(field, value, arguments.key));
    context.out.write(fmt::format("Set {} to {} in {}\n", arguments.key, printable_line(shown),
                                  printable_line(path.string())));
  }
  const Config config = load_config(paths_around(context), context.environment);
  const auto& now = *std::ranges::find(config.fields, &field, &ResolvedField::field);
  write_why_not_in_force(now, target);
  return 0;
}

int run_command(const ConfigGetArguments& arguments, CommandContext& context) {
  const ConfigField& field = require_config_field(arguments.key);
  const Config config = load_config(paths_around(context), context.environment);
  write_notices(config.all_notices());
  const ResolvedField& found = *std::ranges::find(config.fields, &field, &ResolvedField::field);
  std::string line = printable_line(found.shown());
  if (arguments.verbose) line += fmt::format("  ({})", described(found));
  context.out.write(line + "\n");
  return 0;
}

int run_command(const ConfigListArguments& arguments, CommandContext& context) {
  const Config config = load_config(paths_around(context), context.environment);
  write_notices(config.all_notices());
  const bool verbose = arguments.verbose;
  std::size_t key_width = 0;
  std::size_t value_width = 0;
  for (const ResolvedField& resolved : config.fields) {
    key_width = std::max(key_width, resolved.field->key().size());
    value_width = std::max(value_width, display_width(printable_line(resolved.shown())));
  }
  for (const ResolvedField& resolved : config.fields) {
    const std::string key = padded(resolved.field->key(), key_width);
    const std::string value = printable_line(resolved.shown());
    if (!verbose) {
      context.out.write(fmt::format("{}  {}\n", key, value));
      continue;
    }
    context.out.write(fmt::format("{}  {}  {}\n{:{}}  {} ({})\n", key, padded(value, value_width),
                                  described(resolved), "", key_width, resolved.field->summary,
                                  resolved.field->expectation()));
    const auto write_proposed = [&](std::string_view why, const ProposedValue& proposed) {
      context.out.write(
          fmt::format("{:{}}  {}: {} ({})\n", "", key_width, why,
                      printable_line(show_config_value(*resolved.field, proposed.value)),
                      printable_line(proposed.where)));
    };
    if (resolved.waiting) write_proposed("not in force until you trust it", *resolved.waiting);
    if (resolved.too_high) {
      write_proposed("not in force, a repository may only lower this limit", *resolved.too_high);
    }
  }
  for (const TeamPrompt& prompt : config.prompts) {
    if (!verbose || prompt.is_in_force) continue;
    context.out.write(fmt::format(
        "{}  not in force until you trust it: {}, {}\n", padded("prompt " + prompt.name, key_width),
        printable_line(prompt.file.string()), counted(prompt.line_count(), "line")));
  }
  const auto layout = find_repository(context.directory);
  if (!verbose || !layout) return 0;
  for (const std::string& suite : waiting_suites(context, *layout, config)) {
    context.out.write(fmt::format("{}  not in force until you trust it: {}\n",
                                  padded("suite", key_width), printable_line(suite)));
  }
  return 0;
}

}  // namespace gitctx

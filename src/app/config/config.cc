#include "app/config/config.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>

#include "app/config/config_file.h"
#include "app/suggestion.h"
#include "base/error.h"
#include "base/file.h"
#include "core/storage_paths.h"

namespace gitctx {
namespace {

void warn_if_loose(const std::filesystem::path& path, std::vector<Notice>& notices) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return;
  const unsigned mode = status.st_mode & 0777;
  if ((mode & 077) == 0) return;
  notices.push_back(
      {fmt::format("{} can contain keys but other users have access: mode {:04o}, expected 0600",
                   path.string(), mode),
       fmt::format("Run: chmod 600 {}", path.string())});
}

std::size_t field_number(std::string_view key) {
  const auto fields = config_fields();
  std::size_t i = 0;
  while (i < fields.size() && fields[i].key() != key) ++i;
  return i;
}

/// The content of a settings file, or nothing if it does not exist. A committed file that may not
/// be read, such as a symbolic link, does not stop the command.
std::optional<std::string> read_settings(const std::filesystem::path& path, ConfigSource source,
                                         Config& config) {
  try {
    return read_file_if_present(path, most_config_bytes);
  } catch (const Error& error) {
    if (source != ConfigSource::team_file) throw;
    config.notices.push_back(
        {fmt::format("the settings of the repository are ignored: {}", error.message()),
         error.hint()});
    return std::nullopt;
  }
}

void merge_file(const std::filesystem::path& path, ConfigSource source, Config& config) {
  const auto text = read_settings(path, source, config);
  if (!text) return;
  if (source == ConfigSource::user_file) warn_if_loose(path, config.notices);
  for (const ConfigEntry& entry : parse_config_text(*text, path.string())) {
    const std::string where = fmt::format("{}:{}", path.string(), entry.line);
    const std::size_t number = field_number(entry.key);
    if (number == config.fields.size()) {
      config.notices.push_back(
          {fmt::format("{}: unknown setting '{}' is ignored", where, entry.key),
           suggest_config_key(entry.key)});
      continue;
    }
    ResolvedField& resolved = config.fields[number];
    if (resolved.field->is_secret() && source == ConfigSource::team_file) {
      config.notices.push_back(
          {fmt::format("{}: '{}' is ignored: keys must not be in a committed file", where,
                       entry.key),
           fmt::format("Remove it, then run: gitctx config set --user {} -", entry.key)});
      continue;
    }
    const std::string place = fmt::format("{}: {}", where, entry.key);
    const auto* list = std::get_if<std::vector<std::string>>(&entry.value);
    resolved.value =
        list != nullptr
            ? parse_config_list(*resolved.field, *list, place)
            : parse_config_value(*resolved.field, std::get<std::string>(entry.value), place);
    resolved.source = source;
    resolved.where = where;
  }
}

void merge_environment(const Environment& environment, Config& config) {
  for (ResolvedField& resolved : config.fields) {
    const ConfigField& field = *resolved.field;
    std::vector<std::string> names = field.extra_variables;
    names.push_back(field.environment_variable());
    for (const std::string& name : names) {
      const std::string_view value = environment.get(name);
      if (value.empty()) continue;
      resolved.value = parse_config_value(field, value, name);
      resolved.source = ConfigSource::environment;
      resolved.where = name;
    }
  }
}

void warn_about_unknown_variables(const Environment& environment, Config& config) {
  std::vector<std::string> known;
  for (const ConfigField& field : config_fields()) known.push_back(field.environment_variable());
  for (const auto& [name, value] : environment.variables) {
    if (!name.starts_with("GITCTX_") || name.find("__") == std::string::npos) continue;
    if (std::ranges::find(known, name) != known.end()) continue;
    config.notices.push_back(
        {fmt::format("unknown variable {} is ignored", name), did_you_mean(name, known)});
  }
}

const std::string& text_of(const Config& config, std::string_view key) {
  return std::get<std::string>(config.fields[field_number(key)].value);
}

/// A setting that names a server. The server gets no key if only the team file names it.
struct Server {
  std::string_view key;
  bool Config::* is_shared;
  std::string of_user{};
};

/// Records in `config` whether the team file names the server but the user file does not.
void judge_server(const Server& server, Config& config) {
  const std::string& address = text_of(config, server.key);
  const bool is_of_team = config.fields[field_number(server.key)].source == ConfigSource::team_file;
  if (!is_of_team || address.empty() || address == server.of_user) return;
  config.*server.is_shared = true;
  if (config.secrets.all().empty()) return;
  config.notices.push_back(
      {fmt::format("no key is sent to {}: {} is set in a committed file", address, server.key),
       fmt::format("If you trust this server, run: gitctx config set --user {} {}", server.key,
                   address)});
}

void check_together(const Settings::Index& index) {
  const auto check = [&](bool is_right, const char* name, int value, const char* must) {
    if (is_right) return;
    throw Error(ErrorCode::usage,
                fmt::format("index.{} ({}) must {} index.chunk_tokens ({})", name, value, must,
                            index.chunk_tokens),
                "Run: gitctx config list -v");
  };
  check(index.chunk_overlap_tokens < index.chunk_tokens, "chunk_overlap_tokens",
        index.chunk_overlap_tokens, "be smaller than");
  check(index.max_chunk_tokens >= index.chunk_tokens, "max_chunk_tokens", index.max_chunk_tokens,
        "not be smaller than");
}

}  // namespace

ConfigPaths config_paths(const std::filesystem::path& worktree, const Environment& environment) {
  ConfigPaths paths;
  if (!worktree.empty()) paths.team = config_file(worktree);
  const std::string_view home = environment.get("HOME");
  if (!home.empty()) paths.user = config_file(home);
  // If the home folder is a repository, the team file is also the user file. It then counts as the
  // user file, which may have keys.
  if (paths.team == paths.user) paths.team.reset();
  return paths;
}

Config load_config(const ConfigPaths& paths, const Environment& environment) {
  Config config;
  ConfigValues values;
  for (const ConfigField& field : config_fields()) {
    config.fields.push_back({.field = &field, .value = field.load(values), .where = "default"});
  }
  if (paths.user) merge_file(*paths.user, ConfigSource::user_file, config);
  Server servers[] = {{"model.base_url", &Config::base_url_is_shared},
                      {"model.chat_base_url", &Config::chat_base_url_is_shared}};
  for (Server& server : servers) server.of_user = text_of(config, server.key);
  if (paths.team) merge_file(*paths.team, ConfigSource::team_file, config);
  merge_environment(environment, config);
  warn_about_unknown_variables(environment, config);

  for (const ResolvedField& resolved : config.fields) resolved.field->store(values, resolved.value);
  check_together(values.settings.index);
  config.settings = std::move(values.settings);
  config.secrets = std::move(values.secrets);
  for (const Server& server : servers) judge_server(server, config);
  return config;
}

void check_goes_with(const Config& config, const ConfigField& field, const ConfigValue& value) {
  ConfigValues values{config.settings, config.secrets};
  field.store(values, value);
  check_together(values.settings.index);
}

void set_config_value(const std::filesystem::path& path, ConfigTarget target, std::string_view key,
                      std::string_view value) {
  const ConfigField& field = require_config_field(key);
  if (has_secret(field, value) && target == ConfigTarget::team) {
    throw Error(
        ErrorCode::usage,
        fmt::format("{} {}: it is never written to a committed file", key,
                    field.is_secret() ? "is a key" : "contains a password"),
        fmt::format("Run: gitctx config set --user {} -   (reads it from standard input)", key));
  }
  const ConfigValue parsed = parse_config_value(field, value, key);
  const std::string text = read_file_if_present(path, most_config_bytes).value_or("");
  // Throws for a broken file here, because this error names the line and the error below does not.
  parse_config_text(text, path.string());
  const auto edited =
      edit_config_text(text, field.section, field.name, config_value_to_yaml(parsed));
  if (!edited) {
    throw Error(ErrorCode::failure,
                fmt::format("cannot set {} in {}: its YAML cannot be edited line by line", key,
                            path.string()),
                fmt::format("Add '{}: {}' below '{}:' by hand", field.name,
                            has_secret(field, value) ? "KEY" : config_value_to_yaml(parsed),
                            field.section));
  }
  if (*edited == text) return;
  write_config_file(
      path, *edited,
      target == ConfigTarget::user ? ConfigFileAccess::only_owner : ConfigFileAccess::shared);
}

}  // namespace gitctx

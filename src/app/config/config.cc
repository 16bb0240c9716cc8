#include "app/config/config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <set>
#include <system_error>

#include "app/config/config_file.h"
#include "app/suggestion.h"
#include "base/error.h"
#include "base/file.h"
#include "base/printable.h"
#include "base/utf8.h"
#include "core/storage_paths.h"
#include "embed/hosted/hosted_model.h"

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
       fmt::format("Run: chmod 600 {}", shell_word(path.string()))});
}

/// The position of the setting in config_fields(), or the number of settings if the key is unknown.
std::size_t field_number(std::string_view key) {
  static const std::map<std::string, std::size_t, std::less<>> numbers = [] {
    std::map<std::string, std::size_t, std::less<>> all;
    for (const ConfigField& field : config_fields()) all.emplace(field.key(), all.size());
    return all;
  }();
  const auto found = numbers.find(key);
  return found == numbers.end() ? numbers.size() : found->second;
}

/// Quotes a text that comes from a file, and cuts it if it is long.
std::string quoted_name(std::string_view text) {
  constexpr std::size_t longest = 80;
  const std::string_view part = truncate_utf8(text, longest);
  return fmt::format("'{}{}'", part, part.size() < text.size() ? "..." : "");
}

/// Reports the names in a file that are not settings. Only the first few names are shown, because a
/// file can have any number of them.
class UnknownNames {
 public:
  void add(const ConfigEntry& entry, const std::string& where, std::vector<Notice>& notices) {
    constexpr std::size_t most_named = 5;
    if (++count_ > most_named) {
      ++unnamed_;
      return;
    }
    notices.push_back(
        {fmt::format("{}: unknown setting {} is ignored", where, quoted_name(entry.key)),
         suggest_config_key(entry.key)});
  }

  void add_rest(const std::filesystem::path& path, std::vector<Notice>& notices) const {
    if (unnamed_ == 0) return;
    notices.push_back({fmt::format("{}: and {} more unknown setting{}", path.string(), unnamed_,
                                   unnamed_ == 1 ? "" : "s"),
                       {}});
  }

 private:
  std::size_t count_ = 0;
  std::size_t unnamed_ = 0;
};

ConfigValue value_of(const ConfigEntry& entry, const ConfigField& field, const std::string& where) {
  const std::string place = fmt::format("{}: {}", where, entry.key);
  if (entry.is_nested) {
    throw Error(ErrorCode::usage,
                fmt::format("{}: expected {}, got settings below it", place, field.expectation()));
  }
  if (const auto* list = std::get_if<std::vector<std::string>>(&entry.value)) {
    return parse_config_list(field, *list, place);
  }
  return parse_config_value(field, std::get<std::string>(entry.value), place);
}

/// The entries of a settings file; none if it does not exist. If the repository's settings file is
/// broken or must not be read (a symbolic link, for example), there are no entries either, and a
/// notice says why.
std::vector<ConfigEntry> read_settings(const std::filesystem::path& path, ConfigSource source,
                                       std::vector<Notice>& notices) {
  try {
    const auto text = read_file_if_present(path, most_config_bytes);
    if (!text) return {};
    if (source == ConfigSource::user_file) warn_if_loose(path, notices);
    return parse_config_text(*text, path.string());
  } catch (const Error& error) {
    if (source != ConfigSource::team_file) throw;
    notices.push_back(
        {fmt::format("the settings of the repository are ignored: {}", error.message()),
         error.hint()});
    return {};
  }
}

/// The values in a file. The key is the position of the setting in config_fields(). If a setting
/// occurs twice, its last value counts.
using FileValues = std::map<std::size_t, ProposedValue>;

/// Reads the values in a settings file. An invalid value in the repository's settings file is
/// ignored with a notice, because a cloned repository must not stop the program.
FileValues read_values(const std::filesystem::path& path, ConfigSource source, Config& config) {
  const bool is_team = source == ConfigSource::team_file;
  std::vector<Notice>& notices = is_team ? config.repository_notices : config.notices;
  FileValues values;
  UnknownNames unknown;
  std::set<std::size_t> told;
  for (const ConfigEntry& entry : read_settings(path, source, notices)) {
    const std::string where = fmt::format("{}:{}", path.string(), entry.line);
    const std::size_t number = field_number(entry.key);
    if (number == config.fields.size()) {
      unknown.add(entry, where, notices);
      continue;
    }
    const ConfigField& field = *config.fields[number].field;
    if (field.is_secret() && is_team) {
      if (!told.insert(number).second) continue;
      notices.push_back(
          {fmt::format("{}: '{}' is ignored: keys must not be in a committed file", where,
                       entry.key),
           fmt::format("Remove it, then run: gitctx config set --user {} -", entry.key)});
      continue;
    }
    try {
      values.insert_or_assign(number, ProposedValue{value_of(entry, field, where), where});
    } catch (const Error& error) {
      if (!is_team) throw;
      if (!told.insert(number).second) continue;
      notices.push_back({error.message() + "; this value is ignored", error.hint()});
    }
  }
  unknown.add_rest(path, notices);
  return values;
}

/// Removes the values that are paths of files in the worktree, and adds a notice for each of them.
/// The user would accept only the path, and a later commit could change the file at this path.
void drop_files_of_repository(const std::filesystem::path& worktree, const Environment& environment,
                              FileValues& values, Config& config) {
  std::erase_if(values, [&](const auto& each) {
    const ConfigField& field = *config.fields[each.first].field;
    if (field.type != FieldType::file) return false;
    const auto& value = std::get<std::string>(each.second.value);
    const std::filesystem::path file =
        value.starts_with("~/") ? std::filesystem::path(environment.get("HOME")) / value.substr(2)
                                : std::filesystem::path(value);
    std::error_code failed;  // a path that cannot be resolved is compared as it is
    const auto real_file = std::filesystem::weakly_canonical(file, failed);
    const auto real_folder = std::filesystem::weakly_canonical(worktree, failed);
    const auto is_below = [](const std::filesystem::path& path,
                             const std::filesystem::path& folder) {
      const auto relative = path.lexically_normal().lexically_relative(folder);
      return !relative.empty() && *relative.begin() != "..";
    };
    if (value.empty() || (!is_below(file, worktree) && !is_below(real_file, real_folder))) {
      return false;
    }
    config.repository_notices.push_back(
        {fmt::format("{}: {} is ignored: the file is in the repository, which can change it",
                     each.second.where, field.key()),
         fmt::format("Copy the file to a folder of yours, then run: gitctx config set --user {} "
                     "FILE",
                     field.key())});
    return true;
  });
}

void put_in_force(ResolvedField& resolved, const ProposedValue& proposed, ConfigSource source) {
  resolved.value = proposed.value;
  resolved.where = proposed.where;
  resolved.source = source;
}

void merge_user_file(const std::filesystem::path& path, Config& config) {
  for (const auto& [number, value] : read_values(path, ConfigSource::user_file, config)) {
    put_in_force(config.fields[number], value, ConfigSource::user_file);
  }
}

/// Applies the values that the repository's settings file may set without trust. Values that need
/// trust wait for it. Limits that are too high are ignored with a notice. The environment must
/// already be merged, because it overrides the file.
void merge_team_values(const FileValues& proposed, Config& config) {
  for (const auto& [number, value] : proposed) {
    ResolvedField& resolved = config.fields[number];
    const ConfigField& field = *resolved.field;
    if (field.is_proposable && !field.is_proposable(value.value)) {
      config.repository_notices.push_back(
          {fmt::format("{}: {} is not in force: a repository may name {}", value.where, field.key(),
                       field.proposable_values),
           fmt::format("To set it yourself, run: gitctx config set --user {} VALUE", field.key())});
      continue;
    }
    // If the file names a hosted model, the user accepts this model and the settings that may cost
    // money together.
    const bool may_cost = field.team_rule == TeamRule::may_cost;
    const bool needs_trust =
        field.team_rule == TeamRule::needs_trust || (may_cost && !config.hosted_embedding.empty());
    if (needs_trust || may_cost) {
      config.team_settings.content +=
          fmt::format("{}: {}\n", field.key(), config_value_to_yaml(value.value));
    }
    if (resolved.source == ConfigSource::environment) continue;
    if (needs_trust && value.value != resolved.value) {
      resolved.waiting = value;
    } else if (field.team_rule == TeamRule::only_tightens &&
               !field.is_as_tight(value.value, resolved.value)) {
      resolved.too_high = value;
    } else {
      put_in_force(resolved, value, ConfigSource::team_file);
    }
  }
  for (const ResolvedField& resolved : config.fields) {
    if (!resolved.too_high) continue;
    const ConfigField& field = *resolved.field;
    const std::string refused = show_config_value(field, resolved.too_high->value);
    const bool is_zero = resolved.shown() == "0";
    const std::string limit =
        is_zero ? fmt::format("0 (here {:g})", field.limit_of_zero) : resolved.shown();
    config.repository_notices.push_back(
        {fmt::format("{}: {} {} is not in force: a repository may only lower this limit, which is "
                     "{}",
                     resolved.too_high->where, field.key(), refused, limit),
         fmt::format("To allow it, run: gitctx config set --user {} {}", field.key(), refused)});
  }
}

/// A notice such as "1 setting and 2 prompts of this repository are not in force until you trust
/// them: ...".
Notice waiting_notice(const std::vector<std::string>& settings,
                      const std::vector<std::string>& prompts) {
  const auto count_of = [](std::size_t count, std::string_view what) {
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
  };
  const std::size_t all = settings.size() + prompts.size();
  const std::string both = settings.empty() ? count_of(prompts.size(), "prompt")
                           : prompts.empty()
                               ? count_of(settings.size(), "setting")
                               : fmt::format("{} and {}", count_of(settings.size(), "setting"),
                                             count_of(prompts.size(), "prompt"));
  std::vector<std::string> names = settings;
  for (const std::string& prompt : prompts) names.push_back("prompt " + prompt);
  return {fmt::format("{} of this repository {} not in force until you trust {}: {}", both,
                      all == 1 ? "is" : "are", all == 1 ? "it" : "them", fmt::join(names, ", ")),
          std::string(trust_hint)};
}

/// Puts the accepted proposals in force, and reports the proposals that still wait.
void apply_trust(Config& config) {
  const std::vector<TrustItem> items = waiting_items(config);
  const std::vector<bool> accepted = accepted_items(config.trust, items, config.notices);
  std::vector<std::string> settings, prompts;
  for (ResolvedField& resolved : config.fields) {
    if (!resolved.waiting) continue;
    // The first item of waiting_items() contains the settings.
    if (!accepted.front()) {
      settings.push_back(resolved.field->key());
      continue;
    }
    put_in_force(resolved, *resolved.waiting, ConfigSource::team_file);
    resolved.waiting.reset();
  }
  for (TeamPrompt& prompt : config.prompts) {
    if (prompt.is_in_force) continue;
    const auto item = std::ranges::find(items, prompt.item());
    prompt.is_in_force = accepted[static_cast<std::size_t>(item - items.begin())];
    if (!prompt.is_in_force) prompts.push_back(prompt.name);
  }
  if (!settings.empty() || !prompts.empty()) {
    // The most important notice comes first.
    config.repository_notices.insert(config.repository_notices.begin(),
                                     waiting_notice(settings, prompts));
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
  const std::string_view trust = environment.get("GITCTX_TRUST");
  const bool is_off = trust.empty() || trust == "0" || trust == "no" || trust == "false";
  if (!is_off && !environment.is_on("GITCTX_TRUST")) {
    config.notices.push_back(
        {fmt::format("GITCTX_TRUST={} is ignored: expected 1 or 0", quoted_name(trust)), {}});
  }
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

/// The hosted embedding model that the user's own settings select; empty if they select none. Must
/// be called before the settings in the repository's settings file are merged. Variables in
/// `environment` override the settings.
std::string own_hosted_embedding(const Config& config, const Environment& environment) {
  const auto text = [&](std::string_view key) {
    const std::string_view named =
        environment.get(config_fields()[field_number(key)].environment_variable());
    return named.empty() ? text_of(config, key) : std::string(named);
  };
  Settings::Model model;
  model.embedding = text("model.embedding");
  model.base_url = text("model.base_url");
  try {
    return find_hosted_model(model) ? model.embedding : std::string{};
  } catch (const Error&) {
    return {};  // the model does not exist, so it embeds nothing
  }
}

/// A setting that names a server. If only the repository's settings file names the server, no API
/// key is sent to this server.
struct Server {
  std::string_view key;
  bool Config::* is_shared;
  std::string of_user{};
};

/// Records in `config` whether the repository's settings file names the server but the user file
/// does not.
void judge_server(const Server& server, Config& config) {
  const std::string& address = text_of(config, server.key);
  const bool is_of_team = config.fields[field_number(server.key)].source == ConfigSource::team_file;
  if (!is_of_team || address.empty() || address == server.of_user) return;
  config.*server.is_shared = true;
  if (config.secrets.all().empty()) return;
  config.notices.push_back(
      {fmt::format("no key is sent to {}: {} is set in a committed file", address, server.key),
       fmt::format("If this server may have your key, run: gitctx config set --user {} {}",
                   server.key, shell_word(address))});
}

void check_together(const Settings::Index& index) {
  const auto check = [&](bool is_right, const char* name, int value, const char* must) {
    if (is_right) return;
    throw Error(ErrorCode::usage,
                fmt::format("index.{} ({}) must {} index.chunk_tokens ({})", name, value, must,
                            index.chunk_tokens),
                "Run: gitctx config list -v");
  };
  // With a larger overlap, each text would be embedded many times.
  check(index.chunk_overlap_tokens <= index.chunk_tokens / 2, "chunk_overlap_tokens",
        index.chunk_overlap_tokens, "be at most half of");
  check(index.max_chunk_tokens >= index.chunk_tokens, "max_chunk_tokens", index.max_chunk_tokens,
        "not be smaller than");
}

/// Ignores the chunk sizes in the repository's settings file if they contradict each other or the
/// user's own sizes. `own` holds the settings as they would be without that file.
void drop_contradictions(const std::vector<ResolvedField>& own, Config& config) {
  ConfigValues values;
  for (const ResolvedField& each : config.fields) each.field->store(values, each.value);
  try {
    check_together(values.settings.index);
  } catch (const Error& error) {
    std::string where;
    for (const char* const key :
         {"index.chunk_tokens", "index.chunk_overlap_tokens", "index.max_chunk_tokens"}) {
      ResolvedField& resolved = config.fields[field_number(key)];
      if (resolved.source != ConfigSource::team_file) continue;
      if (where.empty()) where = resolved.where;
      resolved = own[field_number(key)];
    }
    if (where.empty()) throw;
    config.repository_notices.push_back(
        {fmt::format("{}: {}; the chunk sizes in this file are ignored", where, error.message()),
         error.hint()});
  }
}

/// Combines the notices about the repository into one, so that a clone cannot fill the screen.
Notice in_one(const std::vector<Notice>& notices) {
  Notice first = notices.front();
  if (notices.size() == 1) return first;
  first.message += fmt::format("; there {} {} more notice{} about the settings of this repository",
                               notices.size() == 2 ? "is" : "are", notices.size() - 1,
                               notices.size() == 2 ? "" : "s");
  const bool can_trust = first.hint == trust_hint;
  first.hint = can_trust ? "Run: gitctx trust; to see the other notices, run: gitctx config list"
                         : "To see all notices, run: gitctx config list";
  return first;
}

}  // namespace

ConfigPaths config_paths(const RepositoryLayout& layout, const Environment& environment) {
  ConfigPaths paths;
  if (!layout.worktree.empty()) {
    paths.team = config_file(layout.worktree);
    paths.prompts = prompts_folder(layout.worktree);
  }
  const std::string_view home = environment.get("HOME");
  if (!home.empty()) {
    paths.user = config_file(home);
    paths.trust.store = trust_file(user_folder(home));
  }
  std::error_code failed;
  const auto repository = std::filesystem::canonical(layout.common_dir, failed);
  paths.trust.repository = (failed ? layout.common_dir : repository).string();
  paths.trust.accepts_all = environment.is_on("GITCTX_TRUST");
  // If the home folder is a repository, the repository's settings file is the user file. It then
  // counts only as the user file, so it may contain keys. The prompts and suites in the same folder
  // are then the user's own.
  if (paths.team && paths.team == paths.user) {
    paths.team.reset();
    paths.trust.own_folder = fmt::format("{}/", settings_folder_name);
  }
  return paths;
}

std::vector<Notice> Config::all_notices() const {
  std::vector<Notice> all = notices;
  if (repository_notices.empty()) return all;
  all.pop_back();  // the notice that combines the repository notices
  all.insert(all.end(), repository_notices.begin(), repository_notices.end());
  return all;
}

namespace {

/// Like load_config(), but uses `own_environment` to determine the user's own hosted model.
Config load(const ConfigPaths& paths, const Environment& environment,
            const Environment& own_environment) {
  Config config;
  config.trust = paths.trust;
  config.team_settings.name = fmt::format("{}/config.yml", settings_folder_name);
  ConfigValues values;
  for (const ConfigField& field : config_fields()) {
    config.fields.push_back({.field = &field, .value = field.load(values), .where = "default"});
  }
  if (paths.user) merge_user_file(*paths.user, config);
  Server servers[] = {{"model.base_url", &Config::base_url_is_shared},
                      {"model.chat_base_url", &Config::chat_base_url_is_shared}};
  for (Server& server : servers) server.of_user = text_of(config, server.key);
  FileValues proposed;
  if (paths.team) {
    proposed = read_values(*paths.team, ConfigSource::team_file, config);
    if (!config.trust.accepts_all) {
      drop_files_of_repository(paths.team->parent_path().parent_path(), environment, proposed,
                               config);
    }
  }
  merge_environment(environment, config);
  warn_about_unknown_variables(environment, config);
  const std::vector<ResolvedField> own = config.fields;
  config.hosted_embedding = own_hosted_embedding(config, own_environment);
  merge_team_values(proposed, config);
  if (paths.prompts) config.prompts = read_team_prompts(*paths.prompts, config.prompt_notices);
  config.repository_notices.insert(config.repository_notices.end(), config.prompt_notices.begin(),
                                   config.prompt_notices.end());
  apply_trust(config);
  drop_contradictions(own, config);

  for (const ResolvedField& resolved : config.fields) resolved.field->store(values, resolved.value);
  check_together(values.settings.index);
  config.settings = std::move(values.settings);
  config.secrets = std::move(values.secrets);
  for (const Server& server : servers) judge_server(server, config);
  if (!config.repository_notices.empty()) {
    config.notices.push_back(in_one(config.repository_notices));
  }
  return config;
}

}  // namespace

Config load_config(const ConfigPaths& paths, const Environment& environment) {
  return load(paths, environment, environment);
}

Config load_proposals(const RepositoryLayout& layout, const Environment& environment) {
  Environment own;
  if (const auto home = environment.get("HOME"); !home.empty()) own.variables.emplace("HOME", home);
  return load(config_paths(layout, own), own, environment);
}

const std::string& place_of(const Config& config, std::string_view key) {
  return config.fields[field_number(key)].where;
}

bool is_waiting(const Config& config, std::string_view key) {
  return config.fields[field_number(key)].waiting.has_value();
}

bool settings_wait(const Config& config) {
  return std::ranges::any_of(
      config.fields, [](const ResolvedField& resolved) { return resolved.waiting.has_value(); });
}

std::vector<TrustItem> waiting_items(const Config& config) {
  std::vector<TrustItem> items;
  if (settings_wait(config)) items.push_back(config.team_settings);
  for (const TeamPrompt& prompt : config.prompts) {
    if (!prompt.is_in_force) items.push_back(prompt.item());
  }
  return items;
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
  // A broken file must throw here, because this error names the line and the error below does not.
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

#include "app/cli/commands/command_trust.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <system_error>
#include <vector>

#include "app/cli/commands/commands.h"
#include "app/cli/render/text_format.h"
#include "app/cli/terminal/messages.h"
#include "app/cli/terminal/terminal.h"
#include "app/config/config.h"
#include "app/services/suite_file.h"
#include "app/trust/trust_store.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json_text.h"
#include "base/printable.h"
#include "core/storage_paths.h"
#include "embed/hosted/hosted_model.h"
#include "git/head_reader.h"
#include "http/secret_scrubber.h"
#include "provider/provider.h"
#include "redact/redactor.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;

/// The maximum number of suites that are read, the maximum size of one suite, and the maximum size
/// of all suites together. The limits are needed because a repository can have any number of files.
constexpr std::size_t most_suites = 200;
constexpr std::uint64_t largest_suite = std::uint64_t{4} * 1024 * 1024;
constexpr std::size_t most_bytes_of_suites = 4 * largest_trust_item;

/// An item with the sentences that describe its effects.
struct Proposal {
  TrustItem item;
  std::vector<std::string> consequences;
};

/// The proposals that the user may accept. Each file is read only once, so the content that is
/// shown is the content that is stored.
struct Proposals {
  std::vector<Proposal> waiting;
  std::vector<TrustItem> current;  ///< current content of the files, accepted or not
  std::vector<Notice> notices;
};

const ResolvedField& field_of(const Config& config, std::string_view key) {
  return *std::ranges::find_if(
      config.fields, [&](const ResolvedField& resolved) { return resolved.field->key() == key; });
}

/// The value, as text, that a setting would have if the user accepted all proposals.
std::string text_after(const Config& config, std::string_view key) {
  const ResolvedField& resolved = field_of(config, key);
  return std::get<std::string>(resolved.waiting ? resolved.waiting->value : resolved.value);
}

/// A kind of model, with the settings that choose it.
struct ModelKeys {
  std::string_view model;
  std::string_view base_url;
};
constexpr ModelKeys chat_keys{"model.chat", "model.chat_base_url"};
constexpr ModelKeys embedding_keys{"model.embedding", "model.base_url"};

/// The provider whose key would pay for a model if the user accepted all proposals; null if no key
/// would be used. No key is sent to a server that only the repository names.
const Provider* payer_after(const Config& config, const ModelKeys& keys) {
  const std::string name = text_after(config, keys.model);
  const std::string base_url = text_after(config, keys.base_url);
  const bool is_shared = field_of(config, keys.base_url).waiting && !base_url.empty();
  if (is_shared) return nullptr;
  if (keys.model == chat_keys.model) return split_model_name(name).provider;
  try {
    Settings::Model model;
    model.embedding = name;
    model.base_url = base_url;
    const auto hosted = find_hosted_model(model);
    return hosted ? hosted->known_provider : nullptr;
  } catch (const Error&) {
    return nullptr;  // the model does not exist, so it cannot run
  }
}

/// A clause that names the key that would pay if the proposed value were in force; empty if there
/// is no such key. If several proposals concern one model, only one of them gets the clause: the
/// proposed model, or else its proposed address, or else the proposed `search.rerank`.
std::string payment(const ResolvedField& resolved, const Config& config) {
  const std::string key = resolved.field->key();
  const ConfigValue llm = std::string("llm");
  const bool is_rerank = key == "search.rerank" && resolved.waiting->value == llm;
  const bool is_of_chat = is_rerank || key == chat_keys.model || key == chat_keys.base_url;
  if (!is_of_chat && key != embedding_keys.model && key != embedding_keys.base_url) return {};
  const ModelKeys& keys = is_of_chat ? chat_keys : embedding_keys;
  const auto waits = [&](std::string_view other) {
    return key != other && is_waiting(config, other);
  };
  if (waits(keys.model) || (is_rerank && waits(keys.base_url))) return {};
  const Provider* const payer = payer_after(config, keys);
  if (payer == nullptr) return {};
  return fmt::format(", and your key for {} would pay for {}", payer->name,
                     key == keys.model ? "it" : "the model");
}

/// Shortens the place of a value in the repository's settings file, for example to
/// ".gitctx/config.yml:3".
std::string team_line(const std::string& where) {
  return ".gitctx/config.yml" + where.substr(where.rfind(':'));
}

/// A sentence about the effect of a proposed setting, such as "Code and queries, but no key, would
/// be sent to http://x/v1 (model.base_url, .gitctx/config.yml:3)".
std::string setting_consequence(const ResolvedField& resolved, const Config& config) {
  const ConfigField& field = *resolved.field;
  const std::string value = show_config_value(field, resolved.waiting->value);
  const bool is_default = resolved.waiting->value == field.load(ConfigValues{});
  std::string does =
      field.consequence.empty() || is_default
          ? fmt::format("{} would be {} instead of {}", field.key(), value, resolved.shown())
          : fmt::format(fmt::runtime(field.consequence), value);
  does += payment(resolved, config);
  if (field.team_rule == TeamRule::may_cost) {
    does += fmt::format(", and {} could embed more text", config.hosted_embedding);
  }
  return fmt::format("{} ({}, {})", does, field.key(), team_line(resolved.waiting->where));
}

Proposal settings_proposal(const Config& config) {
  Proposal proposal{.item = config.team_settings, .consequences = {}};
  for (const ResolvedField& resolved : config.fields) {
    const TeamRule rule = resolved.field->team_rule;
    const bool is_accepted_too = (rule == TeamRule::needs_trust || rule == TeamRule::may_cost) &&
                                 resolved.source == ConfigSource::team_file;
    if (resolved.waiting) {
      proposal.consequences.push_back(setting_consequence(resolved, config));
    } else if (is_accepted_too) {
      proposal.consequences.push_back(fmt::format("{} would stay {} ({})", resolved.field->key(),
                                                  resolved.shown(), team_line(resolved.where)));
    }
  }
  return proposal;
}

/// The suite files in the two suite folders, sorted by path.
std::set<fs::path> suite_files(const RepositoryLayout& layout, std::vector<Notice>& notices) {
  std::set<fs::path> files;
  for (const fs::path& folder :
       {suites_folder(layout.worktree), shared_suites_folder(layout.worktree)}) {
    try {
      for (const std::string& name : list_folder(folder)) {
        if (fs::path(name).extension() == ".yml") files.insert(folder / name);
      }
    } catch (const Error& error) {
      notices.push_back({error.message(), error.hint()});
    }
  }
  if (files.size() > most_suites) {
    notices.push_back({fmt::format("only {} of {} suites are shown", most_suites, files.size()),
                       "Run: gitctx trust SUITE"});
    files.erase(std::next(files.begin(), most_suites), files.end());
  }
  return files;
}

/// The files of accepted suites that are in neither of the two suite folders.
std::vector<fs::path> suites_elsewhere(const std::vector<TrustItem>& trusted,
                                       const RepositoryLayout& layout) {
  std::vector<fs::path> files;
  for (const TrustItem& item : trusted) {
    const fs::path file = layout.worktree / item.name;
    const fs::path folder = file.parent_path();
    const bool is_elsewhere =
        folder != suites_folder(layout.worktree) && folder != shared_suites_folder(layout.worktree);
    if (item.kind != TrustKind::suite || !is_elsewhere) continue;
    if (!files.empty() && files.back() == file) continue;  // accepted with several contents
    if (file_exists(file)) files.push_back(file);
  }
  return files;
}

/// Adds the suites that wait for trust. An invalid suite is not added, because it cannot run.
/// Throws Error if the user named the invalid suite; otherwise, a notice reports it. A suite
/// outside the two suite folders is found only if the user names it or has accepted an earlier
/// version of it.
void add_suites(const TrustArguments& arguments, const CommandContext& context,
                const RepositoryLayout& layout, const TrustPlace& place,
                const std::vector<TrustItem>& trusted, Proposals& proposals) {
  std::vector<Proposal> found;
  std::size_t bytes = 0;
  const auto add = [&](const fs::path& path) {
    if (bytes > most_bytes_of_suites) {
      throw Error(ErrorCode::failure, fmt::format("{}: the suites are too large", path.string()),
                  fmt::format("Run: gitctx trust {}", shell_word(path.string())));
    }
    const std::string yaml = read_suite_text(path, layout, largest_suite);
    bytes += yaml.size();
    if (!is_prompt_suite(yaml)) return;
    const SuiteFile suite(path, yaml, layout);
    if (!suite.needs_trust(false)) return;
    if (suite.is_elsewhere()) {
      throw Error(ErrorCode::usage,
                  fmt::format("the suite {} belongs to the repository {}", path.string(),
                              suite.repository().worktree.string()),
                  "Run: " + suite.trust_command());
    }
    TrustItem item = suite.item();
    bytes += item.content.size();
    check_size(item);
    found.push_back({.item = std::move(item), .consequences = {suite.consequence()}});
  };
  for (const std::string& name : arguments.suites) add(suite_path(name, layout, context.directory));
  constexpr std::size_t most_told = 5;
  std::size_t skipped = 0;
  const std::set<fs::path> listed = suite_files(layout, proposals.notices);
  std::vector<fs::path> files(listed.begin(), listed.end());
  std::ranges::copy(suites_elsewhere(trusted, layout), std::back_inserter(files));
  for (const fs::path& file : files) {
    try {
      add(file);
    } catch (const Error& error) {
      if (++skipped > most_told) continue;
      proposals.notices.push_back({"skipped: " + error.message(), error.hint()});
    }
  }
  if (skipped > most_told) {
    proposals.notices.push_back({fmt::format("and {} more are skipped", skipped - most_told), {}});
  }
  std::vector<TrustItem> items;
  for (const Proposal& proposal : found) items.push_back(proposal.item);
  const std::vector<bool> accepted = accepted_items(place, items, proposals.notices);
  proposals.current.insert(proposals.current.end(), items.begin(), items.end());
  for (std::size_t i = 0; i < found.size(); ++i) {
    const bool is_known = std::ranges::find(proposals.waiting, found[i].item, &Proposal::item) !=
                          proposals.waiting.end();
    if (!accepted[i] && !is_known) proposals.waiting.push_back(std::move(found[i]));
  }
}

Proposals find_proposals(const TrustArguments& arguments, const CommandContext& context,
                         const RepositoryLayout& layout, const Config& config,
                         const std::vector<TrustItem>& trusted) {
  Proposals proposals{.notices = config.prompt_notices};
  for (const TrustItem& item : waiting_items(config)) {
    if (item.kind == TrustKind::settings) proposals.waiting.push_back(settings_proposal(config));
  }
  if (!config.team_settings.content.empty()) proposals.current.push_back(config.team_settings);
  for (const TeamPrompt& prompt : config.prompts) {
    const TrustItem item = prompt.item();
    proposals.current.push_back(item);
    if (prompt.is_in_force) continue;
    proposals.waiting.push_back(
        {.item = item,
         .consequences = {fmt::format("The prompt '{}' would be replaced by {} ({}; read it first)",
                                      prompt.name, item.name,
                                      counted(prompt.line_count(), "line"))}});
  }
  if (!layout.worktree.empty()) {
    add_suites(arguments, context, layout, config.trust, trusted, proposals);
  }
  return proposals;
}

std::vector<std::string> redacted_all(std::vector<std::string> texts) {
  for (std::string& text : texts) redact_secrets(text);
  return texts;
}

std::string lines_of(const std::vector<Proposal>& waiting) {
  std::string out;
  for (const Proposal& proposal : waiting) {
    for (const std::string& sentence : proposal.consequences) {
      out += "  " + printable_line(redacted(sentence)) + "\n";
    }
  }
  return out;
}

/// All accepted contents of one file.
struct AcceptedFile {
  TrustItem item;  ///< has the content in force, or the first accepted content
  std::size_t contents = 0;
  bool is_in_force = false;
};

std::vector<AcceptedFile> accepted_files(const std::vector<TrustItem>& items,
                                         const std::vector<TrustItem>& current) {
  std::vector<AcceptedFile> files;
  for (const TrustItem& item : items) {
    const bool is_same = !files.empty() && files.back().item.kind == item.kind &&
                         files.back().item.name == item.name;
    if (!is_same) files.push_back({.item = item});
    AcceptedFile& file = files.back();
    ++file.contents;
    const auto is_in_file = [&](const TrustItem& it) {
      return it.kind == item.kind && it.name == item.name &&
             kept_content(it.content) == item.content;
    };
    if (std::ranges::none_of(current, is_in_file)) continue;
    file.item = item;
    file.is_in_force = true;
  }
  return files;
}

std::string list_text(const Proposals& proposals, const std::vector<TrustItem>& trusted) {
  std::string out;
  if (!proposals.waiting.empty()) {
    out += "Needs your trust:\n" + lines_of(proposals.waiting);
  }
  if (!trusted.empty()) out += "Trusted:\n";
  for (const auto& [item, contents, is_in_force] : accepted_files(trusted, proposals.current)) {
    out += fmt::format(
        "  {} {}{}{}\n", trust_kind_name(item.kind), printable_line(item.name),
        contents == 1 ? "" : fmt::format(" ({} versions)", contents),
        is_in_force ? "" : ": not in force because the file has changed since you accepted it");
    if (item.kind != TrustKind::settings || !is_in_force) continue;
    const std::size_t first = has_secrets(item.content) ? item.content.find('\n') + 1 : 0;
    for (std::size_t begin = first; begin < item.content.size();) {
      const std::size_t end = std::min(item.content.find('\n', begin), item.content.size());
      const std::string line = item.content.substr(begin, end - begin);
      out += "    " + printable_line(scrub_secrets(line, {})) + "\n";
      begin = end + 1;
    }
  }
  return out.empty() ? "This repository proposes nothing that needs your trust\n" : out;
}

std::string list_json(const std::string& repository, const Proposals& proposals,
                      const std::vector<TrustItem>& trusted) {
  using OrderedJson = nlohmann::ordered_json;
  OrderedJson waits = OrderedJson::array();
  for (const Proposal& proposal : proposals.waiting) {
    waits.push_back({{"kind", trust_kind_name(proposal.item.kind)},
                     {"name", proposal.item.name},
                     {"consequences", redacted_all(proposal.consequences)}});
  }
  OrderedJson accepted = OrderedJson::array();
  for (const auto& [item, contents, is_in_force] : accepted_files(trusted, proposals.current)) {
    accepted.push_back({{"kind", trust_kind_name(item.kind)},
                        {"name", item.name},
                        {"versions", contents},
                        {"in_force", is_in_force}});
  }
  const OrderedJson document{
      {"repository", repository}, {"waiting", std::move(waits)}, {"trusted", std::move(accepted)}};
  return json_text(document) + "\n";
}

std::vector<TrustItem> trusted_items(const TrustPlace& place) {
  std::error_code ignored;
  if (place.store.empty() || !fs::exists(place.store, ignored)) return {};
  return TrustStore::open(place.store).items(place.repository);
}

int revoke(const TrustPlace& place, Output& out) {
  const std::vector<TrustItem> trusted = trusted_items(place);
  if (trusted.empty()) {
    out.write("Nothing in this repository was trusted\n");
    return 0;
  }
  TrustStore::open(place.store).remove_all(place.repository);
  out.write(
      fmt::format("No longer trusted: {}\n", counted(accepted_files(trusted, {}).size(), "item")));
  return 0;
}

/// A message such as "nothing was added; 2 items stay trusted".
std::string refusal_text(const std::vector<TrustItem>& trusted) {
  const std::size_t count = accepted_files(trusted, {}).size();
  if (count == 0) return "nothing is trusted";
  return fmt::format("nothing was added; {} {} trusted", counted(count, "item"),
                     count == 1 ? "stays" : "stay");
}

int accept(const Proposals& proposals, const std::vector<TrustItem>& trusted,
           const TrustPlace& place, bool yes, Output& out) {
  if (proposals.waiting.empty()) {
    out.write("Nothing in this repository needs your trust\n");
    return 0;
  }
  if (place.store.empty()) {
    throw Error(ErrorCode::configuration,
                "cannot store that you trust this repository: HOME is not set",
                "Set HOME, or run with GITCTX_TRUST=1");
  }
  out.write("If you trust this repository:\n" + lines_of(proposals.waiting));
  out.flush();
  if (!yes) {
    if (!can_ask()) {
      throw Error(ErrorCode::usage,
                  "without a terminal to ask on, trusting this repository needs --yes",
                  "Run: gitctx trust --yes");
    }
    if (!ask_yes_no("Do you trust it?")) throw Error(ErrorCode::failure, refusal_text(trusted));
  }
  std::vector<TrustItem> items;
  for (const Proposal& proposal : proposals.waiting) items.push_back(proposal.item);
  TrustStore::open(place.store).add(place.repository, items);
  out.write(fmt::format("Trusted in {}\n", printable_line(place.repository)));
  return 0;
}

}  // namespace

std::vector<std::string> waiting_suites(const CommandContext& context,
                                        const RepositoryLayout& layout, const Config& config) {
  Proposals proposals;
  std::vector<TrustItem> trusted;
  try {
    trusted = trusted_items(config.trust);
  } catch (const Error&) {
    // If the store cannot be read, every suite waits for trust.
  }
  if (!layout.worktree.empty()) add_suites({}, context, layout, config.trust, trusted, proposals);
  std::vector<std::string> names;
  for (const Proposal& proposal : proposals.waiting) names.push_back(proposal.item.name);
  return names;
}

int run_command(const TrustArguments& arguments, CommandContext& context) {
  const RepositoryLayout layout = require_repository(context.directory);
  const TrustPlace place = config_paths(layout, context.environment).trust;
  if (arguments.revoke) return revoke(place, context.out);
  // Read the store here, where a failure to read it is an Error. Later, such a failure would only
  // cause a notice.
  const std::vector<TrustItem> trusted = trusted_items(place);
  const Config config = load_proposals(layout, context.environment);
  const Proposals proposals = find_proposals(arguments, context, layout, config, trusted);
  write_notices(proposals.notices);
  if (arguments.json) {
    context.out.write(list_json(place.repository, proposals, trusted));
    return 0;
  }
  if (arguments.list) {
    context.out.write(list_text(proposals, trusted));
    return 0;
  }
  return accept(proposals, trusted, config.trust, arguments.yes, context.out);
}

}  // namespace gitctx

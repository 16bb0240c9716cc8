#include "app/services/suite_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>

#include "app/config/config_file.h"
#include "app/services/reranked_search.h"
#include "base/error.h"
#include "base/file.h"
#include "base/printable.h"
#include "core/storage_paths.h"
#include "llm/prompts/prompt_library.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;

/// The path of the file relative to the folder; nothing if the file is not below the folder.
std::optional<fs::path> path_below(const fs::path& file, const fs::path& folder) {
  const fs::path relative = file.lexically_normal().lexically_relative(folder);
  if (relative.empty() || *relative.begin() == "..") return std::nullopt;
  return relative;
}

/// The path of a file in the worktree, relative to the worktree; nothing for any other file. A link
/// in the worktree counts as a file in the worktree, whatever its target is. A link elsewhere also
/// counts if its target is in the worktree.
std::optional<fs::path> path_in_repository(const fs::path& file, const RepositoryLayout& layout) {
  if (layout.worktree.empty()) return std::nullopt;
  if (auto relative = path_below(file, layout.worktree)) return relative;
  std::error_code failed;
  const fs::path real_file = fs::weakly_canonical(file, failed);
  if (failed) return std::nullopt;
  const fs::path real_folder = fs::canonical(layout.worktree, failed);
  return failed ? std::nullopt : path_below(real_file, real_folder);
}

/// The repository that the suite belongs to. If the file is outside the worktree of `layout` but in
/// another repository, the suite belongs to the other repository.
RepositoryLayout repository_of_suite(const fs::path& file, const RepositoryLayout& layout) {
  if (path_in_repository(file, layout)) return layout;
  return find_holder(file).value_or(layout);
}

bool is_file_name(const std::string& prompt) {
  return prompt.find('/') != std::string::npos || prompt.ends_with(".yml") ||
         prompt.ends_with(".yaml");
}

[[noreturn]] void fail_unknown_prompt(std::string_view where, const std::string& name) {
  throw Error(
      ErrorCode::usage, fmt::format("{}unknown prompt '{}'", where, name),
      fmt::format("Use {}, a prompt in .gitctx/prompts, or the path of a file such as ./NAME.yml",
                  fmt::join(built_in_prompt_names(), ", ")));
}

/// The file of a prompt; nothing for the name of a built-in prompt. Throws Error(usage) for any
/// other name in a bare repository, which has only the built-in prompts.
std::optional<fs::path> prompt_file(const std::string& name, const RepositoryLayout& layout,
                                    const fs::path& directory) {
  if (is_file_name(name)) return (directory / name).lexically_normal();
  const auto built_in = built_in_prompt_names();
  if (std::ranges::find(built_in, name) != built_in.end()) return std::nullopt;
  if (layout.worktree.empty()) fail_unknown_prompt("", name);
  return prompts_folder(layout.worktree) / (name + ".yml");
}

/// Throws Error for a device or a pipe, because opening it could wait for ever. The files named in
/// a suite of the repository are read before the user trusts the suite.
void refuse_device_or_pipe(const fs::path& file) {
  std::error_code failed;  // reading the file reports the error
  if (!fs::is_other(fs::status(file, failed))) return;
  throw Error(ErrorCode::failure, fmt::format("cannot read {}: not a regular file", file.string()),
              "Name a regular file in the suite");
}

}  // namespace

fs::path named_suite_path(const RepositoryLayout& layout, const std::string& name) {
  if (layout.worktree.empty()) {
    throw Error(ErrorCode::usage, "a bare repository has no .gitctx/evals",
                "Run: gitctx eval run FILE");
  }
  return suites_folder(layout.worktree) / (name + ".yml");
}

fs::path suite_path(const std::string& suite, const RepositoryLayout& layout,
                    const fs::path& directory) {
  if (is_file_name(suite)) return (directory / suite).lexically_normal();
  const fs::path own = named_suite_path(layout, suite);
  const fs::path shared = shared_suites_folder(layout.worktree) / (suite + ".yml");
  return !file_exists(own) && file_exists(shared) ? shared : own;
}

std::string read_suite_text(const fs::path& path, const RepositoryLayout& layout,
                            std::uint64_t most_bytes) {
  // The user's own suite may be a pipe.
  if (!path_in_repository(path, layout)) return read_file(path, most_bytes);
  auto text = read_file_if_present(path, most_bytes);
  if (!text) throw_system_error(ENOENT, "cannot read", path.string());
  return std::move(*text);
}

SuiteFile::SuiteFile(fs::path path, std::string yaml, const RepositoryLayout& layout)
    : layout_(repository_of_suite(path, layout)),
      outline_(parse_prompt_suite(yaml, path.string())) {
  is_elsewhere_ = layout_.worktree != layout.worktree;
  const auto inside = path_in_repository(path, layout_);
  texts_.push_back({.file = path,
                    .shown = (inside ? *inside : path).string(),
                    .text = std::move(yaml),
                    .is_of_repository = inside.has_value()});
  const fs::path folder = path.parent_path();
  if (!outline_.examples_file.empty()) add(folder / outline_.examples_file);
  const std::string& prompt = outline_.target.prompt;
  if (prompt.empty()) return;
  if (const auto file = prompt_file(prompt, layout, folder)) add(*file);
}

void SuiteFile::add(const fs::path& file) {
  const auto inside = path_in_repository(file, layout_);
  Text text{.file = file,
            .shown = (inside ? *inside : file).lexically_normal().string(),
            .is_of_repository = inside.has_value()};
  if (texts_.front().is_of_repository) refuse_device_or_pipe(file);
  // A missing file counts as empty here, and is reported only when the suite uses it. Its name is
  // nevertheless part of the content that the user accepts.
  if (auto found = read_file_if_present(file, most_suite_bytes)) text.text = std::move(*found);
  texts_.push_back(std::move(text));
}

bool SuiteFile::needs_trust(bool is_replayed) const {
  if (std::ranges::none_of(texts_, &Text::is_of_repository)) return false;
  const bool calls = needs_model(outline_) || needs_judge(outline_);
  return texts_.size() > 1 || (calls && !is_replayed);
}

bool SuiteFile::is_listed() const {
  const fs::path folder = path().parent_path();
  return path().extension() == ".yml" && (folder == suites_folder(layout_.worktree) ||
                                          folder == shared_suites_folder(layout_.worktree));
}

std::string SuiteFile::trust_command() const {
  const std::string place =
      is_elsewhere_ ? fmt::format(" -C {}", shell_word(layout_.worktree.string())) : std::string();
  return fmt::format("gitctx{} trust{}", place,
                     is_listed() ? std::string() : " " + shell_word(path().string()));
}

TrustItem SuiteFile::item() const {
  TrustItem item{.kind = TrustKind::suite, .name = texts_.front().shown};
  for (const Text& text : texts_) {
    item.content += fmt::format("{}\n{} bytes\n{}\n", text.shown, text.text.size(), text.text);
  }
  return item;
}

std::string SuiteFile::consequence() const {
  std::vector<std::string> parts;
  if (needs_model(outline_)) parts.emplace_back("call a chat model");
  if (needs_judge(outline_)) parts.emplace_back("let a chat model judge");
  std::vector<std::string> named;
  for (std::size_t i = 1; i < texts_.size(); ++i) named.push_back(texts_[i].shown);
  if (!named.empty()) parts.push_back(fmt::format("read {}", fmt::join(named, " and ")));
  return fmt::format("The suite {} would {}", texts_.front().shown, fmt::join(parts, ", and "));
}

std::string SuiteFile::text_of(const fs::path& file) const {
  const auto found = std::ranges::find(texts_, file, &Text::file);
  // Nothing is read here; only the missing file is reported.
  if (found == texts_.end() || (found->text.empty() && !file_exists(file))) {
    throw_system_error(ENOENT, "cannot read", file.string());
  }
  return found->text;
}

PromptSuite SuiteFile::load() const {
  return load_prompt_suite(texts_.front().file,
                           [this](const fs::path& file) { return text_of(file); });
}

Prompt SuiteFile::prompt(const std::string& name, const Config& config) const {
  const fs::path& suite = texts_.front().file;
  const auto file = prompt_file(name, layout_, suite.parent_path());
  if (!file) return repository_prompt(name, config);
  if (!is_file_name(name) && !file_exists(*file)) fail_unknown_prompt(suite.string() + ": ", name);
  return parse_prompt(text_of(*file), file->string());
}

Prompt named_prompt(const std::string& name, const Config& config, const RepositoryLayout& layout,
                    const fs::path& directory) {
  const auto file = prompt_file(name, layout, directory);
  if (!file) return repository_prompt(name, config);
  const auto text = read_file_if_present(*file, most_prompt_bytes);
  if (!text && !is_file_name(name)) fail_unknown_prompt("", name);
  if (!text) throw_system_error(ENOENT, "cannot read", file->string());
  return parse_prompt(*text, file->string());
}

void require_trust(const SuiteFile& suite, bool is_replayed, const TrustPlace& place) {
  if (!suite.needs_trust(is_replayed)) return;
  const TrustItem item = suite.item();
  std::vector<Notice> notices;
  if (accepted_items(place, {&item, 1}, notices).front()) return;
  if (!notices.empty()) {
    throw Error(ErrorCode::configuration, notices.front().message, notices.front().hint);
  }
  throw Error(ErrorCode::configuration,
              fmt::format("the suite {} does not run until you trust it", item.name),
              "Run: " + suite.trust_command());
}

}  // namespace gitctx

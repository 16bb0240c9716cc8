#include "git/repository_layout.h"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <iterator>
#include <string_view>
#include <system_error>

#include "base/ascii.h"
#include "base/error.h"
#include "base/guard/guarded_path.h"
#include "base/printable.h"
#include "core/storage_paths.h"
#include "git/git_config.h"
#include "git/libgit2.h"
#include "git/repository_owner.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;

std::string first_line(const std::string& text) {
  return text.substr(0, text.find_first_of("\r\n"));
}

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

/// The absolute path without symbolic links. If the path does not exist, its links are kept.
fs::path resolved(const fs::path& path) {
  std::error_code error;
  fs::path out = fs::canonical(path, error);
  return error ? fs::absolute(path).lexically_normal() : out;
}

/// The folder with the objects and refs of this git folder.
fs::path common_dir_of(const fs::path& git_dir) {
  const auto pointer = read_small_file(git_dir / "commondir");
  return pointer ? resolved(git_dir / first_line(*pointer)) : git_dir;
}

bool is_git_dir(const fs::path& path) {
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(path / "HEAD", ignored))) return false;
  const fs::path common = common_dir_of(path);
  return is_folder(common / "objects") &&
         (is_folder(common / "refs") || fs::exists(common / "packed-refs", ignored));
}

/// The folder that a `.git` file names. Throws Error if that folder is not a repository.
fs::path follow_git_file(const fs::path& file) {
  const std::string text = first_line(read_small_file(file).value_or(""));
  static constexpr std::string_view marker = "gitdir: ";
  const fs::path target =
      text.starts_with(marker) ? file.parent_path() / text.substr(marker.size()) : fs::path();
  if (target.empty() || !is_git_dir(target)) {
    throw Error(ErrorCode::not_a_repository,
                "not a git repository: " + file.string() +
                    (target.empty() ? std::string(" names no git folder")
                                    : " names " + target.lexically_normal().string() +
                                          ", which is not a git folder"),
                "If the worktree was moved, run: git worktree repair");
  }
  return resolved(target);
}

void refuse_unreadable_formats(const GitConfig& config, const fs::path& git_dir) {
  const auto object_format = config.get("extensions.objectformat");
  if (object_format && *object_format != "sha1") {
    throw Error(ErrorCode::failure,
                "the repository " + git_dir.string() + " has " + *object_format +
                    " object ids; gitctx reads only sha1",
                "Use a clone with sha1 object ids");
  }
  const auto ref_storage = config.get("extensions.refstorage");
  if (ref_storage && *ref_storage != "files") {
    throw Error(ErrorCode::failure,
                "the repository " + git_dir.string() + " stores refs as " + *ref_storage +
                    "; gitctx reads only files",
                "Run: git refs migrate --ref-format=files");
  }
}

/// The worktree of a git folder; empty if there is none. If `linked`, the gitdir file names the
/// worktree. Otherwise, the worktree follows from the configuration and the name of the git folder.
fs::path worktree_of(const fs::path& git_dir, const GitConfig& config, bool linked) {
  if (linked) {
    const auto pointer = read_small_file(git_dir / "gitdir");
    return pointer ? resolved((git_dir / first_line(*pointer)).parent_path()) : fs::path();
  }
  if (const auto configured = config.get("core.worktree")) return resolved(git_dir / *configured);
  const bool bare = git_dir.filename() != ".git" || config.get_bool("core.bare").value_or(false);
  return bare ? fs::path() : git_dir.parent_path();
}

/// The last part of the URL of a repository on another machine, without ".git"; empty for a folder
/// on this machine. As in git, `host:path` is a URL if no slash precedes the colon.
std::string name_in_url(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const bool is_remote = scheme != std::string_view::npos
                             ? lower_case(url.substr(0, scheme)) != "file"
                             : url.find(':') < url.find('/');
  if (!is_remote) return {};
  url = url.substr(0, url.find_last_not_of("/ ") + 1);
  std::string_view name = url.substr(url.find_last_of("/:") + 1);
  if (name.ends_with(".git")) name.remove_suffix(4);
  constexpr std::size_t longest_name = 255;  // the longest name of a folder
  return std::string(name.size() <= longest_name ? name : std::string_view());
}

std::string remote_name_of(const GitConfig& config) {
  if (const auto url = config.get("remote.origin.url")) {
    if (std::string name = name_in_url(*url); !name.empty()) return name;
  }
  for (const std::string& key : config.keys_of("remote")) {
    if (!key.ends_with(".url")) continue;
    std::string name = name_in_url(config.get("remote." + key).value_or(""));
    if (!name.empty()) return name;
  }
  return {};
}

/// The layout of a git folder. `worktree` is used unless it is empty. If the git folder is not
/// that of a linked worktree, core.worktree and core.bare take precedence.
RepositoryLayout layout_of(const fs::path& git_dir, const fs::path& worktree) {
  RepositoryLayout layout{.git_dir = git_dir, .common_dir = common_dir_of(git_dir)};
  GitConfig config = GitConfig::read(layout.common_dir / "config");
  refuse_unreadable_formats(config, git_dir);
  if (config.get_bool("extensions.worktreeconfig").value_or(false)) {
    config.overlay(GitConfig::read(git_dir / "config.worktree"));
  }
  layout.remote_name = remote_name_of(config);
  const bool linked = layout.common_dir != git_dir;
  if (linked) layout.worktree_name = git_dir.filename().string();
  layout.worktree = worktree_of(git_dir, config, linked);
  const bool declared_bare = !linked && config.get_bool("core.bare").value_or(false);
  const bool configured = !linked && config.get("core.worktree").has_value();
  if (!worktree.empty() && !declared_bare && !configured) layout.worktree = worktree;
  layout.bare = layout.worktree.empty();
  return layout;
}

/// The permissions for the files that gitctx keeps in the git folder. The owner of the folder may
/// read the files. The group of the folder may also read them if the group may write to the folder.
/// Access is limited because the files contain code (even uncommitted code), questions and answers.
NewFiles new_files_in(const fs::path& common_dir) {
  struct stat status{};
  const bool is_shared =
      ::stat(common_dir.c_str(), &status) == 0 && (status.st_mode & S_IWGRP) != 0;
  return is_shared ? NewFiles::owner_and_group : NewFiles::owner_only;
}

void guard_layout(const RepositoryLayout& layout) {
  if (!layout.worktree.empty()) guard_folder(layout.worktree);
  guard_folder(layout.git_dir);
  guard_folder(layout.common_dir);
  const FolderRules rules{.new_files = new_files_in(layout.common_dir)};
  guard_folder(index_directory(layout.common_dir), rules);
  guard_folder(cache_folder(layout.common_dir), rules);
}

/// A folder that is the root of a worktree, or a git folder.
struct Discovery {
  fs::path folder;
  fs::path git_file;  ///< empty if .git is a folder
  fs::path git_dir;   ///< path without links

  bool is_git_dir() const { return git_file.empty() && folder == git_dir; }
  /// Whether the git folder was found through a file or a link that is named .git.
  bool is_followed() const { return !is_git_dir() && git_dir != folder / ".git"; }
};

/// The git folder and worktree in this folder, without searching upwards.
std::optional<Discovery> repository_at(const fs::path& folder) {
  const fs::path dot_git = folder / ".git";
  std::error_code ignored;
  const fs::file_status status = fs::status(dot_git, ignored);
  if (fs::is_regular_file(status)) return Discovery{folder, dot_git, follow_git_file(dot_git)};
  if (fs::is_directory(status) && is_git_dir(dot_git)) {
    return Discovery{folder, {}, resolved(dot_git)};
  }
  if (is_git_dir(folder)) return Discovery{folder, {}, folder};
  return std::nullopt;
}

/// Whether the .git of the worktree is this git folder, or is a file or link that leads to this git
/// folder, as in a submodule.
bool knows_git_dir(const fs::path& worktree, const fs::path& git_dir) {
  try {
    const auto found = repository_at(worktree);
    return found && !found->is_git_dir() && found->git_dir == git_dir;
  } catch (const Error&) {
    return false;
  }
}

/// Throws Error if the worktree does not lead to the git folder, because core.worktree or the
/// gitdir file of a copied git folder could name any folder of the user.
void require_known_worktree(const RepositoryLayout& layout) {
  if (layout.bare || knows_git_dir(layout.worktree, layout.git_dir)) return;
  throw Error(
      ErrorCode::permission,
      "the repository " + layout.git_dir.string() + " is not used: its worktree " +
          layout.worktree.string() + " has no .git that leads to it",
      "If you trust it, set the variable GIT_WORK_TREE=" + shell_word(layout.worktree.string()));
}

std::string hint_to_set_git_dir(const fs::path& git_dir) {
  return "If you trust it, set the variable GIT_DIR=" + shell_word(git_dir.string());
}

/// Whether the git folder is in one of the two places that git uses: it is COMMON_DIR itself or
/// COMMON_DIR/worktrees/NAME.
bool is_in_common_dir(const fs::path& git_dir, const fs::path& common_dir) {
  return common_dir == git_dir || git_dir.parent_path() == resolved(common_dir / "worktrees");
}

/// Throws Error if the commondir file of a copied git folder names another repository.
void require_own_common_dir(const RepositoryLayout& layout) {
  if (is_in_common_dir(layout.git_dir, layout.common_dir)) return;
  throw Error(ErrorCode::permission,
              "the repository " + layout.git_dir.string() +
                  " is not used: its commondir file names " + layout.common_dir.string() +
                  ", but the repository is not in the folder worktrees of " +
                  layout.common_dir.string(),
              hint_to_set_git_dir(layout.git_dir));
}

/// Whether the git folder belongs to the folder whose .git file or link leads to it. `own` is the
/// layout according to the git folder alone. The git folder belongs to the folder in these cases:
/// * It names the folder as its worktree, in `core.worktree` (submodule) or in its gitdir file
///   (linked worktree).
/// * It is directly in the folder.
/// * It names no worktree, is not declared bare, and is not named .git. `git init
///   --separate-git-dir` makes such a git folder. Because of its name, it cannot be the .git folder
///   of another worktree.
bool leads_back(const Discovery& found, const RepositoryLayout& own) {
  const fs::path folder = resolved(found.folder);
  if (found.git_dir.parent_path() == folder) return true;
  if (!own.bare) return own.worktree == folder;
  return own.worktree_name.empty() && found.git_dir.filename() != ".git" &&
         !layout_of(found.git_dir, folder).bare;
}

/// Throws Error if a .git file or link leads to a git folder of another worktree.
void require_back_link(const Discovery& found) {
  if (!found.is_followed()) return;
  const RepositoryLayout own = layout_of(found.git_dir, {});
  if (leads_back(found, own)) return;
  throw Error(ErrorCode::permission,
              "the repository " + found.git_dir.string() +
                  " is not used: " + (found.folder / ".git").string() + " leads to it, but " +
                  (own.bare ? "it has no worktree" : "its worktree is " + own.worktree.string()),
              own.worktree_name.empty() ? hint_to_set_git_dir(found.git_dir)
                                        : "If the worktree was moved, run: git worktree repair");
}

/// The layout of a repository that GIT_DIR does not name. Throws Error if the repository is not
/// safe.
RepositoryLayout safe_layout_of(const Discovery& found, const GitEnvironment& environment) {
  require_own_repository(found.folder, found.git_file, found.git_dir, environment);
  if (found.is_git_dir()) require_wanted_bare_repository(found.git_dir, environment);
  RepositoryLayout layout =
      layout_of(found.git_dir, found.is_git_dir() ? fs::path() : found.folder);
  require_own_common_dir(layout);
  require_back_link(found);
  const bool is_around = !found.is_git_dir() && layout.worktree == found.folder;
  if (environment.work_tree.empty() && !is_around) {
    require_known_worktree(layout);
  }
  return layout;
}

RepositoryLayout repository_of_environment(const fs::path& start,
                                           const GitEnvironment& environment) {
  fs::path git_dir = start / environment.git_dir;
  std::error_code ignored;
  if (fs::is_regular_file(git_dir, ignored)) git_dir = follow_git_file(git_dir);
  if (!is_git_dir(git_dir)) {
    throw Error(ErrorCode::not_a_repository, "not a git repository: " + git_dir.string(),
                "Unset GIT_DIR, or set it to a git folder");
  }
  return layout_of(resolved(git_dir), start);
}

std::optional<Discovery> search_upwards(fs::path folder, const GitEnvironment& environment) {
  for (;;) {
    if (auto found = repository_at(folder)) return found;
    const fs::path parent = folder.parent_path();
    if (parent == folder) return std::nullopt;
    for (const fs::path& ceiling : environment.ceilings) {
      if (resolved(ceiling) == parent) return std::nullopt;
    }
    folder = parent;
  }
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

bool is_true(const std::string& value) {
  return GitConfig::parse("[a]\nb = " + value).get_bool("a.b").value_or(false);
}

/// The system and user configuration files, found by git's rules.
std::vector<fs::path> user_config_files(const fs::path& home) {
  std::vector<fs::path> files;
  if (!is_true(variable("GIT_CONFIG_NOSYSTEM"))) {
    const std::string of_system = variable("GIT_CONFIG_SYSTEM");
    files.emplace_back(of_system.empty() ? "/etc/gitconfig" : of_system);
  }
  if (std::getenv("GIT_CONFIG_GLOBAL") != nullptr) {
    files.emplace_back(variable("GIT_CONFIG_GLOBAL"));
    return files;
  }
  const std::string xdg = variable("XDG_CONFIG_HOME");
  if (!xdg.empty()) files.push_back(fs::path(xdg) / "git/config");
  if (home.empty()) return files;
  if (xdg.empty()) files.push_back(home / ".config/git/config");
  files.push_back(home / ".gitconfig");
  return files;
}

std::vector<std::pair<std::string, std::string>> read_command_config() {
  std::vector<std::pair<std::string, std::string>> values;
  constexpr int most_values = 1000;
  const int count = std::min(std::atoi(variable("GIT_CONFIG_COUNT").c_str()), most_values);
  for (int i = 0; i < count; ++i) {
    const std::string number = std::to_string(i);
    values.emplace_back(lower_case(variable(("GIT_CONFIG_KEY_" + number).c_str())),
                        variable(("GIT_CONFIG_VALUE_" + number).c_str()));
  }
  return values;
}

std::optional<uid_t> read_sudo_user() {
  const std::string text = variable("SUDO_UID");
  uid_t user = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), user);
  if (text.empty() || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return user;
}

/// The nearest folder, from `folder` upwards, that contains an entry named .git. The entry need not
/// be a git folder.
std::optional<fs::path> worktree_around(fs::path folder) {
  struct stat status{};
  while (::lstat((folder / ".git").c_str(), &status) != 0) {
    if (!folder.has_relative_path()) return std::nullopt;
    folder = folder.parent_path();
  }
  return folder;
}

void guard_worktree_around(const fs::path& folder) {
  if (const auto worktree = worktree_around(folder)) guard_folder(*worktree);
}

/// Guards the worktrees on the way to the path. Follows links as the kernel does, except below a
/// guarded folder. The worktree around a link is guarded first, so a link in a worktree is never
/// followed. Returns the path with the followed links resolved.
fs::path guard_worktrees_on(const fs::path& path) {
  constexpr int most_links = 40;  // as in the kernel
  fs::path rest = fs::absolute(path).relative_path();
  fs::path at = "/";
  for (int links = 0; !rest.empty();) {
    const fs::path name = *rest.begin();
    fs::path after;
    for (auto part = std::next(rest.begin()); part != rest.end(); ++part) after /= *part;
    rest = std::move(after);
    if (name.empty() || name == ".") continue;
    if (name == "..") {
      at = at.parent_path();
      continue;
    }
    at /= name;
    std::error_code failed;
    if (!fs::is_symlink(fs::symlink_status(at, failed))) continue;
    guard_worktree_around(at.parent_path());
    if (find_guard(at, /*keep_last_link=*/true).refuses_links() || ++links > most_links) continue;
    const fs::path target = fs::read_symlink(at, failed);
    if (failed) continue;
    rest = target.relative_path() / rest;
    at = target.is_absolute() ? fs::path("/") : at.parent_path();
  }
  return at;
}

}  // namespace

GitEnvironment GitEnvironment::of_process() {
  GitEnvironment environment{.git_dir = variable("GIT_DIR"),
                             .work_tree = variable("GIT_WORK_TREE")};
  const std::string ceilings = variable("GIT_CEILING_DIRECTORIES");
  for (std::string_view rest = ceilings; !rest.empty();) {
    const std::string_view ceiling = take_part(rest, ':');
    if (ceiling.starts_with('/')) environment.ceilings.emplace_back(ceiling);
  }
  environment.home = variable("HOME");
  environment.config_files = user_config_files(environment.home);
  environment.command_config = read_command_config();
  environment.sudo_user = read_sudo_user();
  environment.assume_different_owner = is_true(variable("GIT_TEST_ASSUME_DIFFERENT_OWNER"));
  return environment;
}

std::optional<RepositoryLayout> find_repository(const fs::path& start,
                                                const GitEnvironment& environment) {
  std::error_code error;
  fs::path folder = fs::canonical(start, error);
  if (error) throw_system_error(error.value(), "cannot open", start.string());
  if (!is_folder(folder)) folder = folder.parent_path();

  std::optional<RepositoryLayout> layout;
  if (!environment.git_dir.empty()) {
    layout = repository_of_environment(folder, environment);
  } else if (const auto found = search_upwards(folder, environment)) {
    layout = safe_layout_of(*found, environment);
  }
  if (layout && !environment.work_tree.empty()) {
    layout->worktree = resolved(folder / environment.work_tree);
    layout->bare = false;
  }
  if (layout) {
    guard_layout(*layout);
    require_usable_config(layout->git_dir, layout->common_dir, environment.home);
  }
  return layout;
}

void guard_repository_around(const fs::path& path) {
  try {
    const fs::path folder = guard_worktrees_on(path).parent_path();
    guard_worktree_around(folder);
    const auto found = search_upwards(folder, {});
    if (!found) return;
    guard_folder(found->folder);
    guard_folder(found->git_dir);
    guard_layout(layout_of(found->git_dir, found->is_git_dir() ? fs::path() : found->folder));
  } catch (const std::exception&) {
    // There is nothing to guard, or the repository is broken and its folders are already guarded.
  }
}

std::optional<RepositoryLayout> find_holder(const fs::path& path) {
  const auto worktree = worktree_around(guard_worktrees_on(path).parent_path());
  if (!worktree) return std::nullopt;
  const fs::path dot_git = *worktree / ".git";
  RepositoryLayout layout{.git_dir = dot_git, .common_dir = dot_git, .worktree = *worktree};
  try {
    const auto found = repository_at(*worktree);
    if (!found) return layout;
    const fs::path common_dir = common_dir_of(found->git_dir);
    const bool is_own = !found->is_followed() || leads_back(*found, layout_of(found->git_dir, {}));
    if (!is_own || !is_in_common_dir(found->git_dir, common_dir)) return layout;
    layout.git_dir = found->git_dir;
    layout.common_dir = common_dir;
  } catch (const Error&) {
    // The layout of a broken repository is also returned, because its files still do not count as
    // the user's own.
  }
  return layout;
}

RepositoryLayout require_repository(const fs::path& start, const GitEnvironment& environment) {
  if (auto layout = find_repository(start, environment)) return *layout;
  throw Error(ErrorCode::not_a_repository,
              "not a git repository: " + fs::absolute(start).lexically_normal().string(),
              "Run gitctx inside a git repository, or use: gitctx -C DIR");
}

std::string RepositoryLayout::name() const {
  if (!remote_name.empty()) return remote_name;
  if (common_dir.filename() == ".git") return common_dir.parent_path().filename().string();
  return common_dir.extension() == ".git" ? common_dir.stem().string()
                                          : common_dir.filename().string();
}

}  // namespace gitctx

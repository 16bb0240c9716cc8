#include "git/repository_layout.h"

#include <cstdlib>
#include <string_view>
#include <system_error>

#include "base/ascii.h"
#include "base/error.h"
#include "git/git_config.h"

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

/// The absolute path without symbolic links; `path` itself if it does not exist.
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

/// The worktree of a git folder, from its configuration and name.
fs::path worktree_of(const fs::path& git_dir, const GitConfig& config, bool linked) {
  if (linked) {
    const auto pointer = read_small_file(git_dir / "gitdir");
    return pointer ? resolved(git_dir / first_line(*pointer)).parent_path() : fs::path();
  }
  if (const auto configured = config.get("core.worktree")) return resolved(git_dir / *configured);
  const bool bare = config.get_bool("core.bare").value_or(git_dir.filename() != ".git");
  return bare ? fs::path() : git_dir.parent_path();
}

/// `worktree` is empty if the path to the git folder does not tell it.
RepositoryLayout layout_of(const fs::path& git_dir, const fs::path& worktree) {
  RepositoryLayout layout{.git_dir = git_dir, .common_dir = common_dir_of(git_dir)};
  GitConfig config = GitConfig::read(layout.common_dir / "config");
  refuse_unreadable_formats(config, git_dir);
  if (config.get_bool("extensions.worktreeconfig").value_or(false)) {
    config.overlay(GitConfig::read(git_dir / "config.worktree"));
  }
  const bool linked = layout.common_dir != git_dir;
  if (linked) layout.worktree_name = git_dir.filename().string();
  layout.worktree = worktree_of(git_dir, config, linked);
  const bool declared_bare = !linked && config.get_bool("core.bare").value_or(false);
  const bool configured = !linked && config.get("core.worktree").has_value();
  if (!worktree.empty() && !declared_bare && !configured) layout.worktree = worktree;
  layout.bare = layout.worktree.empty();
  return layout;
}

/// The git folder and worktree in this folder, without searching upwards.
std::optional<RepositoryLayout> repository_at(const fs::path& folder) {
  const fs::path dot_git = folder / ".git";
  std::error_code ignored;
  const fs::file_status status = fs::status(dot_git, ignored);
  if (fs::is_regular_file(status)) return layout_of(follow_git_file(dot_git), folder);
  if (fs::is_directory(status) && is_git_dir(dot_git)) {
    return layout_of(resolved(dot_git), folder);
  }
  if (is_git_dir(folder)) return layout_of(folder, {});
  return std::nullopt;
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

std::optional<RepositoryLayout> search_upwards(fs::path folder, const GitEnvironment& environment) {
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

}  // namespace

GitEnvironment GitEnvironment::of_process() {
  GitEnvironment environment{.git_dir = variable("GIT_DIR"),
                             .work_tree = variable("GIT_WORK_TREE")};
  const std::string ceilings = variable("GIT_CEILING_DIRECTORIES");
  for (std::string_view rest = ceilings; !rest.empty();) {
    const std::string_view ceiling = take_part(rest, ':');
    if (ceiling.starts_with('/')) environment.ceilings.emplace_back(ceiling);
  }
  return environment;
}

std::optional<RepositoryLayout> find_repository(const fs::path& start,
                                                const GitEnvironment& environment) {
  std::error_code error;
  fs::path folder = fs::canonical(start, error);
  if (error) throw_system_error(error.value(), "cannot open", start.string());
  if (!is_folder(folder)) folder = folder.parent_path();

  std::optional<RepositoryLayout> layout = environment.git_dir.empty()
                                               ? search_upwards(folder, environment)
                                               : repository_of_environment(folder, environment);
  if (layout && !environment.work_tree.empty()) {
    layout->worktree = resolved(folder / environment.work_tree);
    layout->bare = false;
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
  if (common_dir.filename() == ".git") return common_dir.parent_path().filename().string();
  return common_dir.extension() == ".git" ? common_dir.stem().string()
                                          : common_dir.filename().string();
}

}  // namespace gitctx

#include "git/repository_owner.h"

#include <fmt/format.h>
#include <pwd.h>
#include <sys/stat.h>

#include <algorithm>
#include <string_view>
#include <system_error>

#include "base/ascii.h"
#include "base/error.h"
#include "base/printable.h"
#include "git/git_config.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;

/// The configuration of the system, the user and the command, which no repository can change.
GitConfig read_protected_config(const GitEnvironment& environment) {
  GitConfig config;
  for (const fs::path& file : environment.config_files) {
    config.overlay(GitConfig::read(file, GitConfig::Includes::unconditional, environment.home));
  }
  for (const auto& [key, value] : environment.command_config) config.add(key, value);
  return config;
}

bool is_owned(const fs::path& path, const GitEnvironment& environment) {
  if (path.empty()) return true;
  struct stat status{};
  if (environment.assume_different_owner || ::lstat(path.c_str(), &status) != 0) return false;
  if (status.st_uid == environment.user) return true;
  // Under sudo, root also acts for the user who called sudo.
  return environment.user == 0 && environment.sudo_user == status.st_uid;
}

fs::path real_path(const fs::path& path) {
  std::error_code failed;
  const fs::path canonical = fs::weakly_canonical(path, failed);
  return failed ? path : canonical;
}

/// Whether the values of safe.directory name the folder. As in git, an empty value cancels the
/// values before it, and a final "/*" matches every folder below.
bool is_safe(const fs::path& folder, const GitEnvironment& environment) {
  bool safe = false;
  const std::string wanted = real_path(folder).string();
  for (const std::string& value : read_protected_config(environment).all("safe.directory")) {
    if (value.empty()) {
      safe = false;
    } else if (value == "*") {
      safe = true;
    } else if (value.ends_with("/*")) {
      const fs::path above = expanded_path(value.substr(0, value.size() - 2), environment.home);
      const std::string prefix = real_path(above).string() + "/";
      safe = safe || wanted.starts_with(prefix);
    } else {
      safe = safe || wanted == real_path(expanded_path(value, environment.home)).string();
    }
  }
  return safe;
}

std::string owner_name(const fs::path& path) {
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0) return "somebody else";
  const passwd* const user = ::getpwuid(status.st_uid);
  if (user == nullptr) return fmt::format("user {}", status.st_uid);
  return fmt::format("{} (user {})", user->pw_name, status.st_uid);
}

/// The nearest folder above `folder` that is the root of a worktree; empty if there is none.
fs::path enclosing_worktree(const fs::path& folder) {
  for (fs::path at = folder.parent_path();; at = at.parent_path()) {
    std::error_code ignored;
    const fs::path dot_git = at / ".git";
    const fs::file_status status = fs::status(dot_git, ignored);
    const bool is_head_there = fs::exists(fs::symlink_status(dot_git / "HEAD", ignored));
    if (fs::is_regular_file(status) || (fs::is_directory(status) && is_head_there)) return at;
    if (!at.has_relative_path()) return {};
  }
}

/// Whether the path is a git folder that git made in a worktree: .git, or a folder of a linked
/// worktree or submodule inside of .git. A clone can never contain a folder named .git.
bool is_inside_dot_git(const fs::path& git_dir) {
  return std::ranges::find(git_dir, fs::path(".git")) != git_dir.end();
}

}  // namespace

void require_own_repository(const fs::path& folder, const fs::path& git_file,
                            const fs::path& git_dir, const GitEnvironment& environment) {
  const fs::path* foreign = nullptr;
  for (const fs::path* path : {&folder, &git_file, &git_dir}) {
    if (foreign == nullptr && !is_owned(*path, environment)) foreign = path;
  }
  if (foreign == nullptr || is_safe(folder, environment)) return;
  throw Error(ErrorCode::permission,
              fmt::format("the repository {} is not used: {} belongs to {}", folder.string(),
                          *foreign == folder ? "it" : foreign->string(), owner_name(*foreign)),
              fmt::format("If you trust it, run: git config --global --add safe.directory {}",
                          shell_word(folder.string())));
}

void require_wanted_bare_repository(const fs::path& git_dir, const GitEnvironment& environment) {
  if (is_inside_dot_git(git_dir)) return;
  const std::string hint =
      fmt::format("If you trust it, set the variable GIT_DIR={}", shell_word(git_dir.string()));
  if (const fs::path worktree = enclosing_worktree(git_dir); !worktree.empty()) {
    throw Error(ErrorCode::permission,
                fmt::format("the bare repository {} is not used: it is inside the worktree {}",
                            git_dir.string(), worktree.string()),
                hint);
  }
  const auto allowed = read_protected_config(environment).get("safe.barerepository");
  if (!allowed || lower_case(*allowed) != "explicit") return;
  throw Error(ErrorCode::permission,
              fmt::format("the bare repository {} is not used: safe.bareRepository is explicit",
                          git_dir.string()),
              hint);
}

}  // namespace gitctx

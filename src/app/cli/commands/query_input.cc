#include "app/cli/commands/query_input.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <system_error>

#include "base/ascii.h"
#include "base/error.h"
#include "base/paths/path_filter.h"
#include "base/utf8.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_query_bytes = 64 * 1024;

std::string read_standard_input() {
  std::string text;
  char buffer[4096];
  while (text.size() <= longest_query_bytes) {
    const ssize_t got = ::read(STDIN_FILENO, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw_system_error(errno, "cannot read", "standard input");
    if (got == 0) break;
    text.append(buffer, static_cast<std::size_t>(got));
  }
  return text;
}

/// The part of an absolute path after the path of `worktree`, with a leading slash. Nothing if the
/// path is not below `worktree`. Links on the way to `worktree` are followed.
std::optional<std::string> below_worktree(const fs::path& worktree, const std::string& path) {
  if (worktree == worktree.root_path()) return path;
  for (std::size_t slash = 0; slash != std::string::npos;) {
    slash = path.find('/', slash + 1);
    std::error_code ignored;
    if (!fs::equivalent(path.substr(0, slash), worktree, ignored)) continue;
    return slash == std::string::npos ? "/" : path.substr(slash);
  }
  return std::nullopt;
}

/// Whether the path leads out of the folder to which it is relative.
bool climbs(const fs::path& path) {
  const fs::path normal = path.lexically_normal();
  return !normal.empty() && *normal.begin() == "..";
}

/// Translates the globs of --path; see path_patterns().
class GlobTranslator {
 public:
  GlobTranslator(const RepositoryLayout& layout, const fs::path& directory)
      : worktree_(layout.worktree), directory_(directory) {
    if (worktree_.empty()) return;
    if (const auto folder = below_worktree(worktree_, directory.lexically_normal().string())) {
      folder_ = escaped_pattern(*folder);
      while (folder_->ends_with('/')) folder_->pop_back();
    }
  }

  /// The patterns for a glob. The caller must have removed a leading `!`.
  std::vector<std::string> patterns(const std::string& glob) const {
    if (worktree_.empty()) return {glob};
    if (glob.starts_with('/')) return {from_absolute(glob)};
    if (glob == "." || glob.starts_with("./") || climbs(glob)) return {from_directory(glob)};
    const bool has_inner_slash = glob.find('/') < glob.find_last_not_of('/');
    if (!has_inner_slash || folder_.value_or("").empty()) return {glob};
    return {glob, fmt::format("{}/{}", *folder_, glob)};
  }

 private:
  std::string from_directory(std::string_view glob) const {
    const fs::path path = directory_ / glob;
    while (glob.starts_with("./")) glob.remove_prefix(2);
    if (folder_) {
      const std::string joined = fmt::format("{}/{}", *folder_, glob);
      if (!climbs(joined.substr(1))) return joined;
    }
    if (auto pattern = below_worktree(worktree_, path.lexically_normal().string())) {
      return *pattern;
    }
    refuse(path);
  }

  /// Translates a glob with a leading slash. If the glob leads into the worktree, the slash stands
  /// for the root of the file system; otherwise, it stands for the root of the repository.
  std::string from_absolute(const std::string& glob) const {
    const std::string path = fs::path(glob).lexically_normal().string();
    if (auto pattern = below_worktree(worktree_, path)) return *pattern;
    const std::string first = path.substr(0, path.find('/', 1));
    std::error_code ignored;
    const bool is_in_repository = first == "/" || fs::exists(worktree_ / first.substr(1), ignored);
    if (!is_in_repository && fs::exists(first, ignored)) refuse(path);
    return glob;
  }

  [[noreturn]] void refuse(const fs::path& path) const {
    throw Error(ErrorCode::usage,
                fmt::format("{} is outside the repository {}", path.lexically_normal().string(),
                            worktree_.string()),
                "Give a path from the root of the repository, without a leading slash");
  }

  const fs::path& worktree_;
  const fs::path& directory_;
  std::optional<std::string> folder_;  ///< pattern for `directory_`; nothing if it is elsewhere
};

}  // namespace

std::string query_text(std::string_view command, const std::vector<std::string>& words) {
  const bool from_input = words.empty() || (words.size() == 1 && words[0] == "-");
  if (words.empty() && ::isatty(STDIN_FILENO) == 1) {
    throw Error(ErrorCode::usage, fmt::format("{}: no query given", command),
                fmt::format("Run: gitctx {} WORDS...", command));
  }
  const std::string text =
      from_input ? read_standard_input() : fmt::format("{}", fmt::join(words, " "));
  if (text.size() > longest_query_bytes) {
    throw Error(ErrorCode::usage, fmt::format("{}: the query is longer than {} KB", command,
                                              longest_query_bytes / 1024));
  }
  if (has_only_blanks(text))
    throw Error(ErrorCode::usage, fmt::format("{}: the query is empty", command));
  return replace_invalid_utf8(trimmed(text));
}

std::vector<std::string> path_patterns(const RepositoryLayout& layout, const fs::path& directory,
                                       const std::vector<std::string>& globs) {
  const GlobTranslator translator(layout, directory);
  std::vector<std::string> all;
  for (const std::string& glob : globs) {
    const bool excludes = glob.starts_with('!');
    try {
      std::vector<std::string> patterns = translator.patterns(glob.substr(excludes ? 1 : 0));
      for (std::string& pattern : patterns) {
        if (excludes) pattern.insert(0, 1, '!');
      }
      const PathFilter checked(patterns);
      all.insert(all.end(), patterns.begin(), patterns.end());
    } catch (const Error& error) {
      throw Error(error.code(), fmt::format("--path: {}", error.message()), error.hint());
    }
  }
  return all;
}

}  // namespace gitctx

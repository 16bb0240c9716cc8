#include "git/views/untracked_walker.h"

#include <dirent.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "base/error.h"
#include "base/file.h"
#include "base/paths/glob.h"
#include "base/stop.h"
#include "base/text_hash.h"
#include "base/unique_fd.h"
#include "git/git_config.h"
#include "git/libgit2.h"
#include "git/path_rules.h"
#include "git/views/tree_lister.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;

/// One .gitignore, linked to the .gitignore files of the folders above and finally to the global
/// excludes.
struct IgnoreLevel {
  std::shared_ptr<const IgnoreLevel> above;
  std::string folder;  ///< with a final slash; empty for the root
  IgnoreRules rules;
  std::shared_ptr<MatchWork::File> file;
  std::size_t patterns = 0;    ///< total of this file and those above
  std::size_t text_bytes = 0;  ///< total of this file and those above
};
using IgnoreChain = std::shared_ptr<const IgnoreLevel>;

/// The maximum total size of the ignore files of a folder and of the folders above it. A pattern
/// takes several times the memory of its text.
constexpr std::size_t most_ignore_bytes = std::size_t{16} * 1024 * 1024;

/// Adds the patterns of `text`, the content of `file`. Throws Error(failure) if there are too many
/// patterns; the message is a clause.
IgnoreChain with_rules(const IgnoreChain& above, std::string folder, const std::string& file,
                       std::string_view text) {
  const std::size_t text_bytes = text.size() + (above ? above->text_bytes : 0);
  IgnoreRules rules;
  if (text_bytes <= most_ignore_bytes) rules = IgnoreRules::parse(text);
  const std::size_t patterns = rules.size() + (above ? above->patterns : 0);
  if (text_bytes > most_ignore_bytes || patterns > most_patterns) {
    throw Error(ErrorCode::failure,
                "with the ignore files of the folders above, it has more than " +
                    std::to_string(most_patterns) + " patterns or 16 MB");
  }
  if (rules.empty()) return above;
  return std::make_shared<IgnoreLevel>(IgnoreLevel{.above = above,
                                                   .folder = std::move(folder),
                                                   .rules = std::move(rules),
                                                   .file = std::make_shared<MatchWork::File>(file),
                                                   .patterns = patterns,
                                                   .text_bytes = text_bytes});
}

bool is_ignored(const IgnoreChain& chain, std::string_view path, bool is_directory,
                MatchWork& work) {
  work.add_path();
  for (const IgnoreLevel* level = chain.get(); level != nullptr; level = level->above.get()) {
    const auto match = work.match(level->file, [&] {
      return level->rules.match(path.substr(level->folder.size()), is_directory, work);
    });
    if (match) return match->ignored;
  }
  return false;
}

/// core.excludesFile; by default `git/ignore` in the configuration folder of the user.
fs::path user_excludes_file(const RepositoryLayout& layout) {
  const Libgit2& git = libgit2();
  const auto repository = open_handle(layout.git_dir, layout.worktree);
  git_buf text = GIT_BUF_INIT;
  fs::path file;
  git_config* config = nullptr;
  if (git.git_repository_config_snapshot(&config, repository.get()) == 0) {
    if (git.git_config_get_path(&text, config, "core.excludesfile") == 0) file = text.ptr;
    git.git_config_free(config);
  }
  if (file.empty() &&
      git.git_libgit2_opts(GIT_OPT_GET_SEARCH_PATH, GIT_CONFIG_LEVEL_XDG, &text) == 0 &&
      text.size > 0) {
    const std::string_view folders(text.ptr, text.size);
    file = fs::path(folders.substr(0, folders.find(':'))) / "ignore";
  }
  git.git_buf_dispose(&text);
  return file;
}

class Walker {
 public:
  Walker(const RepositoryLayout& layout, const TextViewSet& tracked, const std::stop_token& stop)
      : layout_(layout), root_(layout.worktree.string() + "/"), tracked_(tracked), stop_(stop) {}

  UntrackedFiles run() {
    IgnoreChain chain;
    for (const fs::path& file :
         {user_excludes_file(layout_), layout_.common_dir / "info" / "exclude"}) {
      const auto read = [&file] { return read_small_file(file); };
      chain = with_file(chain, "", file.string(), file.string(), read);
    }
    pending_.push_back({.path = "", .chain = std::move(chain)});
    while (!pending_.empty()) {
      throw_if_stopped(stop_);
      Folder folder = std::move(pending_.back());
      pending_.pop_back();
      visit(std::move(folder));
    }
    for (const std::string& file : work_.dropped()) {
      found_.skipped.push_back(
          {file, SkipReason::unreadable, std::string(unused_patterns).append(too_slow)});
    }
    return std::move(found_);
  }

 private:
  struct Folder {
    std::string path;  ///< with a final slash; empty for the root
    IgnoreChain chain;
  };

  void visit(Folder folder) {
    const std::unique_ptr<DIR, FolderCloser> open(::opendir((root_ + folder.path).c_str()));
    if (open == nullptr) {
      if (errno == ENOENT) return;
      found_.skipped.push_back({folder.path, SkipReason::unreadable, std::strerror(errno)});
      return;
    }
    bool has_ignore_file = false;
    std::vector<std::pair<std::string, unsigned char>> names;
    while (const dirent* entry = ::readdir(open.get())) {
      const std::string_view name = entry->d_name;
      if (name == "." || name == "..") continue;
      if (name == ".git") {
        // The root has a .git of its own. In any other folder, .git may mark another repository.
        if (folder.path.empty()) continue;
        if (is_repository(folder.path)) return skip_repository(folder.path);
      }
      has_ignore_file |= name == ".gitignore";
      names.emplace_back(name, entry->d_type);
    }
    if (has_ignore_file) {
      const std::string path = folder.path + ".gitignore";
      const auto read = [&] { return read_file_if_present(root_ + path, most_rule_file_bytes); };
      const std::string refusal = refusal_of_patterns(root_ + path);
      if (!refusal.empty()) {
        found_.skipped.push_back({path, SkipReason::unreadable, refusal});
      } else {
        folder.chain = with_file(folder.chain, folder.path, path, root_ + path, read);
      }
    }
    for (const auto& [name, type] : names) visit_name(folder, name, type);
  }

  /// Adds the patterns of `file`. As in git, an unreadable file counts as empty. A file with too
  /// many patterns also counts as empty. In both cases, the file is reported under `name`.
  template <class Read>
  IgnoreChain with_file(const IgnoreChain& above, const std::string& folder,
                        const std::string& name, const std::string& file, const Read& read) {
    try {
      return with_rules(above, folder, name, read().value_or(""));
    } catch (const Error& error) {
      const std::string beginning = "cannot read " + file + ": ";
      const std::string& message = error.message();
      const bool is_known = message.starts_with(beginning);
      found_.skipped.push_back(
          {name, SkipReason::unreadable,
           std::string(unused_patterns) + (is_known ? message.substr(beginning.size()) : message)});
      return above;
    }
  }

  bool is_repository(const std::string& folder) const {
    struct stat status{};
    const std::string dot_git = root_ + folder + ".git";
    if (::lstat(dot_git.c_str(), &status) != 0) return false;
    return S_ISREG(status.st_mode) || ::lstat((dot_git + "/HEAD").c_str(), &status) == 0;
  }

  void skip_repository(const std::string& folder) {
    const std::string path = folder.substr(0, folder.size() - 1);
    if (tracked_.contains(path)) return;
    found_.skipped.push_back({path, SkipReason::submodule, "an untracked repository"});
  }

  void visit_name(const Folder& folder, const std::string& name, unsigned char type) {
    if (name == ".git") return;
    std::string path = folder.path + name;
    budget_.add(path.size());
    if (type == DT_UNKNOWN) type = type_of(path);
    if (type == DT_DIR) {
      if (is_ignored(folder.chain, path, true, work_)) return;
      pending_.push_back({.path = path + "/", .chain = folder.chain});
      return;
    }
    const bool is_rules = is_rule_file(name) && type != DT_UNKNOWN;
    const bool wanted = type == DT_REG || type == DT_LNK || is_rules;
    if (!wanted || tracked_.contains(path) || is_ignored(folder.chain, path, false, work_)) return;
    if (is_rules && type != DT_REG) {
      std::string refusal = refusal_of_patterns(root_ + path);
      found_.skipped.push_back({std::move(path), SkipReason::unreadable, std::move(refusal)});
    } else if (type == DT_LNK) {
      found_.skipped.push_back({std::move(path), SkipReason::symlink, ""});
    } else {
      found_.files.push_back(std::move(path));
    }
  }

  unsigned char type_of(const std::string& path) const {
    struct stat status{};
    if (::lstat((root_ + path).c_str(), &status) != 0) return DT_UNKNOWN;
    return static_cast<unsigned char>(IFTODT(status.st_mode));
  }

  const RepositoryLayout& layout_;
  std::string root_;
  const TextViewSet& tracked_;
  const std::stop_token& stop_;
  MatchWork work_{".gitignore files"};
  std::vector<Folder> pending_;
  PathBudget budget_{"the worktree"};
  UntrackedFiles found_;
};

}  // namespace

std::string refusal_of_patterns(const std::string& file) {
  struct stat status{};
  if (::lstat(file.c_str(), &status) != 0 || S_ISREG(status.st_mode)) return {};
  const std::string refusal(unused_patterns);
  if (!S_ISLNK(status.st_mode)) return refusal + "it is not a regular file";
  std::error_code failed;
  const fs::path target = fs::read_symlink(file, failed);
  return refusal + "it is a symbolic link" + (failed ? "" : " to " + target.string());
}

UntrackedFiles find_untracked(const RepositoryLayout& layout, const TextViewSet& tracked,
                              const std::stop_token& stop) {
  return Walker(layout, tracked, stop).run();
}

}  // namespace gitctx

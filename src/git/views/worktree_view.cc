#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <tuple>

#include "base/error.h"
#include "base/stop.h"
#include "base/text_hash.h"
#include "git/index_reader.h"
#include "git/object_store.h"
#include "git/path_rules.h"
#include "git/views/tree_lister.h"
#include "git/views/untracked_walker.h"
#include "git/views/view_builder.h"
#include "git/views/worktree_files.h"

namespace gitctx {
namespace {

/// A file that may become an entry. If `blob` is not set, the file must be read to compute the id.
struct Candidate {
  std::string path;
  std::optional<BlobId> blob;
  bool on_disk = true;
};

/// Distinguishes folders of the worktree from symbolic links to folders; checks each folder once.
class RealFolders {
 public:
  explicit RealFolders(const std::filesystem::path& root) : root_(root.string() + "/") {}

  /// Whether every folder above the file is a real folder.
  bool contain(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos) return true;
    const std::string folder(path.substr(0, slash));
    if (folder == last_) return last_is_real_;
    const auto known = known_.find(folder);
    bool real = known != known_.end() ? known->second : contain(folder);
    if (known == known_.end()) {
      struct stat status{};
      real = real && ::lstat((root_ + folder).c_str(), &status) == 0 && S_ISDIR(status.st_mode);
      known_.emplace(folder, real);
    }
    last_ = folder;
    return last_is_real_ = real;
  }

 private:
  std::string root_;
  TextMap<bool> known_;
  std::string last_;
  bool last_is_real_ = false;
};

class WorktreeViewBuilder {
 public:
  WorktreeViewBuilder(Repository& repository, const ViewOptions& options)
      : repository_(repository),
        options_(options),
        layout_(repository.layout()),
        root_(layout_.worktree.string() + "/"),
        folders_(layout_.worktree),
        files_(layout_) {}

  View run() {
    list_head();
    add_tracked();
    add_untracked();
    std::ranges::sort(candidates_, {}, &Candidate::path);
    read_rules();
    for (Candidate& candidate : candidates_) add_entry(candidate);
    rules_.add_dropped(view_.skipped);
    sort_skipped();
    return std::move(view_);
  }

 private:
  void list_head() {
    const auto head = repository_.head();
    if (!head) return;
    view_.commit = *head;
    const TreeId tree = repository_.objects().require_commit(*head).tree;
    head_ = list_tree(repository_.objects(), tree, options_.stop, options_.max_paths,
                      options_.max_unreadable)
                .files;
  }

  /// Sorts the skipped files by path, and keeps one entry for each path. A .gitignore that is a
  /// link has two entries. The entry with the reason `unreadable` is kept, because it reports that
  /// the patterns are not used.
  void sort_skipped() {
    std::ranges::sort(view_.skipped, {}, [](const SkippedFile& file) {
      return std::tuple(std::string_view(file.path), file.reason != SkipReason::unreadable);
    });
    const auto repeated = std::ranges::unique(view_.skipped, {}, &SkippedFile::path);
    view_.skipped.erase(repeated.begin(), repeated.end());
  }

  void skip(std::string path, SkipReason reason, std::string detail) {
    view_.skipped.push_back({std::move(path), reason, std::move(detail)});
  }

  void add_tracked() {
    index_ = read_index(layout_.git_dir / "index");
    for (const IndexEntry& entry : index_.entries) {
      throw_if_stopped(options_.stop);
      if (entry.path.size() >= most_path_bytes) {
        skip(entry.path.substr(0, most_path_bytes), SkipReason::unreadable, "the path is too long");
        continue;
      }
      if (entry.kind == EntryKind::submodule) {
        skip(entry.path, SkipReason::submodule, entry.blob.hex());
        continue;
      }
      struct stat status{};
      const bool exists =
          folders_.contain(entry.path) && ::lstat((root_ + entry.path).c_str(), &status) == 0;
      if (entry.trusted && (!exists || !S_ISREG(status.st_mode))) {
        if (entry.kind == EntryKind::file) {
          candidates_.push_back({.path = entry.path, .blob = entry.blob, .on_disk = false});
        }
      } else if (exists && is_rule_file(entry.path) && !S_ISREG(status.st_mode)) {
        skip(entry.path, SkipReason::unreadable, refusal_of_patterns(root_ + entry.path));
      } else if (exists && S_ISLNK(status.st_mode)) {
        skip(entry.path, SkipReason::symlink, "");
      } else if (exists && S_ISREG(status.st_mode)) {
        const bool unchanged = entry.kind == EntryKind::file && index_.is_unchanged(entry, status);
        candidates_.push_back(
            {.path = entry.path, .blob = unchanged ? std::optional(entry.blob) : std::nullopt});
      }
    }
  }

  void add_untracked() {
    TextViewSet tracked;
    tracked.reserve(index_.entries.size());
    for (const IndexEntry& entry : index_.entries) tracked.insert(entry.path);
    UntrackedFiles untracked = find_untracked(layout_, tracked, options_.stop);
    for (std::string& path : untracked.files) candidates_.push_back({.path = std::move(path)});
    std::ranges::move(untracked.skipped, std::back_inserter(view_.skipped));
  }

  void read_rules() {
    for (const Candidate& candidate : candidates_) {
      if (!is_rule_file(candidate.path)) continue;
      if (candidate.on_disk) {
        const auto file = files_.read(candidate.path, rules_.room_bytes());
        if (file.reason == SkipReason::none) rules_.add(candidate.path, file.bytes);
        if (file.reason == SkipReason::too_large)
          rules_.refuse_size(candidate.path, file.size_bytes);
      } else {
        rules_.add_blob(repository_.objects(), candidate.path, *candidate.blob);
      }
    }
  }

  void add_entry(Candidate& candidate) {
    throw_if_stopped(options_.stop);
    if (auto verdict = rules_.judge(candidate.path); verdict.reason != SkipReason::none) {
      return skip(std::move(candidate.path), verdict.reason, std::move(verdict.detail));
    }
    if (!candidate.blob) {
      auto file = files_.read(candidate.path, options_.max_blob_bytes);
      if (file.reason != SkipReason::none) {
        return skip(std::move(candidate.path), file.reason, std::move(file.detail));
      }
      candidate.blob = file.blob;
    }
    rules_.add_attributes(candidate.path, view_.attributes);
    // Candidates and `head_` are sorted by path.
    while (head_at_ < head_.size() && head_[head_at_].path < candidate.path) ++head_at_;
    const ListedFile* in_head = head_at_ < head_.size() ? &head_[head_at_] : nullptr;
    const bool clean = in_head != nullptr && in_head->path == candidate.path &&
                       in_head->kind == EntryKind::file && in_head->id == *candidate.blob;
    view_.entries.push_back(
        {.path = std::move(candidate.path), .blob = *candidate.blob, .dirty = !clean});
  }

  Repository& repository_;
  const ViewOptions& options_;
  const RepositoryLayout& layout_;
  std::string root_;
  RealFolders folders_;
  WorktreeFiles files_;
  std::vector<ListedFile> head_;
  std::size_t head_at_ = 0;  ///< index in head_ of the first path not before the current candidate
  GitIndex index_;
  std::vector<Candidate> candidates_;
  PathRules rules_;
  View view_{.kind = ViewKind::worktree};
};

}  // namespace

View build_worktree_view(Repository& repository, const ViewOptions& options) {
  if (repository.layout().bare) {
    throw Error(ErrorCode::usage,
                "a bare repository has no worktree: " + repository.layout().git_dir.string(),
                "Use --ref REV instead of --worktree");
  }
  return WorktreeViewBuilder(repository, options).run();
}

}  // namespace gitctx

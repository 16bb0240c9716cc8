#include <algorithm>
#include <deque>
#include <limits>
#include <memory>
#include <unordered_map>

#include "base/error.h"
#include "base/stop.h"
#include "base/text_hash.h"
#include "git/commit_order.h"
#include "git/object_store.h"
#include "git/path_rules.h"
#include "git/views/tree_cache.h"
#include "git/views/tree_difference.h"
#include "git/views/tree_lister.h"
#include "git/views/view_builder.h"

namespace gitctx {
namespace {

constexpr std::uint32_t unset = std::numeric_limits<std::uint32_t>::max();
// The largest public histories have about 10 million versions of folders. Each takes 140 bytes.
constexpr std::size_t most_folder_versions = 13'000'000;
// The largest public histories reach about a third of this limit.
constexpr std::size_t most_changes = 100'000'000;
constexpr std::size_t most_further_path_bytes = most_listed_bytes;

void check_history_size(std::size_t count, std::size_t most, const char* what) {
  if (count <= most) return;
  throw Error(ErrorCode::failure, "the history has more than " + std::to_string(most) + " " + what,
              "Run: gitctx index");
}

/// One version of a folder: a tree, and the number of the folder.
struct Place {
  TreeId tree;
  std::uint32_t folder = 0;
  bool operator==(const Place&) const = default;
};
struct PlaceHash {
  std::size_t operator()(const Place& place) const {
    return std::hash<TreeId>()(place.tree) ^ (place.folder * 0x9E3779B97F4A7C15u);
  }
};

/// Visits the trees of all commits in two passes. The first pass goes from the oldest to the newest
/// commit and finds `first_commit`. The second pass goes in the other direction and finds
/// `last_commit`. In each pass, reads a tree once per folder, and visits only the entries that
/// differ from the previous tree of that folder, because equal entries have been visited before.
class HistoryBuilder {
 public:
  HistoryBuilder(Repository& repository, const ViewOptions& options)
      : repository_(repository),
        objects_(repository.objects()),
        trees_(objects_),
        options_(options),
        budget_("the history", options.max_paths) {}

  HistoryView run() {
    const CommitOrder order = read_commits();
    read_rules();
    pass_ = Pass::first;
    for (std::uint32_t i = 0; i < order.commits.size(); ++i) visit_commit(order, i);
    start_second_pass();
    for (std::uint32_t i = order.commits.size(); i-- > 0;) visit_commit(order, i);
    HistoryView out{.view = std::move(view_), .commit_count = order.commits.size()};
    out.view.entries = make_entries(order);
    rules_.add_dropped(out.view.skipped);
    std::ranges::sort(out.view.skipped, {}, &SkippedFile::path);
    return out;
  }

 private:
  using Tree = std::shared_ptr<const RawObject>;
  enum class Pass : std::uint8_t { first = 1, last = 2 };

  struct File {
    std::string_view path;  ///< a key of file_numbers_
    bool kept = false;
  };
  struct Blob {
    BlobId id;
    std::uint32_t first = unset;
    std::uint32_t last = unset;
    std::uint32_t path = unset;
  };
  struct BlobPath {
    std::uint32_t blob = 0;
    std::uint32_t file = 0;
    auto operator<=>(const BlobPath&) const = default;
  };

  CommitOrder read_commits() {
    std::vector<CommitId> tips;
    for (const Ref& ref : repository_.history_refs()) tips.push_back(ref.commit);
    const auto boundary = read_shallow_boundary(repository_.layout());
    CommitOrder order =
        order_commits(objects_, tips, boundary, options_.stop, options_.max_unreadable);
    for (const std::string& failure : order.failures) {
      view_.skipped.push_back({"", SkipReason::unreadable, failure});
    }
    return order;
  }

  void read_rules() {
    const auto head = repository_.head();
    if (!head) return;
    view_.commit = *head;
    const auto commit = objects_.commit(*head);
    if (!commit) return;
    const auto listing = list_tree(objects_, commit->tree, options_.stop, options_.max_paths,
                                   options_.max_unreadable);
    rules_ = read_path_rules(objects_, listing.files);
  }

  void start_second_pass() {
    pass_ = Pass::last;
    for (Tree& tree : latest_trees_) tree.reset();
  }

  void visit_commit(const CommitOrder& order, std::uint32_t number) {
    throw_if_stopped(options_.stop);
    commit_ = number;
    path_.clear();
    visit_tree(order.commits[number].tree, 0);
  }

  /// Records the place as visited. Returns whether this is its first visit in this pass.
  bool enter(const Place& place) {
    std::uint8_t& passes = places_[place];
    const auto bit = static_cast<std::uint8_t>(pass_);
    if ((passes & bit) != 0) return false;
    passes |= bit;
    check_history_size(places_.size(), most_folder_versions, "versions of folders");
    return true;
  }

  /// Visits the tree of the folder `path_`, which ends in a slash.
  void visit_tree(const TreeId& tree, std::size_t depth) {
    const std::uint32_t number = folder_number();
    if (!enter({.tree = tree, .folder = number})) return;
    const Tree object = trees_.get(tree);
    if (object == nullptr || depth > most_tree_depth) {
      if (pass_ == Pass::first) skip_path(SkipReason::unreadable, read_error(tree));
      return;
    }
    throw_if_stopped(options_.stop);
    const Tree before = std::move(latest_trees_[number]);
    const std::size_t prefix_size = path_.size();
    for_each_difference(before ? before->bytes() : std::string_view(), object->bytes(),
                        [&](const TreeEntry*, const TreeEntry* entry) {
                          if (entry == nullptr) return;
                          path_ += entry->name.substr(0, most_path_bytes);
                          visit_entry(*entry, depth);
                          path_.resize(prefix_size);
                        });
    latest_trees_[number] = object;
  }

  std::string read_error(const TreeId& tree) {
    const auto object = objects_.read(tree, ObjectKind::tree);
    return object ? "" : object.error();
  }

  void visit_entry(const TreeEntry& entry, std::size_t depth) {
    check_history_size(++changes_, most_changes, "changes of files and folders");
    if (path_.size() >= most_path_bytes) {
      path_.resize(most_path_bytes);
      return skip_path(SkipReason::unreadable, "the path is too long");
    }
    if (!entry.has_valid_name()) {
      return skip_path(SkipReason::unreadable, "git refuses this name");
    }
    switch (entry.kind()) {
      case EntryKind::directory:
        path_.push_back('/');
        return visit_tree(entry.id<TreeId>(), depth + 1);
      case EntryKind::file:
        return visit_file(entry.id<BlobId>());
      case EntryKind::symlink: {
        const std::string* const refusal = rules_.refusal(path_);
        if (refusal != nullptr) return skip_path(SkipReason::unreadable, *refusal);
        return skip_path(SkipReason::symlink, "");
      }
      case EntryKind::submodule:
        return skip_path(SkipReason::submodule, "");
    }
  }

  void visit_file(const BlobId& id) {
    const std::uint32_t file = file_number();
    if (!files_[file].kept) return;
    const auto [known, is_new] =
        blob_numbers_.try_emplace(id, static_cast<std::uint32_t>(blobs_.size()));
    if (is_new) blobs_.push_back({.id = id, .first = commit_});
    Blob& blob = blobs_[known->second];
    if (pass_ == Pass::first) {
      blob_paths_.push_back({.blob = known->second, .file = file});
    } else if (blob.last == unset) {
      blob.last = commit_;
      blob.path = file;
    }
  }

  std::uint32_t folder_number() {
    const auto known = folder_numbers_.find(path_);
    if (known != folder_numbers_.end()) return known->second;
    const auto number = static_cast<std::uint32_t>(latest_trees_.size());
    folder_numbers_.emplace(path_, number);
    budget_.add(path_.size());
    latest_trees_.emplace_back();
    return number;
  }

  std::uint32_t file_number() {
    const auto known = file_numbers_.find(path_);
    if (known != file_numbers_.end()) return known->second;
    const auto number = static_cast<std::uint32_t>(files_.size());
    const auto added = file_numbers_.emplace(path_, number).first;
    budget_.add(path_.size());
    auto verdict = rules_.judge(path_);
    files_.push_back({.path = added->first, .kept = verdict.reason == SkipReason::none});
    if (verdict.reason != SkipReason::none) {
      view_.skipped.push_back({path_, verdict.reason, std::move(verdict.detail)});
    } else {
      rules_.add_attributes(path_, view_.attributes);
    }
    return number;
  }

  void skip_path(SkipReason reason, std::string detail) {
    if (!skipped_paths_.insert(path_).second) return;
    budget_.add(path_.size());
    unreadable_ += reason == SkipReason::unreadable ? 1 : 0;
    if (unreadable_ > options_.max_unreadable) {
      throw_too_many_unreadable("files and folders of the history", options_.max_unreadable);
    }
    view_.skipped.push_back({path_, reason, std::move(detail)});
  }

  std::vector<ViewEntry> make_entries(const CommitOrder& order) {
    std::ranges::sort(blob_paths_);
    const auto repeated = std::ranges::unique(blob_paths_);
    blob_paths_.erase(repeated.begin(), repeated.end());

    std::vector<ViewEntry> entries;
    entries.reserve(blobs_.size());
    for (std::size_t at = 0; at < blob_paths_.size();) {
      const std::uint32_t number = blob_paths_[at].blob;
      const Blob& blob = blobs_[number];
      ViewEntry entry{.path = std::string(files_[blob.path].path),
                      .blob = blob.id,
                      .first_commit = order.commits[blob.first].id,
                      .last_commit = order.commits[blob.last].id};
      for (; at < blob_paths_.size() && blob_paths_[at].blob == number; ++at) {
        if (blob_paths_[at].file == blob.path) continue;
        count_further_path(files_[blob_paths_[at].file].path);
        entry.other_paths.emplace_back(files_[blob_paths_[at].file].path);
      }
      std::ranges::sort(entry.other_paths);
      entries.push_back(std::move(entry));
    }
    std::ranges::sort(entries, [](const ViewEntry& a, const ViewEntry& b) {
      return std::tie(a.path, a.blob) < std::tie(b.path, b.blob);
    });
    return entries;
  }

  void count_further_path(std::string_view path) {
    check_history_size(++further_paths_, options_.max_further_paths,
                       "further paths of files with the same content");
    further_path_bytes_ += path.size();
    check_history_size(further_path_bytes_, most_further_path_bytes,
                       "bytes of further paths of files with the same content");
  }

  Repository& repository_;
  ObjectStore& objects_;
  TreeCache trees_;
  const ViewOptions& options_;
  Pass pass_ = Pass::first;
  std::uint32_t commit_ = 0;  ///< number of the current commit in the commit order
  std::string path_;          ///< path of the current entry
  PathRules rules_;
  View view_{.kind = ViewKind::history};
  std::unordered_map<Place, std::uint8_t, PlaceHash> places_;
  TextMap<std::uint32_t> folder_numbers_;
  std::deque<Tree> latest_trees_;  ///< last tree in this pass, by folder number
  TextMap<std::uint32_t> file_numbers_;
  std::vector<File> files_;
  std::unordered_map<BlobId, std::uint32_t> blob_numbers_;
  std::vector<Blob> blobs_;
  std::vector<BlobPath> blob_paths_;
  TextSet skipped_paths_;
  std::size_t unreadable_ = 0;  ///< number of unreadable paths
  PathBudget budget_;           ///< of all distinct paths
  std::size_t further_paths_ = 0;
  std::size_t further_path_bytes_ = 0;
  std::size_t changes_ = 0;  ///< entries visited in both passes
};

}  // namespace

HistoryView build_history_view(Repository& repository, const ViewOptions& options) {
  return HistoryBuilder(repository, options).run();
}

}  // namespace gitctx

#include <algorithm>

#include "git/object_store.h"
#include "git/path_rules.h"
#include "git/views/tree_lister.h"
#include "git/views/view_builder.h"

namespace gitctx {
View build_snapshot_view(Repository& repository, const CommitId& commit,
                         const ViewOptions& options) {
  ObjectStore& objects = repository.objects();
  TreeListing listing = list_tree(objects, objects.require_commit(commit).tree, options.stop,
                                  options.max_paths, options.max_unreadable);
  PathRules rules = read_path_rules(objects, listing.files);

  View view{.kind = ViewKind::snapshot, .commit = commit};
  view.entries.reserve(listing.files.size());
  view.skipped = std::move(listing.skipped);
  for (ListedFile& file : listing.files) {
    if (file.kind == EntryKind::submodule) {
      view.skipped.push_back({std::move(file.path), SkipReason::submodule, file.id.hex()});
    } else if (file.kind == EntryKind::symlink && rules.refusal(file.path) == nullptr) {
      view.skipped.push_back({std::move(file.path), SkipReason::symlink, ""});
    } else if (auto verdict = rules.judge(file.path); verdict.reason != SkipReason::none) {
      view.skipped.push_back({std::move(file.path), verdict.reason, std::move(verdict.detail)});
    } else {
      rules.add_attributes(file.path, view.attributes);
      view.entries.push_back({.path = std::move(file.path), .blob = file.id});
    }
  }
  rules.add_dropped(view.skipped);
  std::ranges::sort(view.skipped, {}, &SkippedFile::path);
  return view;
}

}  // namespace gitctx

#include "git/repository.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "base/error.h"
#include "git/git_config.h"
#include "git/libgit2.h"
#include "git/object_store.h"

namespace gitctx {
namespace {

constexpr int tag_chain_limit = 100;

/// Throws Error if the ref that a revision names, or the log of the ref, is a pipe or a device,
/// because libgit2 would wait for its data. Also throws Error if the revision searches the refs and
/// require_searchable_refs() refuses them.
void check_ref_files(const RepositoryLayout& layout, std::string_view rev) {
  if (rev.starts_with(":/")) require_searchable_refs(layout);
  const std::size_t log_at = rev.find("@{");
  const std::string name(rev.substr(0, std::min(rev.find_first_of("~^:"), log_at)));
  read_short_ref(layout, name);
  if (log_at == std::string_view::npos) return;
  for (const std::string& ref : {name, std::string("HEAD"), read_head(layout).ref}) {
    for (const char* before : {"", "refs/", "refs/tags/", "refs/heads/", "refs/remotes/"}) {
      for (const std::filesystem::path& folder : {layout.git_dir, layout.common_dir}) {
        require_regular_or_missing(folder / "logs" / (before + ref));
      }
    }
  }
}

[[noreturn]] void throw_unknown_revision(std::string_view rev, int code) {
  const std::string name(rev);
  if (code == GIT_EAMBIGUOUS) {
    throw Error(ErrorCode::failure, "ambiguous revision: " + name, "Use more digits of the id");
  }
  if (code == GIT_EINVALIDSPEC) {
    throw Error(ErrorCode::failure, "not a revision: " + name,
                "Use a branch, a tag or a commit id");
  }
  const git_error* error = libgit2().git_error_last();
  if (code != GIT_ENOTFOUND && error != nullptr && error->klass == GIT_ERROR_ODB) {
    throw_unreadable(name, libgit2_message());
  }
  throw Error(ErrorCode::failure, "unknown revision: " + name, "Run: git branch --all; git tag");
}

struct ObjectDeleter {
  void operator()(git_object* object) const { libgit2().git_object_free(object); }
};
using ObjectPtr = std::unique_ptr<git_object, ObjectDeleter>;

}  // namespace

Repository::Repository(RepositoryLayout layout)
    : layout_(std::move(layout)),
      shallow_boundary_(read_shallow_boundary(layout_)),
      objects_(std::make_unique<ObjectStore>(layout_.objects_dir())),
      handle_(nullptr, libgit2().git_repository_free) {}

Repository::Repository(Repository&&) noexcept = default;
Repository& Repository::operator=(Repository&&) noexcept = default;
Repository::~Repository() = default;

Repository Repository::open(const RepositoryLayout& layout) { return Repository(layout); }

Repository Repository::discover(const std::filesystem::path& start) {
  return Repository(require_repository(start));
}

git_repository* Repository::handle() {
  if (handle_ == nullptr) handle_ = open_handle(layout_.git_dir);
  return handle_.get();
}

CommitId Repository::resolve_commit(std::string_view rev) {
  const std::string spec(rev);
  check_ref_files(layout_, rev);
  git_object* found = nullptr;
  const int code = libgit2().git_revparse_single(&found, handle(), spec.c_str());
  if (code != 0) throw_unknown_revision(rev, code);
  const ObjectPtr object(found);
  if (const auto commit = peel(id_of<CommitId>(*libgit2().git_object_id(object.get()))))
    return *commit;
  throw Error(ErrorCode::failure, "not a commit: " + spec, "Use a branch, a tag or a commit id");
}

CommitInfo Repository::commit_info(const CommitId& commit) {
  const auto object = objects_->read(commit, ObjectKind::commit);
  if (!object) throw_unreadable("a commit", object.error());
  return parse_commit_info(commit, object->bytes());
}

std::string Repository::commit_body(const CommitId& commit) {
  const auto object = objects_->read(commit, ObjectKind::commit);
  if (!object) throw_unreadable("a commit", object.error());
  return parse_commit_body(object->bytes());
}

std::optional<std::string> Repository::file_at(const CommitId& commit, std::string_view path,
                                               std::uint64_t most_bytes) {
  const auto raw = objects_->commit(commit);
  if (!raw) return std::nullopt;
  TreeId tree = raw->tree;
  while (!path.empty()) {
    const std::string_view name = take_part(path, '/');
    const auto folder = objects_->read(tree, ObjectKind::tree);
    if (!folder) return std::nullopt;
    TreeCursor cursor(folder->bytes());
    while (!cursor.at_end() && cursor.entry().name != name) cursor.advance();
    if (cursor.at_end()) return std::nullopt;
    const TreeEntry& entry = cursor.entry();
    if (path.empty()) {
      if (entry.kind() != EntryKind::file) return std::nullopt;
      const auto id = entry.id<BlobId>();
      const auto header = objects_->header(id_cast<AnyId>(id));
      if (!header || header->size_bytes > most_bytes) return std::nullopt;
      const auto blob = objects_->read(id, ObjectKind::blob);
      return blob ? std::optional(std::string(blob->bytes())) : std::nullopt;
    }
    if (entry.kind() != EntryKind::directory) return std::nullopt;
    tree = entry.id<TreeId>();
  }
  return std::nullopt;
}

std::optional<CommitId> Repository::peel(const CommitId& id) {
  AnyId current = id_cast<AnyId>(id);
  for (int i = 0; i < tag_chain_limit; ++i) {
    const auto object = objects_->read(current);
    if (!object) return std::nullopt;
    if (object->kind() == ObjectKind::commit) return id_cast<CommitId>(current);
    if (object->kind() != ObjectKind::tag) return std::nullopt;
    const auto target = parse_tag_target(object->bytes());
    if (!target) return std::nullopt;
    current = *target;
  }
  return std::nullopt;
}

std::vector<Ref> Repository::refs(std::string_view prefix) {
  std::vector<Ref> out;
  for (StoredRef& ref : list_refs(layout_, prefix)) {
    // The target of a branch is always a commit, so the object is not read. The object of a peeled
    // tag is read, because a tag can also lead to an object of another kind, such as a tree.
    const bool is_branch =
        ref.name.starts_with("refs/heads/") || ref.name.starts_with("refs/remotes/");
    const auto commit = is_branch ? ref.peeled : peel(ref.peeled.value_or(ref.target));
    if (commit) out.push_back({.name = std::move(ref.name), .commit = *commit});
  }
  return out;
}

std::vector<Ref> Repository::history_refs() {
  std::vector<Ref> out;
  for (const std::string_view prefix : {"refs/heads/", "refs/remotes/", "refs/tags/"}) {
    std::ranges::move(refs(prefix), std::back_inserter(out));
  }
  for (StoredRef& head : list_worktree_heads(layout_)) {
    out.push_back({.name = std::move(head.name), .commit = *head.peeled});
  }
  // A git folder outside of worktrees/ can also have a HEAD of its own.
  if (const auto own = head()) {
    const bool listed = std::ranges::find(out, *own, &Ref::commit) != out.end();
    if (!listed) out.push_back({.name = "HEAD", .commit = *own});
  }
  std::ranges::sort(out, {}, &Ref::name);
  return out;
}

std::vector<CommitId> Repository::parents(const CommitId& commit) {
  RawCommit raw = objects_->require_commit(commit);
  if (std::ranges::binary_search(shallow_boundary_, commit)) return {};
  return std::move(raw.parents);
}

}  // namespace gitctx

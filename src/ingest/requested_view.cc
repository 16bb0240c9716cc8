#include "ingest/requested_view.h"

#include <algorithm>

#include "base/hash.h"
#include "git/views/view_builder.h"
#include "ingest/batch_indexer.h"
#include "text/languages.h"

namespace gitctx {

namespace {

// Must be incremented when a code change gives a different view for the same tree and settings.
constexpr std::uint64_t listing_version = 2;

constexpr std::string_view head_prefix = "HEAD@";
constexpr std::string_view worktree_prefix = "worktree@";
constexpr std::string_view ref_prefix = "ref:";

RequestedView make_view(const Settings& settings, ViewKind kind, const CommitId& commit,
                        std::string owner) {
  return {.kind = kind,
          .commit = commit,
          .owner = std::move(owner),
          .fingerprint = hash64(std::to_string(settings.index.max_blob_size_mb), listing_version),
          .commit_count = commit.is_none() ? 0u : 1u};
}

void apply_attributes(View& view) {
  for (const ReadingAttributes& attributes : view.attributes) {
    const NameRule given = given_rule(attributes.language, attributes.encoding);
    // In a history view, several entries may have the same path.
    for (ViewEntry& entry :
         std::ranges::equal_range(view.entries, attributes.path, {}, &ViewEntry::path)) {
      entry.given = given;
    }
  }
  view.attributes.clear();
}

}  // namespace

std::string head_owner(const RepositoryLayout& layout) {
  return std::string(head_prefix) + layout.worktree_name;
}

std::string worktree_owner(const RepositoryLayout& layout) {
  return std::string(worktree_prefix) + layout.worktree_name;
}

std::string ref_owner(const std::string& revision) { return std::string(ref_prefix) + revision; }

ViewOwner parse_owner(std::string_view owner) {
  using enum ViewOwner::Kind;
  if (owner.starts_with(head_prefix)) return {head, owner.substr(head_prefix.size())};
  if (owner.starts_with(worktree_prefix)) return {worktree, owner.substr(worktree_prefix.size())};
  if (owner.starts_with(ref_prefix)) return {ref, owner.substr(ref_prefix.size())};
  return {history, owner};
}

std::vector<RequestedView> requested_views(Repository& repository, const Settings& settings,
                                           const IndexRequest& request) {
  std::vector<RequestedView> views;
  const auto add = [&](ViewKind kind, const CommitId& commit, std::string owner) -> RequestedView& {
    return views.emplace_back(make_view(settings, kind, commit, std::move(owner)));
  };
  const std::optional<CommitId> head = repository.head();
  if (head && request.head) add(ViewKind::snapshot, *head, head_owner(repository.layout()));
  for (const std::string& revision : request.refs) {
    add(ViewKind::snapshot, repository.resolve_commit(revision), ref_owner(revision));
  }
  if (request.worktree) {
    add(ViewKind::worktree, head.value_or(CommitId{}), worktree_owner(repository.layout()));
  }
  if (request.history) {
    RequestedView& view =
        add(ViewKind::history, head.value_or(CommitId{}), std::string(history_owner));
    for (const Ref& ref : repository.history_refs()) {
      view.fingerprint = hash64(ref.name + ref.commit.hex(), view.fingerprint);
    }
  }
  return views;
}

std::vector<RequestedView> lost_views(Repository& repository, const Settings& settings,
                                      std::span<const ViewRecord> damaged,
                                      std::span<const RequestedView> requested) {
  std::vector<RequestedView> views;
  IndexRequest others{.head = false};
  for (const ViewRecord& record : damaged) {
    for (const std::string& owner : record.owners) {
      if (std::ranges::find(requested, owner, &RequestedView::owner) != requested.end()) continue;
      switch (record.kind) {
        case ViewKind::snapshot:
          views.push_back(make_view(settings, record.kind, record.commit, owner));
          break;
        case ViewKind::worktree:
          others.worktree = others.worktree || owner == worktree_owner(repository.layout());
          break;
        case ViewKind::history:
          others.history = true;
          break;
      }
    }
  }
  for (RequestedView& view : requested_views(repository, settings, others)) {
    views.push_back(std::move(view));
  }
  return views;
}

void list_view(Repository& repository, const Settings& settings, std::stop_token stop,
               RequestedView& requested) {
  const ViewOptions options{.max_blob_bytes = max_blob_bytes(settings.index),
                            .stop = std::move(stop)};
  switch (requested.kind) {
    case ViewKind::snapshot:
      requested.view = build_snapshot_view(repository, requested.commit, options);
      break;
    case ViewKind::worktree:
      requested.view = build_worktree_view(repository, options);
      break;
    case ViewKind::history: {
      HistoryView history = build_history_view(repository, options);
      requested.view = std::move(history.view);
      requested.view.commit = requested.commit;
      requested.commit_count = history.commit_count;
      break;
    }
  }
  apply_attributes(requested.view);
  for (const ViewEntry& entry : requested.view.entries) {
    if (requested.kind == ViewKind::history) {
      requested.commits.last.push_back({entry.last_commit, true});
      requested.commits.first.push_back(entry.first_commit);
    } else {
      requested.commits.last.push_back({requested.commit, entry.dirty});
    }
  }
}

}  // namespace gitctx

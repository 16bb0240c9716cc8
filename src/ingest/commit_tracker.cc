#include "ingest/commit_tracker.h"

#include "base/trace.h"

namespace gitctx {

namespace {

/// Removes uncommitted files, because their entries tell nothing about commits.
void drop_dirty_entries(StoredView& stored) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < stored.view.entries.size(); ++i) {
    if (stored.view.entries[i].dirty) continue;
    if (kept != i) {
      stored.view.entries[kept] = std::move(stored.view.entries[i]);
      stored.commits.last[kept] = stored.commits.last[i];
    }
    ++kept;
  }
  stored.view.entries.resize(kept);
  stored.commits.last.resize(kept);
}

}  // namespace

std::vector<CommitTracker::Task> commit_tasks(const RepositoryLayout& layout,
                                              std::span<RequestedView> views, const Snapshot* old) {
  std::vector<CommitTracker::Task> tasks;
  for (RequestedView& view : views) {
    if (view.kind == ViewKind::history) continue;
    CommitTracker::Task& task = tasks.emplace_back(&view, std::nullopt);
    if (old == nullptr) continue;
    const ViewRecord* known = old->find_view(ViewKind::snapshot, view.commit);
    if (known == nullptr) known = old->find_view_of(view.owner);
    if (known == nullptr) known = old->find_view_of(head_owner(layout));
    if (known == nullptr || known->kind == ViewKind::history) continue;
    task.known = read_stored_view(old->open_view(*known));
    drop_dirty_entries(*task.known);
  }
  return tasks;
}

CommitTracker::CommitTracker(const RepositoryLayout& layout, std::vector<Task> tasks)
    : layout_(layout), tasks_(std::move(tasks)) {
  for (const Task& task : tasks_) found_.push_back(task.view->commits.last);
  thread_ = std::jthread([this](const std::stop_token& stop) {
    name_trace_thread("commits");
    try {
      const TraceSpan span("last commits");
      run(stop);
      done_.set_value();
    } catch (...) {
      done_.set_exception(std::current_exception());
    }
  });
}

void CommitTracker::run(const std::stop_token& stop) {
  LastCommitResolver resolver(layout_);
  for (std::size_t i = 0; i < tasks_.size() && !stop.stop_requested(); ++i) {
    const View& view = tasks_[i].view->view;
    std::vector<std::string> paths;
    paths.reserve(view.entries.size());
    for (const ViewEntry& entry : view.entries) paths.push_back(entry.path);

    LastCommitResolver::Options options;
    options.stop = stop;
    std::vector<std::string> known_paths;
    if (const std::optional<StoredView>& known = tasks_[i].known) {
      for (const ViewEntry& entry : known->view.entries) known_paths.push_back(entry.path);
      options.known = KnownCommits{known->view.commit, known_paths, known->commits.last};
    }
    resolver.run(paths, found_[i], options);
  }
}

void CommitTracker::finish(std::chrono::steady_clock::time_point deadline) {
  std::future<void> done = done_.get_future();
  done.wait_until(deadline);
  thread_.request_stop();
  thread_.join();
  done.get();
  for (std::size_t i = 0; i < tasks_.size(); ++i) {
    tasks_[i].view->commits.last = std::move(found_[i]);
  }
}

}  // namespace gitctx

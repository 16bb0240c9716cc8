#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/settings.h"
#include "core/storage_paths.h"
#include "embed/embedder_source.h"
#include "git/head_reader.h"
#include "index/snapshot.h"
#include "ingest/index_run.h"
#include "ingest/requested_view.h"
#include "search/search.h"
#include "testing/repo_builder.h"

namespace gitctx {

/// Indexes a test repository and reads the views, as the program does.
class IndexedRepo {
 public:
  explicit IndexedRepo(const std::filesystem::path& folder)
      : layout(require_repository(folder, GitEnvironment{})) {
    settings.index.threads = 2;
  }

  IngestReport index(const IndexRequest& request = {}, std::stop_token stop = {}) const {
    const auto embedders = make_local_embedders(settings.model);
    return run_index(layout, settings, *embedders, request, std::move(stop), {});
  }

  std::filesystem::path index_folder() const { return index_directory(layout.common_dir); }
  std::shared_ptr<const Snapshot> snapshot() const { return Snapshot::open(index_folder()); }

  /// All files of the view that belongs to `owner`: path -> full text.
  std::map<std::string, std::string> files(const std::string& owner) const {
    const auto index = snapshot();
    const ViewRecord* record = index->find_view_of(owner);
    std::map<std::string, std::string> texts;
    if (record == nullptr) return texts;
    const ViewReader view = index->open_view(*record);
    for (std::size_t i = 0; i < view.file_count(); ++i) {
      const ViewFile file = view.file(i);
      texts[std::string(file.path)] = view.segments()[file.segment].segment->text(file.blob);
    }
    return texts;
  }
  std::map<std::string, std::string> head_files() const { return files(head_owner(layout)); }

  SearchResult answer(const std::string& owner, const Query& query) const {
    const auto index = snapshot();
    const ViewRecord* record = index->find_view_of(owner);
    if (record == nullptr) return {};
    const ViewReader view = index->open_view(*record);
    const auto embedder = make_embedder(settings.model);
    return gitctx::search(*index, view, query, *embedder);
  }
  std::vector<Hit> search(const std::string& owner, const Query& query) const {
    return answer(owner, query).hits;
  }
  std::vector<Hit> search(const std::string& owner, std::string_view text) const {
    Query query;
    query.text = text;
    query.limit = 100;
    return search(owner, query);
  }
  std::set<std::string> found_paths(const std::string& owner, std::string_view text) const {
    std::set<std::string> paths;
    for (const Hit& hit : search(owner, text)) paths.insert(hit.path);
    return paths;
  }

  RepositoryLayout layout;
  Settings settings;
};

}  // namespace gitctx

#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "core/settings.h"
#include "core/view.h"
#include "embed/embedder_source.h"
#include "git/head_reader.h"
#include "ingest/batch_indexer.h"

namespace gitctx {

/// What blobs are indexed with.
struct IndexingTools {
  const RepositoryLayout& layout;
  const Settings& settings;
  EmbedderSource& embedders;
  const TextEdit& edit;  ///< may be empty
  bool embeds = true;    ///< false: with a hosted model, batches come with texts and no vectors
};

/// Indexes entries on worker threads and hands the batches to `consume` on the calling thread, in
/// the order of the entries whatever the number of threads. At most a few batches are in flight;
/// with a hosted model, others are indexed while some wait for their vectors. Returns false if a
/// stop was asked for before the end; what was consumed is a prefix. An exception of a worker or of
/// `consume` ends the run and is thrown here, once the batches that were ready are consumed.
bool index_blobs(const IndexingTools& tools, std::span<const ViewEntry* const> entries,
                 const std::stop_token& stop,
                 const std::function<void(BatchResult&&, std::size_t entries_done)>& consume);

/// Worker threads for that setting: itself, or one per core.
int worker_count(int threads_setting);

}  // namespace gitctx

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

/// References to everything that indexing blobs needs.
struct IndexingTools {
  const RepositoryLayout& layout;
  const Settings& settings;
  EmbedderSource& embedders;
  const TextEdit& edit;  ///< may be empty
  bool embeds = true;    ///< false: with a hosted model, batches have texts instead of vectors
};

/// Indexes entries on worker threads, 32 to a batch, and passes the batches to `consume` on the
/// calling thread, in the order of the entries whatever the number of threads. Memory is bounded: a
/// batch is started only if at most 2 * threads + 1 earlier batches are not consumed, where
/// `threads` counts workers and, with a hosted model, parallel embedding calls. All threads have
/// ended on return. Returns false if a stop was requested before the end; the consumed batches are
/// then the first batches. An exception of a worker ends the run, and is rethrown once the complete
/// batches before it are consumed. An exception of `consume` ends the run at once.
bool index_blobs(const IndexingTools& tools, std::span<const ViewEntry* const> entries,
                 const std::stop_token& stop,
                 const std::function<void(BatchResult&&, std::size_t entries_done)>& consume);

/// The number of worker threads for the setting index.threads.
int worker_count(int threads_setting);

}  // namespace gitctx

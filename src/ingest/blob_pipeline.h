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

/// References to the objects that the indexing of blobs needs.
struct IndexingTools {
  const RepositoryLayout& layout;
  const Settings& settings;
  EmbedderSource& embedders;
  const TextEdit& edit;  ///< may be empty
  bool embeds = true;  ///< false: hosted models are not called, and batches have texts, not vectors
};

/// Indexes entries on worker threads, in batches of 32. Passes the batches to `consume` on the
/// calling thread, in the order of the entries, regardless of the number of threads. To bound the
/// memory, a batch is started only if at most 2 * threads + 1 earlier batches have not been
/// consumed yet. Here, `threads` counts the workers and, with a hosted model, the parallel
/// embedding calls. All threads have ended when the function returns. Returns false if a stop was
/// requested before the end; in this case, the consumed batches are the first ones in order. An
/// exception in a worker ends the run. It is rethrown after `consume` has received the complete
/// batches that are next in order. An exception in `consume` ends the run at once.
bool index_blobs(const IndexingTools& tools, std::span<const ViewEntry* const> entries,
                 const std::stop_token& stop,
                 const std::function<void(BatchResult&&, std::size_t entries_done)>& consume);

/// The number of worker threads for the setting index.threads.
int worker_count(int threads_setting);

}  // namespace gitctx

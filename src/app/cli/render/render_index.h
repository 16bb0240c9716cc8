#pragma once

#include <cstdint>
#include <string>

#include "ingest/index_run.h"

namespace gitctx {

/// The outcome of a run: its report, and facts that are not in the report.
struct IndexOutcome {
  IngestReport report;
  bool dry_run = false;
  std::uint64_t peak_memory_bytes = 0;
  EmbeddingUsage usage;
};

/// `Indexed N commits (M unique blobs) in S.Ss`, or `No files to index`. With a hosted model, a
/// second line gives the cost of embedding or an estimate of this cost.
std::string index_summary_line(const IndexOutcome& outcome);

/// The phases, the tables of indexed and skipped files, and the summary line.
std::string render_index_verbose(const IndexOutcome& outcome);

/// The usage of an embedding model as text: `12,345 tokens in 3 calls, $0.0002`.
std::string spending_text(const EmbeddingUsage& usage);

/// One JSON document on one line, described in docs/cli.md.
std::string render_index_json(const IndexOutcome& outcome);

}  // namespace gitctx

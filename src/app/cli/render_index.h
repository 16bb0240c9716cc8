#pragma once

#include <cstdint>
#include <string>

#include "ingest/index_run.h"

namespace gitctx {

/// What a run is reported from: its own report, and what only the process knows.
struct IndexOutcome {
  IngestReport report;
  bool dry_run = false;
  std::uint64_t peak_memory_bytes = 0;
};

/// `Indexed N commits (M unique blobs) in S.Ss`, or `No files to index`.
std::string index_summary_line(const IndexOutcome& outcome);

/// The phases and a table of what was indexed and left out, then the summary line.
std::string render_index_verbose(const IndexOutcome& outcome);

/// One JSON document on one line, described in docs/cli.md.
std::string render_index_json(const IndexOutcome& outcome);

}  // namespace gitctx

#pragma once

#include <cstdint>
#include <string>

#include "app/cli/terminal/terminal.h"
#include "app/services/index_status.h"

namespace gitctx {

struct StatusRenderOptions {
  Terminal terminal;
  bool skipped = false;    ///< whether to list the skipped files
  std::int64_t now_s = 0;  ///< current time in seconds since the epoch, for ages
};

std::string render_status_text(const IndexStatus& status, const StatusRenderOptions& options);

/// One JSON document on one line, described in docs/cli.md.
std::string render_status_json(const IndexStatus& status, const StatusRenderOptions& options);

}  // namespace gitctx

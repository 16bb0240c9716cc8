#pragma once

#include <cstdint>
#include <string>

#include "core/ids.h"

namespace gitctx {

/// The parts of a commit that gitctx shows. The strings are valid UTF-8.
struct CommitInfo {
  CommitId id;
  std::int64_t time_s = 0;  ///< author date, in seconds since the Unix epoch
  std::string author;       ///< name without the e-mail address
  std::string subject;      ///< first paragraph of the message, as one line

  bool operator==(const CommitInfo&) const = default;
};

}  // namespace gitctx

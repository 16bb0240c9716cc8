#pragma once

#include <string>

namespace gitctx {

/// A message to the user that does not end the command: a sentence, and a hint, which may be empty.
/// Front ends decide where to show a notice, but never show it in machine-readable output.
struct Notice {
  std::string message;
  std::string hint;

  bool operator==(const Notice&) const = default;
};

}  // namespace gitctx

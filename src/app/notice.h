#pragma once

#include <string>

namespace gitctx {

/// Something a person should know although the command goes on: a sentence, and what to do about it
/// (may be empty). Front ends decide where it goes; never into machine output.
struct Notice {
  std::string message;
  std::string hint;

  bool operator==(const Notice&) const = default;
};

}  // namespace gitctx

#pragma once

namespace gitctx {

[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace gitctx

/// Checks, also in release builds, a condition that only a programmer error can violate. If the
/// condition is false, prints the condition and aborts.
#define GITCTX_CHECK(condition)                                               \
  do {                                                                        \
    if (!(condition)) ::gitctx::check_failed(#condition, __FILE__, __LINE__); \
  } while (false)

#pragma once

namespace gitctx {

[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace gitctx

/// A programmer error, checked in release builds too: prints the condition and aborts.
#define GITCTX_CHECK(condition)                                               \
  do {                                                                        \
    if (!(condition)) ::gitctx::check_failed(#condition, __FILE__, __LINE__); \
  } while (false)

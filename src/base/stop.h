#pragma once

#include <stop_token>

#include "base/error.h"

namespace gitctx {

/// Throws the Error for an operation that the user interrupted.
[[noreturn]] inline void throw_interrupted() { throw Error(ErrorCode::interrupted, "interrupted"); }

/// Throws ErrorCode::interrupted once a stop is requested; loops call it in every iteration.
inline void throw_if_stopped(const std::stop_token& stop) {
  if (stop.stop_requested()) throw_interrupted();
}

}  // namespace gitctx

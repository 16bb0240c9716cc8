#pragma once

#include <cstddef>
#include <stop_token>
#include <system_error>
#include <thread>
#include <vector>

#include "base/error.h"
#include "base/log.h"

namespace gitctx {

/// Throws the Error for an operation that the user interrupted.
[[noreturn]] inline void throw_interrupted() { throw Error(ErrorCode::interrupted, "interrupted"); }

/// Throws Error(interrupted) if a stop has been requested. Loops call this function in every
/// iteration.
inline void throw_if_stopped(const std::stop_token& stop) {
  if (stop.stop_requested()) throw_interrupted();
}

/// Starts `wanted` threads that run `work`, or fewer threads if the system refuses to start one.
/// Throws std::system_error if the system refuses to start one of the first `least` threads.
template <class Work>
void start_threads(std::vector<std::jthread>& threads, std::size_t wanted, std::size_t least,
                   const Work& work) {
  threads.reserve(threads.size() + wanted);
  for (std::size_t i = 0; i < wanted; ++i) {
    try {
      threads.emplace_back(work);
    } catch (const std::system_error&) {
      if (i < least) throw;
      log_event(LogLevel::warn, "fewer_threads", {{"started", i}, {"wanted", wanted}});
      return;
    }
  }
}

}  // namespace gitctx

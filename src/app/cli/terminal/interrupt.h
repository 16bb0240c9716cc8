#pragma once

#include <stop_token>
#include <string>
#include <thread>

#include "base/unique_fd.h"

namespace gitctx {

/// While this object exists, the first Ctrl-C, SIGTERM or SIGHUP requests a stop and writes a
/// message to standard error; a second signal of the same kind ends the process as usual. Only one
/// such object may exist at a time.
class InterruptWatch {
 public:
  /// If `over_progress` is set, the progress line is cleared before `message` is written.
  InterruptWatch(bool over_progress, std::string message);
  ~InterruptWatch();
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;

  std::stop_token token() const { return stop_.get_token(); }

 private:
  void wait_for_signal();

  bool over_progress_;
  std::string message_;
  std::stop_source stop_;
  UniqueFd read_end_;
  UniqueFd write_end_;
  std::thread waiter_;
};

}  // namespace gitctx

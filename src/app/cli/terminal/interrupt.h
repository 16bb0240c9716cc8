#pragma once

#include <stop_token>
#include <string>
#include <thread>

#include "base/unique_fd.h"

namespace gitctx {

/// While it lives, the first Ctrl-C (or SIGTERM, or SIGHUP) asks for a stop and says so on standard
/// error; the second ends the process as usual. One at a time.
class InterruptWatch {
 public:
  /// `over_progress`: a progress line on the terminal has to be wiped before `message` is said.
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

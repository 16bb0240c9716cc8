#pragma once

#include <chrono>
#include <string>

#include "app/cli/terminal/terminal.h"
#include "ingest/index_run.h"

namespace gitctx {

/// Shows the progress of an index run in one line on standard error: the number of files, the files
/// per second, and the time left. Shows nothing if standard error is not a terminal. The destructor
/// clears the line.
class ProgressBar {
 public:
  ProgressBar(const Terminal& terminal, bool wanted)
      : terminal_(terminal), shown_(wanted && terminal.is_terminal) {}
  ~ProgressBar() { wipe(); }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void update(const IndexProgress& progress);
  void wipe();
  bool is_shown() const { return shown_; }

 private:
  using Clock = std::chrono::steady_clock;

  Terminal terminal_;
  bool shown_;
  bool is_dirty_ = false;
  IndexPhase phase_ = IndexPhase::listing;
  Clock::time_point phase_begin_ = Clock::now();
};

/// The progress line for the width of `terminal`. If not all parts fit, the bar is omitted first.
/// `seconds` is the time since the start of the phase.
std::string progress_line(const IndexProgress& progress, double seconds, const Terminal& terminal);

}  // namespace gitctx

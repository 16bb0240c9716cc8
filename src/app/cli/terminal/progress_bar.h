#pragma once

#include <chrono>
#include <string>

#include "app/cli/terminal/terminal.h"
#include "ingest/index_run.h"

namespace gitctx {

/// One line on standard error that says how far an index run is, with files a second and the time
/// left. Shows nothing where standard error is no terminal. The line is wiped at the end.
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

/// The line for a terminal of that width: what does not fit is left out, the bar first.
/// `seconds` counts from the start of the phase.
std::string progress_line(const IndexProgress& progress, double seconds, const Terminal& terminal);

}  // namespace gitctx

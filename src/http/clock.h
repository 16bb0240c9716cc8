#pragma once

#include <chrono>
#include <stop_token>

namespace gitctx {

/// Protocol: time as whoever waits sees it, so that a test of an hour takes no time. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::chrono::steady_clock::time_point now() = 0;
  /// The time of day, for dates that servers send.
  virtual std::chrono::system_clock::time_point date() = 0;
  /// Returns false at once when a stop is requested before that time.
  virtual bool sleep_until(std::chrono::steady_clock::time_point time,
                           const std::stop_token& stop) = 0;
};

/// The clock of the machine.
Clock& machine_clock();

}  // namespace gitctx

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <utility>

namespace gitctx {

/// Detects when the server of one exchange neither accepts nor sends data for a while. Reports each
/// silence once.
class SilenceWatch {
 public:
  /// `is_midway` says whether a part of the reply has arrived.
  using Report = std::function<void(bool is_midway)>;

  SilenceWatch(std::chrono::milliseconds limit, Report report)
      : limit_(limit), report_(std::move(report)) {}

  /// Updates the numbers of bytes sent and received since the exchange began.
  void count(std::uint64_t sent, std::uint64_t received);
  /// The time until the current silence is due to be reported, at least a millisecond. After the
  /// report, milliseconds::max().
  std::chrono::milliseconds time_left() const;
  void report_if_due();
  /// Must be called when the time limit of an exchange ends. Reports a server that has sent nothing
  /// for about `limit`. Without this call, a time limit as long as `limit` would end the exchange
  /// just before the report is due, because the silence begins only when the request is sent.
  void report_at_time_limit();

 private:
  using Clock = std::chrono::steady_clock;

  std::chrono::milliseconds limit_;
  Report report_;
  Clock::time_point start_ = Clock::now();  ///< start of the exchange
  Clock::time_point begin_ = start_;        ///< start of the current silence
  std::uint64_t sent_ = 0;
  std::uint64_t received_ = 0;
  bool is_reported_ = false;
};

}  // namespace gitctx

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <utility>

namespace gitctx {

/// Notices when the server of one exchange neither takes nor sends anything for a while. Reports
/// each silence once.
class SilenceWatch {
 public:
  /// Whether a part of the reply had arrived.
  using Report = std::function<void(bool is_midway)>;

  SilenceWatch(std::chrono::milliseconds limit, Report report)
      : limit_(limit), report_(std::move(report)) {}

  /// The bytes that were sent and received since the exchange began.
  void count(std::uint64_t sent, std::uint64_t received);
  /// The time until the current silence is reported: at least a millisecond; endless after the
  /// report.
  std::chrono::milliseconds time_left() const;
  void report_if_due();
  /// For the end of the time limit of an exchange. Reports a server that has sent nothing for
  /// about `limit`: a time limit as long as `limit` ends an exchange before the silence, which
  /// begins when the request is sent, is due.
  void report_at_time_limit();

 private:
  using Clock = std::chrono::steady_clock;

  std::chrono::milliseconds limit_;
  Report report_;
  Clock::time_point start_ = Clock::now();  ///< of the exchange
  Clock::time_point begin_ = start_;        ///< of the current silence
  std::uint64_t sent_ = 0;
  std::uint64_t received_ = 0;
  bool is_reported_ = false;
};

}  // namespace gitctx

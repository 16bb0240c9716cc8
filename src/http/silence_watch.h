#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <utility>

#include "http/http.h"

namespace gitctx {

/// Detects when the server of one exchange makes no progress for a while. Until the reply begins,
/// each byte in either direction is progress, and so is each byte of a streamed reply. A reply that
/// is not streamed is useful only as a whole, so its parts are no progress: otherwise, a server
/// that sends a byte from time to time would never be noticed. Reports each silence once.
class SilenceWatch {
 public:
  using Report = std::function<void(ServerDelay::Kind kind)>;

  SilenceWatch(std::chrono::milliseconds limit, bool is_streamed, Report report)
      : limit_(limit), is_streamed_(is_streamed), report_(std::move(report)) {}

  /// Updates the numbers of bytes sent and received since the exchange began.
  void count(std::uint64_t sent, std::uint64_t received);
  /// The time until the current silence must be reported, but at least a millisecond. Returns
  /// milliseconds::max() once the silence is reported.
  std::chrono::milliseconds time_left() const;
  void report_if_due();
  /// Must be called when the time limit of an exchange ends. Reports a server that has sent nothing
  /// for about `limit`. Without this call, a time limit as long as `limit` would end the exchange
  /// just before the report is due, because the silence begins only when the request is sent.
  void report_at_time_limit();

 private:
  using Clock = std::chrono::steady_clock;

  ServerDelay::Kind kind() const;

  std::chrono::milliseconds limit_;
  bool is_streamed_;
  Report report_;
  Clock::time_point start_ = Clock::now();  ///< start of the exchange
  Clock::time_point begin_ = start_;        ///< start of the current silence
  std::uint64_t sent_ = 0;
  std::uint64_t received_ = 0;
  bool is_reported_ = false;
};

}  // namespace gitctx

#include "http/silence_watch.h"

#include <algorithm>

namespace gitctx {

using std::chrono::milliseconds;

void SilenceWatch::count(std::uint64_t sent, std::uint64_t received) {
  if (sent == sent_ && received == received_) return;
  const bool is_progress = is_streamed_ || received_ == 0;
  sent_ = sent;
  received_ = received;
  if (!is_progress) return;
  begin_ = Clock::now();
  is_reported_ = false;
}

milliseconds SilenceWatch::time_left() const {
  if (is_reported_) return milliseconds::max();
  const auto left = std::chrono::ceil<milliseconds>(begin_ + limit_ - Clock::now());
  return std::max(left, milliseconds(1));
}

ServerDelay::Kind SilenceWatch::kind() const {
  if (received_ == 0) return ServerDelay::Kind::silent;
  return is_streamed_ ? ServerDelay::Kind::stalled : ServerDelay::Kind::unfinished;
}

void SilenceWatch::report_if_due() {
  if (is_reported_ || Clock::now() < begin_ + limit_) return;
  is_reported_ = true;
  report_(kind());
}

void SilenceWatch::report_at_time_limit() {
  // The time limit may have started before this watch. The tolerance of a tenth allows for that.
  if (is_reported_ || received_ > 0 || Clock::now() + limit_ / 10 < start_ + limit_) return;
  is_reported_ = true;
  report_(kind());
}

}  // namespace gitctx

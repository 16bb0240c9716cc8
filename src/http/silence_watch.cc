#include "http/silence_watch.h"

#include <algorithm>

namespace gitctx {

using std::chrono::milliseconds;

void SilenceWatch::count(std::uint64_t sent, std::uint64_t received) {
  if (sent == sent_ && received == received_) return;
  sent_ = sent;
  received_ = received;
  begin_ = Clock::now();
  is_reported_ = false;
}

milliseconds SilenceWatch::time_left() const {
  if (is_reported_) return milliseconds::max();
  const auto left = std::chrono::ceil<milliseconds>(begin_ + limit_ - Clock::now());
  return std::max(left, milliseconds(1));
}

void SilenceWatch::report_if_due() {
  if (is_reported_ || Clock::now() < begin_ + limit_) return;
  is_reported_ = true;
  report_(received_ > 0);
}

void SilenceWatch::report_at_time_limit() {
  // The time limit may have started before this watch. The tolerance of a tenth allows for that.
  if (is_reported_ || received_ > 0 || Clock::now() + limit_ / 10 < start_ + limit_) return;
  is_reported_ = true;
  report_(false);
}

}  // namespace gitctx

#include "http/clock.h"

#include <condition_variable>
#include <mutex>

namespace gitctx {
namespace {

class MachineClock : public Clock {
 public:
  std::chrono::steady_clock::time_point now() override { return std::chrono::steady_clock::now(); }

  std::chrono::system_clock::time_point date() override { return std::chrono::system_clock::now(); }

  bool sleep_until(std::chrono::steady_clock::time_point time,
                   const std::stop_token& stop) override {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any never_told;
    never_told.wait_until(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
  }
};

}  // namespace

Clock& machine_clock() {
  static MachineClock clock;
  return clock;
}

}  // namespace gitctx

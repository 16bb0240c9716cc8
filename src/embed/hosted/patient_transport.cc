#include "embed/hosted/patient_transport.h"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

namespace gitctx {
namespace {

/// Passes a stop request on after a delay.
class LateStop {
 public:
  LateStop(const std::stop_token& stop, std::chrono::milliseconds delay)
      : delay_(delay), on_stop_(stop, [this] { start(); }) {}

  std::stop_token token() const { return late_.get_token(); }

 private:
  void start() {
    timer_.emplace([this](const std::stop_token& over) {
      std::mutex mutex;
      std::unique_lock lock(mutex);
      std::condition_variable_any never;
      never.wait_for(lock, over, delay_, [] { return false; });
      late_.request_stop();
    });
  }

  std::chrono::milliseconds delay_;
  std::stop_source late_;
  std::optional<std::jthread> timer_;
  std::stop_callback<std::function<void()>> on_stop_;  // the last: destroyed before what it uses
};

}  // namespace

HttpResult PatientTransport::send(const HttpRequest& request, const std::stop_token& stop) {
  if (stop.stop_requested()) {
    return std::unexpected(NetworkFailure{NetworkFailure::Kind::cancelled, "interrupted"});
  }
  const LateStop late(stop, patience_);
  return inner_.send(request, late.token());
}

}  // namespace gitctx

#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>

#include "http/clock.h"
#include "http/http.h"

namespace gitctx {

struct RateLimits {
  double requests_per_minute = 0;  ///< 0: unknown
  double tokens_per_minute = 0;

  bool operator==(const RateLimits&) const = default;
};

/// Keeps the requests of one account and model within a rate. One bucket counts requests and one
/// counts tokens; both are refilled evenly. Each limit is the lower of the given limit and the
/// limit in response headers (`x-ratelimit-limit-requests`, `x-ratelimit-remaining-tokens` and so
/// on, or Anthropic's names). After a 429, requests wait as long as the 429 demands, and are then
/// sent at a reduced share of the rate. The share recovers with every success and with time. A 429
/// that states a new limit does not reduce the share. If no limit is known when a 429 arrives, the
/// recent pace becomes the limit. Requests are served in the order of their arrival. Thread-safe.
class RateLimiter {
 public:
  explicit RateLimiter(RateLimits limits = {}, Clock& clock = machine_clock());

  /// Receives the time that a request must still wait, as far as it is known.
  using OnWait = std::function<void(std::chrono::milliseconds left)>;

  /// Waits until a request of `tokens` tokens may be sent. Throws Error(interrupted) if a stop is
  /// requested first. A request larger than the limit is sent when the bucket is full, and later
  /// requests wait longer. settle() must be called once for every acquire() that returns. `on_wait`
  /// is called repeatedly while the request is the first in the queue, but must wait.
  void acquire(std::uint64_t tokens, const std::stop_token& stop, const OnWait& on_wait = {});

  /// Ends an acquired request; `response` is null if there was no response.
  void settle(std::uint64_t tokens, const HttpResponse* response);

  /// The limits in force.
  RateLimits limits() const;

  /// The number of threads in acquire().
  std::size_t waiting() const;

 private:
  using Time = std::chrono::steady_clock::time_point;

  struct Bucket {
    double given_per_minute = 0;    ///< limit given by the caller; 0: none
    double learned_per_minute = 0;  ///< limit stated by the server; 0: none
    double level = 0;      ///< amount available now; negative after a request above the limit
    double in_flight = 0;  ///< amount acquired but not yet settled

    double per_minute() const;
    double capacity() const;
    double seconds_until(double amount, double share) const;
    void take(double amount);
    /// Reads the limit in a response. Returns whether it differs from the limit known so far.
    bool learn(const HttpResponse& response, std::string_view limit, std::string_view remaining);
  };

  void wait_for_turn(std::unique_lock<std::mutex>& lock, double tokens, const std::stop_token& stop,
                     const OnWait& on_wait);
  void refill();
  double seconds_until(double tokens) const;
  void slow_down(const HttpResponse& response, bool is_first_news);
  void speed_up();

  /// Recent requests per minute.
  double pace() const;
  void note_pace();

  Clock& clock_;
  mutable std::mutex mutex_;
  std::condition_variable_any turn_;
  std::deque<std::uint64_t> queue_;  ///< tickets of the threads in acquire(), in order
  std::uint64_t next_ticket_ = 0;

  Bucket requests_;
  Bucket tokens_;
  double share_ = 1;         ///< fraction of the limits that requests may use
  bool is_guessed_ = false;  ///< the learned request limit is only our own pace
  Time refilled_;
  Time paused_until_;
  Time slowed_at_;
  Time sped_up_at_;

  double recent_ = 0;  ///< acquired requests, decaying with time
  Time recent_at_;
  Time first_;
};

}  // namespace gitctx

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <stop_token>

#include "http/clock.h"
#include "http/http.h"
#include "http/rate_limiter.h"
#include "http/retry_policy.h"

namespace gitctx {

/// Requests that are repeated where that may help, and kept within a rate. Used from any number of
/// threads; what it refers to has to outlive it.
class HttpClient {
 public:
  /// `random` is evenly spread in [0, 1) and called from any thread; empty: seeded by the system.
  explicit HttpClient(HttpTransport& transport, RetryPolicy policy = {},
                      RateLimiter* limiter = nullptr, Clock& clock = machine_clock(),
                      std::function<double()> random = {});

  /// The response, whatever its status, after the attempts the policy allows. `tokens` is what the
  /// request costs of the limiter's tokens. A reply that was streamed in part is not asked for
  /// again. Throws Error: provider when there is no response, with one sentence that names the host
  /// and nothing secret; interrupted when a stop is requested; what the transport throws.
  HttpResponse send(const HttpRequest& request, const std::stop_token& stop,
                    std::uint64_t tokens = 0);

 private:
  HttpResult attempt(const HttpRequest& request, const std::stop_token& stop, std::uint64_t tokens);
  std::chrono::milliseconds wait_after(const HttpResult& result, int attempts);

  HttpTransport& transport_;
  RetryPolicy policy_;
  RateLimiter* limiter_;
  Clock& clock_;
  std::function<double()> random_;
};

}  // namespace gitctx

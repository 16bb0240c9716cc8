#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <stop_token>

#include "base/error.h"
#include "http/clock.h"
#include "http/http.h"
#include "http/rate_limiter.h"
#include "http/retry_policy.h"

namespace gitctx {

/// Thrown for a failed request that the server may nevertheless have processed and charged.
class MaybeProcessed : public Error {
 public:
  using Error::Error;
  explicit MaybeProcessed(const Error& error) : Error(error) {}
};

/// Sends requests with retries and within a rate limit. Thread-safe. The transport, limiter and
/// clock must outlive the HttpClient.
class HttpClient {
 public:
  /// `random` must return uniform numbers in [0, 1) on any thread. If it is empty, a generator with
  /// a seed from the system is used.
  explicit HttpClient(HttpTransport& transport, RetryPolicy policy = {},
                      RateLimiter* limiter = nullptr, Clock& clock = machine_clock(),
                      std::function<double()> random = {});

  /// Sends the request, and repeats failed attempts as the policy allows. Returns the last
  /// response, whatever its status. Takes `tokens` from the limiter for each attempt. A response
  /// that was partly streamed is not requested again. Throws Error(provider) if there is no
  /// response; the message names the host but contains no secret. Throws Error(interrupted) if a
  /// stop is requested. Errors of the transport propagate. Each of these errors is a MaybeProcessed
  /// if the server may have received an attempt. An attempt does not count here if
  /// HttpRequest::before_resend was called after it. Reports to the transport each wait of at least
  /// `notice_after` in the limiter, and each wait that ends this long after the first attempt
  /// began.
  HttpResponse send(const HttpRequest& request, const std::stop_token& stop,
                    std::uint64_t tokens = 0);

 private:
  /// Like send(), but sets `maybe_processed` if the server may have processed an attempt that
  /// failed.
  HttpResponse send_attempts(const HttpRequest& request, const std::stop_token& stop,
                             std::uint64_t tokens, bool& maybe_processed);
  HttpResult attempt(const HttpRequest& request, const std::stop_token& stop, std::uint64_t tokens);
  void acquire(const HttpRequest& request, const std::stop_token& stop, std::uint64_t tokens);
  /// The kind of the wait after a failed attempt.
  ServerDelay::Kind delay_kind(const HttpResult& result);
  std::chrono::milliseconds wait_after(const HttpResult& result, int attempts);

  HttpTransport& transport_;
  RetryPolicy policy_;
  RateLimiter* limiter_;
  Clock& clock_;
  std::function<double()> random_;
};

}  // namespace gitctx

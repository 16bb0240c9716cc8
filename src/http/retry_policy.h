#pragma once

#include <chrono>
#include <optional>

#include "http/http.h"

namespace gitctx {

/// How often failures are retried, and how long to wait before each retry. The wait is the time
/// that the server asks for, or otherwise a random time between 0 and a limit (full jitter). The
/// limit starts at `base` and doubles with each failure, up to `cap`.
struct RetryPolicy {
  int attempts = 4;  ///< maximum number of attempts, including the first
  std::chrono::milliseconds base{500};
  std::chrono::milliseconds cap{8'000};            ///< longest wait not requested by the server
  std::chrono::milliseconds longest_wait{60'000};  ///< longest wait requested by the server
  std::chrono::milliseconds deadline{600'000};     ///< limit for all attempts and waits together
  bool retries_timeouts = true;  ///< false: for requests that cost money even if no reply arrives
};

/// True for 408, 425, 429 and 5xx except 501, unless the server says otherwise (`x-should-retry`).
/// False for an exhausted quota (`insufficient_quota`), because waiting does not restore the quota.
bool is_worth_retrying(const HttpResponse& response);

/// True for a missing or closed connection and for a timeout.
bool is_worth_retrying(const NetworkFailure& failure);

/// Whether the service may still be working on the request: the exchange timed out, or a gateway
/// reports a timeout of the service behind it (504).
bool is_timeout(const HttpResult& result);

/// The wait that a response asks for: `retry-after-ms`, `Retry-After` in seconds or as a date, or
/// `retryDelay` in the body of a Google error.
std::optional<std::chrono::milliseconds> requested_wait(const HttpResponse& response,
                                                        std::chrono::system_clock::time_point now);

/// The wait after `failures` attempts; `random` must be uniform in [0, 1).
std::chrono::milliseconds backoff(const RetryPolicy& policy, int failures, double random);

}  // namespace gitctx

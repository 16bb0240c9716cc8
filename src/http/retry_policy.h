#pragma once

#include <chrono>
#include <optional>

#include "http/http.h"

namespace gitctx {

/// Which failures are worth another attempt, and how long to wait for it. The wait is what the
/// server asks for, else full jitter: evenly from 0 to `base` doubled with each failure.
struct RetryPolicy {
  int attempts = 4;  ///< in all, with the first
  std::chrono::milliseconds base{500};
  std::chrono::milliseconds cap{8'000};            ///< of a wait that no server asked for
  std::chrono::milliseconds longest_wait{60'000};  ///< of one that a server asked for
  std::chrono::milliseconds deadline{600'000};     ///< for all attempts and waits together
  bool retries_conflict = false;                   ///< 409, which OpenAI's own clients repeat
};

/// Statuses 408, 425, 429 and 5xx save 501, unless the server knows better (`x-should-retry`). A
/// quota that is used up (`insufficient_quota`) comes back with no wait, so it is never repeated.
bool is_worth_retrying(const RetryPolicy& policy, const HttpResponse& response);

/// No connection, a closed one, no answer in time; not what a second attempt cannot change.
bool is_worth_retrying(const NetworkFailure& failure);

/// The wait that a response asks for: `retry-after-ms`, `Retry-After` in seconds or as a date, the
/// `retryDelay` in the body of a Google error.
std::optional<std::chrono::milliseconds> requested_wait(const HttpResponse& response,
                                                        std::chrono::system_clock::time_point now);

/// The wait after `failures` attempts; `random` is evenly spread in [0, 1).
std::chrono::milliseconds backoff(const RetryPolicy& policy, int failures, double random);

}  // namespace gitctx

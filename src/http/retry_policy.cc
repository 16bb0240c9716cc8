#include "http/retry_policy.h"

#include <algorithm>
#include <cmath>

#include "http/server_time.h"

namespace gitctx {
namespace {

using std::chrono::milliseconds;

/// The wait, rounded up so that it does not end too early.
milliseconds at_least(std::chrono::nanoseconds wait) {
  return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(wait));
}

/// The delay in `"retryDelay": "34.07s"` of google.rpc.RetryInfo.
std::optional<milliseconds> delay_of_body(std::string_view body) {
  constexpr std::string_view name = "\"retryDelay\"";
  const std::size_t found = body.find(name);
  if (found == std::string_view::npos) return std::nullopt;
  const std::size_t open = body.find('"', found + name.size());
  if (open == std::string_view::npos) return std::nullopt;
  const std::size_t close = body.find('"', open + 1);
  if (close == std::string_view::npos) return std::nullopt;
  const auto delay = parse_duration(body.substr(open + 1, close - open - 1));
  return delay ? std::optional(at_least(*delay)) : std::nullopt;
}

}  // namespace

bool is_worth_retrying(const HttpResponse& response) {
  const int status = response.status;
  if (status == 429 && response.body.find("\"insufficient_quota\"") != std::string::npos) {
    return false;
  }
  const std::string_view advice = response.header("x-should-retry");
  if (advice == "true" && status >= 400) return true;
  if (advice == "false") return false;
  return status == 408 || status == 425 || status == 429 || (status >= 500 && status != 501);
}

bool is_worth_retrying(const NetworkFailure& failure) {
  using Kind = NetworkFailure::Kind;
  switch (failure.kind) {
    case Kind::unreachable:
    case Kind::timed_out:
    case Kind::closed:
      return true;
    case Kind::insecure:
    case Kind::other_name:
    case Kind::too_large:
    case Kind::cancelled:
      return false;
  }
  return false;
}

bool is_timeout(const HttpResult& result) {
  constexpr int gateway_timeout = 504;
  return result ? result->status == gateway_timeout
                : result.error().kind == NetworkFailure::Kind::timed_out;
}

std::optional<milliseconds> requested_wait(const HttpResponse& response,
                                           std::chrono::system_clock::time_point now) {
  const std::string_view in_milliseconds = response.header("retry-after-ms");
  if (const auto number = parse_duration(in_milliseconds);
      number && in_milliseconds.find_first_not_of("0123456789.") == std::string_view::npos) {
    return at_least(*number / 1000);
  }
  const std::string_view after = response.header("Retry-After");
  if (const auto duration = parse_duration(after)) return at_least(*duration);
  if (const auto date = parse_http_date(after)) return at_least(*date - now);
  return response.status >= 400 ? delay_of_body(response.body) : std::nullopt;
}

milliseconds backoff(const RetryPolicy& policy, int failures, double random) {
  const double base = static_cast<double>(policy.base.count());
  const double cap = static_cast<double>(policy.cap.count());
  const double longest = std::min(cap, std::ldexp(base, std::clamp(failures - 1, 0, 60)));
  return milliseconds(static_cast<std::int64_t>(longest * random));
}

}  // namespace gitctx

#include "http/retry_policy.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "http/testing/virtual_clock.h"

namespace gitctx {
namespace {

using namespace std::chrono_literals;
using Kind = NetworkFailure::Kind;

constexpr auto now = VirtualClock::start_date;

bool is_retried(int status) { return is_worth_retrying(HttpResponse{.status = status}); }

TEST(RetryPolicy, RepeatsWhatMayPass) {
  for (const int status : {408, 425, 429, 500, 502, 503, 504, 529}) {
    EXPECT_TRUE(is_retried(status)) << status;
  }
  for (const int status : {200, 202, 301, 400, 401, 403, 404, 409, 413, 422, 501}) {
    EXPECT_FALSE(is_retried(status)) << status;
  }
}

TEST(RetryPolicy, LetsTheServerDecide) {
  EXPECT_TRUE(is_worth_retrying(HttpResponse{400, {{"X-Should-Retry", "true"}}, {}}));
  EXPECT_FALSE(is_worth_retrying(HttpResponse{503, {{"x-should-retry", "false"}}, {}}));
  EXPECT_FALSE(is_worth_retrying(HttpResponse{200, {{"x-should-retry", "true"}}, {}}));
}

TEST(RetryPolicy, NeverRepeatsAQuotaThatIsUsedUp) {
  const std::string body =
      R"({"error":{"message":"You exceeded your current quota","code":"insufficient_quota"}})";
  EXPECT_FALSE(is_worth_retrying(HttpResponse{429, {}, body}));
  EXPECT_FALSE(is_worth_retrying(HttpResponse{429, {{"x-should-retry", "true"}}, body}));
  EXPECT_TRUE(is_worth_retrying(HttpResponse{429, {}, R"({"code":"rate_limit_exceeded"})"}));
}

TEST(RetryPolicy, RepeatsFailuresOfTheNetworkButNoDecisions) {
  EXPECT_TRUE(is_worth_retrying(NetworkFailure{Kind::unreachable, ""}));
  EXPECT_TRUE(is_worth_retrying(NetworkFailure{Kind::timed_out, ""}));
  EXPECT_TRUE(is_worth_retrying(NetworkFailure{Kind::closed, ""}));
  EXPECT_FALSE(is_worth_retrying(NetworkFailure{Kind::insecure, ""}));
  EXPECT_FALSE(is_worth_retrying(NetworkFailure{Kind::too_large, ""}));
  EXPECT_FALSE(is_worth_retrying(NetworkFailure{Kind::cancelled, ""}));
}

TEST(RetryPolicy, KnowsTimeouts) {
  EXPECT_TRUE(is_timeout(std::unexpected(NetworkFailure{Kind::timed_out, ""})));
  EXPECT_TRUE(is_timeout(HttpResponse{.status = 504}));
  for (const Kind kind :
       {Kind::unreachable, Kind::closed, Kind::insecure, Kind::other_name, Kind::cancelled}) {
    EXPECT_FALSE(is_timeout(std::unexpected(NetworkFailure{kind, ""})));
  }
  for (const int status : {200, 408, 429, 500, 503}) {
    EXPECT_FALSE(is_timeout(HttpResponse{.status = status})) << status;
  }
}

std::optional<std::chrono::milliseconds> wait_of(std::vector<HttpHeader> headers,
                                                 std::string body = {}) {
  return requested_wait({.status = 429, .headers = std::move(headers), .body = std::move(body)},
                        now);
}

TEST(RetryPolicy, ReadsTheWaitThatAServerAsksFor) {
  EXPECT_EQ(wait_of({{"Retry-After", "8"}}), 8s);
  EXPECT_EQ(wait_of({{"Retry-After", "0.5"}}), 500ms);
  EXPECT_EQ(wait_of({{"Retry-After", "Sun, 06 Nov 1994 08:49:57 GMT"}}), 20s);
  EXPECT_EQ(wait_of({{"retry-after-ms", "1234.5"}}), 1235ms);
  EXPECT_EQ(wait_of({{"retry-after-ms", "250"}, {"Retry-After", "8"}}), 250ms);
  EXPECT_EQ(wait_of({{"retry-after-ms", "soon"}, {"Retry-After", "8"}}), 8s);
  EXPECT_EQ(wait_of({}, R"({"details":[{"@type":"RetryInfo","retryDelay": "34.07s"}]})"), 34'070ms);
}

TEST(RetryPolicy, WaitsNotForADateThatIsPast) {
  EXPECT_EQ(wait_of({{"Retry-After", "Sun, 06 Nov 1994 08:00:00 GMT"}}), 0ms);
}

TEST(RetryPolicy, IgnoresAWaitThatMakesNoSense) {
  for (const char* value : {"", "soon", "-1", "Sun, 06 Nov 1994", "1e3"}) {
    EXPECT_FALSE(wait_of({{"Retry-After", value}})) << value;
  }
  EXPECT_FALSE(wait_of({}, R"({"retryDelay": )"));
  EXPECT_FALSE(wait_of({}, R"({"retryDelay": "34s)"));
}

TEST(RetryPolicy, DoublesTheLongestWaitUpToTheCap) {
  const RetryPolicy policy{.base = 500ms, .cap = 8s};
  constexpr double almost_one = 0.9999;
  EXPECT_EQ(backoff(policy, 1, 0.5), 250ms);
  EXPECT_EQ(backoff(policy, 1, almost_one), 499ms);
  EXPECT_EQ(backoff(policy, 2, almost_one), 999ms);
  EXPECT_EQ(backoff(policy, 5, almost_one), 7999ms);
  EXPECT_EQ(backoff(policy, 6, almost_one), 7999ms);
  EXPECT_EQ(backoff(policy, 6, 0), 0ms);
}

RC_GTEST_PROP(RetryPolicy, WaitsNoLongerThanTheCap, (int failures, std::uint16_t random)) {
  const RetryPolicy policy;
  const auto wait = backoff(policy, failures, random / 65536.0);
  RC_ASSERT(wait >= 0ms);
  RC_ASSERT(wait <= policy.cap);
}

}  // namespace
}  // namespace gitctx

#include "http/rate_limiter.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/error.h"
#include "http/testing/virtual_clock.h"

namespace gitctx {
namespace {

using namespace std::chrono_literals;
using Time = std::chrono::steady_clock::time_point;

const std::stop_token no_stop;

HttpResponse limits_response(int limit, int remaining, int status = 200) {
  return {.status = status,
          .headers = {{"x-ratelimit-limit-requests", std::to_string(limit)},
                      {"x-ratelimit-remaining-requests", std::to_string(remaining)}},
          .body = {}};
}

/// Sends `count` requests through the limiter, each answered at once by `response`.
void run(RateLimiter& limiter, int count, const HttpResponse& response, std::uint64_t tokens = 0) {
  for (int i = 0; i < count; ++i) {
    limiter.acquire(tokens, no_stop);
    limiter.settle(tokens, &response);
  }
}

const HttpResponse plain_success{.status = 200};

TEST(RateLimiter, WaitsForNothingWithoutLimits) {
  VirtualClock clock;
  RateLimiter limiter({}, clock);
  run(limiter, 10'000, plain_success, 1'000'000);
  EXPECT_EQ(clock.seconds(), 0);
  EXPECT_EQ(limiter.limits(), RateLimits{});
}

TEST(RateLimiter, KeepsAGivenRateOfRequests) {
  VirtualClock clock;
  RateLimiter limiter({.requests_per_minute = 600}, clock);
  run(limiter, 100, plain_success);  // a burst: the requests of a sixth of a minute
  EXPECT_EQ(clock.seconds(), 0);
  run(limiter, 50, plain_success);
  EXPECT_NEAR(clock.seconds(), 5, 0.01);
}

TEST(RateLimiter, KeepsAGivenRateOfTokens) {
  VirtualClock clock;
  RateLimiter limiter({.tokens_per_minute = 60'000}, clock);
  run(limiter, 10, plain_success, 1000);
  EXPECT_EQ(clock.seconds(), 0);
  run(limiter, 10, plain_success, 1000);
  EXPECT_NEAR(clock.seconds(), 10, 0.01);
}

TEST(RateLimiter, LetsARequestGoThatIsLargerThanTheLimitAndWaitsForItAfterwards) {
  VirtualClock clock;
  RateLimiter limiter({.tokens_per_minute = 600}, clock);
  run(limiter, 1, plain_success, 1000);
  EXPECT_EQ(clock.seconds(), 0);
  run(limiter, 1, plain_success, 100);
  EXPECT_NEAR(clock.seconds(), 100, 0.01);  // 900 missing and 100 new tokens at 10 per second
}

TEST(RateLimiter, LearnsTheLimitsThatAServerTells) {
  VirtualClock clock;
  RateLimiter limiter({}, clock);
  const HttpResponse response{.status = 200,
                              .headers = {{"x-ratelimit-limit-requests", "3000"},
                                          {"x-ratelimit-remaining-requests", "10"},
                                          {"x-ratelimit-limit-tokens", "1000000"},
                                          {"x-ratelimit-remaining-tokens", "999999"}}};
  run(limiter, 1, response);
  EXPECT_EQ(limiter.limits(), (RateLimits{3000, 1'000'000}));
  run(limiter, 10, plain_success);
  EXPECT_EQ(clock.seconds(), 0);
  run(limiter, 50, plain_success);
  EXPECT_NEAR(clock.seconds(), 1, 0.01);
}

TEST(RateLimiter, LearnsTheLimitsOfAnthropic) {
  VirtualClock clock;
  RateLimiter limiter({}, clock);
  run(limiter, 1,
      {.status = 200,
       .headers = {{"anthropic-ratelimit-requests-limit", "50"},
                   {"anthropic-ratelimit-requests-remaining", "49"}}});
  EXPECT_EQ(limiter.limits().requests_per_minute, 50);
}

TEST(RateLimiter, KeepsTheLowerOfGivenAndLearnedLimits) {
  VirtualClock clock;
  RateLimiter limiter({.requests_per_minute = 60}, clock);
  run(limiter, 1, limits_response(3000, 2999));
  EXPECT_EQ(limiter.limits().requests_per_minute, 60);
  run(limiter, 1, limits_response(30, 29));
  EXPECT_EQ(limiter.limits().requests_per_minute, 30);
}

TEST(RateLimiter, BelievesAServerThatOthersUseToo) {
  VirtualClock clock;
  RateLimiter limiter({}, clock);
  run(limiter, 1, limits_response(60, 59));
  run(limiter, 1, limits_response(60, 0));
  run(limiter, 10, plain_success);
  EXPECT_NEAR(clock.seconds(), 8, 1.01);
}

TEST(RateLimiter, CountsWhatIsInFlightAgainstTheFirstAnswer) {
  VirtualClock clock;
  RateLimiter limiter({}, clock);
  for (int i = 0; i < 5; ++i) limiter.acquire(0, no_stop);
  const HttpResponse response = limits_response(60, 4);
  limiter.settle(0, &response);  // the other four may be on their way
  run(limiter, 1, plain_success);
  EXPECT_NEAR(clock.seconds(), 1, 0.01);
}

TEST(RateLimiter, IgnoresHeadersThatMakeNoSense) {
  VirtualClock clock;
  RateLimiter limiter({}, clock);
  for (const char* value : {"", "-1", "many", "nan", "inf", "1e9", "0"}) {
    run(limiter, 1,
        {.status = 200,
         .headers = {{"x-ratelimit-limit-requests", value},
                     {"x-ratelimit-remaining-requests", value}}});
    EXPECT_EQ(limiter.limits(), RateLimits{}) << value;
  }
}

TEST(RateLimiter, WaitsAsLongAsA429Asks) {
  VirtualClock clock;
  RateLimiter limiter({}, clock);
  run(limiter, 1, {.status = 429, .headers = {{"Retry-After", "20"}}});
  run(limiter, 1, plain_success);
  EXPECT_GE(clock.seconds(), 20);
  EXPECT_LT(clock.seconds(), 25);
}

TEST(RateLimiter, TellsHowLongARequestMustStillWait) {
  VirtualClock clock;
  RateLimiter limiter({}, clock);
  std::vector<std::chrono::milliseconds> told;
  const auto on_wait = [&](std::chrono::milliseconds left) { told.push_back(left); };
  limiter.acquire(0, no_stop, on_wait);
  EXPECT_TRUE(told.empty());
  const HttpResponse refusal{.status = 429, .headers = {{"Retry-After", "20"}}};
  limiter.settle(0, &refusal);
  limiter.acquire(0, no_stop, on_wait);
  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told.front(), 20s);
  EXPECT_TRUE(std::ranges::is_sorted(told, std::greater()));
}

TEST(RateLimiter, TellsAWaitWithoutEnd) {
  VirtualClock clock;
  RateLimiter limiter({}, clock);
  std::stop_source stop;
  std::chrono::milliseconds told{0};
  run(limiter, 1,
      {.status = 200,
       .headers = {{"x-ratelimit-limit-requests", "0." + std::string(300, '0') + "1"},
                   {"x-ratelimit-remaining-requests", "0"}}});
  EXPECT_THROW(limiter.acquire(0, stop.get_token(),
                               [&](std::chrono::milliseconds left) {
                                 told = left;
                                 stop.request_stop();
                               }),
               Error);
  EXPECT_GT(told, 24h);
}

TEST(RateLimiter, WaitsForTheResetOfWhatIsUsedUp) {
  VirtualClock clock;
  RateLimiter limiter({}, clock);
  HttpResponse response = limits_response(6000, 0, 429);
  response.headers.push_back({"x-ratelimit-reset-requests", "12.5s"});
  response.headers.push_back({"x-ratelimit-reset-tokens", "6m0s"});
  run(limiter, 1, response);
  run(limiter, 1, plain_success);
  EXPECT_NEAR(clock.seconds(), 12.5, 0.1);
}

TEST(RateLimiter, WaitsNoLongerThanAMinuteForA429) {
  VirtualClock clock;
  RateLimiter limiter({}, clock);
  run(limiter, 1, {.status = 429, .headers = {{"Retry-After", "86400"}}});
  run(limiter, 1, plain_success);
  EXPECT_LT(clock.seconds(), 65);
}

TEST(RateLimiter, SlowsDownAfterA429AndRecovers) {
  VirtualClock clock;
  RateLimiter limiter({.requests_per_minute = 600}, clock);
  run(limiter, 100, plain_success);
  run(limiter, 1, {.status = 429});
  const double before = clock.seconds();
  run(limiter, 7, plain_success);
  EXPECT_NEAR(clock.seconds() - before, 1, 0.05);  // 7 per second instead of 10
  run(limiter, 100, plain_success);
  const double recovered = clock.seconds();
  run(limiter, 100, plain_success);
  EXPECT_NEAR(clock.seconds() - recovered, 10, 0.01);
}

TEST(RateLimiter, TakesManyFailuresOfOneMomentForOne) {
  VirtualClock clock;
  RateLimiter limiter({.requests_per_minute = 600}, clock);
  for (int i = 0; i < 50; ++i) limiter.acquire(0, no_stop);
  const HttpResponse refused{.status = 429};
  for (int i = 0; i < 50; ++i) limiter.settle(0, &refused);
  run(limiter, 7, plain_success);
  EXPECT_NEAR(clock.seconds(), 1, 0.05);
}

TEST(RateLimiter, ARefusalThatTellsTheLimitForTheFirstTimeTakesNothingOff) {
  VirtualClock clock;
  RateLimiter limiter({}, clock);
  for (int i = 0; i < 4; ++i) limiter.acquire(0, no_stop);
  const HttpResponse refused = limits_response(600, 0, 429);
  for (int i = 0; i < 4; ++i) limiter.settle(0, &refused);
  for (int i = 0; i < 100; ++i) run(limiter, 1, limits_response(600, 0));
  EXPECT_NEAR(clock.seconds(), 10, 0.5);
}

TEST(RateLimiter, BelievesAServerThatCountsLessThanWeDo) {
  // The limiter counts 1,000 tokens for a request, but the server counts only 800.
  VirtualClock clock;
  RateLimiter limiter({}, clock);
  double left = 60'000;
  double at = 0;
  for (int i = 0; i < 200; ++i) {
    limiter.acquire(1000, no_stop);
    left = std::min(60'000.0, left + (clock.seconds() - at) * 1000) - 800;
    at = clock.seconds();
    ASSERT_GE(left, 0);
    const HttpResponse response{
        .status = 200,
        .headers = {{"x-ratelimit-limit-tokens", "60000"},
                    {"x-ratelimit-remaining-tokens", std::to_string(std::lround(left))}}};
    limiter.settle(1000, &response);
  }
  EXPECT_NEAR(clock.seconds(), 200 * 0.8 - 60, 2);
}

TEST(RateLimiter, FindsTheLimitOfAServerThatTellsNone) {
  // The server allows 10 requests in each window of one second.
  VirtualClock clock;
  RateLimiter limiter({}, clock);
  long window = -1;
  int in_window = 0;
  int accepted = 0;
  int refused = 0;
  const HttpResponse refusal{.status = 429, .headers = {{"retry-after-ms", "200"}}};
  while (clock.seconds() < 300) {
    limiter.acquire(0, no_stop);
    clock.advance(1ms);
    const long now = std::lround(std::floor(clock.seconds()));
    if (std::exchange(window, now) != now) in_window = 0;
    const bool is_accepted = ++in_window <= 10;
    ++(is_accepted ? accepted : refused);
    limiter.settle(0, is_accepted ? &plain_success : &refusal);
  }
  EXPECT_GT(accepted, 3000 * 0.75);
  EXPECT_LT(refused, accepted / 10);
}

/// A server that limits requests with its own bucket and reports the remaining requests.
struct BucketServer {
  double per_minute;
  double level = per_minute;
  Time filled{};
  int refused = 0;

  HttpResponse answer(Time now) {
    level = std::min(per_minute,
                     level + std::chrono::duration<double>(now - filled).count() * per_minute / 60);
    filled = now;
    const bool is_accepted = level >= 1;
    if (is_accepted) level -= 1;
    if (!is_accepted) ++refused;
    return limits_response(static_cast<int>(per_minute), static_cast<int>(level),
                           is_accepted ? 200 : 429);
  }
};

/// Sends requests as fast as the limiter allows; each answer takes 50 ms. Returns how many requests
/// were accepted.
int run_against(BucketServer& server, VirtualClock& clock, RateLimiter& limiter, double seconds) {
  std::deque<std::pair<Time, HttpResponse>> in_flight;
  int accepted = 0;
  while (clock.seconds() < seconds) {
    limiter.acquire(0, no_stop);
    in_flight.emplace_back(clock.now() + 50ms, server.answer(clock.now()));
    // At most 16 requests are in flight. Otherwise, no answer would arrive before the limiter's
    // first wait.
    if (in_flight.size() >= 16) clock.advance(in_flight.front().first - clock.now());
    while (!in_flight.empty() && in_flight.front().first <= clock.now()) {
      limiter.settle(0, &in_flight.front().second);
      accepted += in_flight.front().second.status == 200 ? 1 : 0;
      in_flight.pop_front();
    }
  }
  return accepted;
}

TEST(RateLimiter, ReachesWhatAServerAllowsWithoutBeingRefused) {
  for (const double per_minute : {60.0, 500.0, 3000.0, 10'000.0}) {
    VirtualClock clock;
    RateLimiter limiter({}, clock);
    BucketServer server{.per_minute = per_minute};
    constexpr double seconds = 180;
    const int accepted = run_against(server, clock, limiter, seconds);
    EXPECT_GE(accepted, 0.95 * per_minute * (1 + seconds / 60)) << per_minute;
    EXPECT_LE(server.refused, 4) << per_minute;
  }
}

TEST(RateLimiter, ReachesAGivenRate) {
  for (const double per_minute : {60.0, 3000.0, 100'000.0}) {
    VirtualClock clock;
    RateLimiter limiter({.requests_per_minute = per_minute}, clock);
    int requests = 0;
    for (; clock.seconds() < 60; ++requests) run(limiter, 1, plain_success);
    EXPECT_GE(requests, 0.98 * per_minute * 7 / 6) << per_minute;
    EXPECT_LE(requests, 1.01 * per_minute * 7 / 6 + 1) << per_minute;
  }
}

RC_GTEST_PROP(RateLimiter, EqualsASimulationOfItsTwoBuckets, ()) {
  const auto requests_per_minute = *rc::gen::inRange(6, 10'000);
  const auto tokens_per_minute = *rc::gen::inRange(600, 1'000'000);
  const auto sizes = *rc::gen::container<std::vector<std::uint64_t>>(
      rc::gen::inRange<std::uint64_t>(0, static_cast<std::uint64_t>(tokens_per_minute / 3)));
  VirtualClock clock;
  RateLimiter limiter(
      {static_cast<double>(requests_per_minute), static_cast<double>(tokens_per_minute)}, clock);
  // The simulation: each of two buckets holds a sixth of a minute's requests or tokens. A request
  // waits until both buckets have enough for it.
  const double token_burst = tokens_per_minute / 6.0;
  const double request_burst = std::max(1.0, requests_per_minute / 6.0);
  double request_level = request_burst;
  double token_level = token_burst;
  double time = 0;
  for (const std::uint64_t size : sizes) {
    const double needed = std::min(static_cast<double>(size), token_burst);
    const double wait = std::max({0.0, (1 - request_level) / requests_per_minute * 60,
                                  (needed - token_level) / tokens_per_minute * 60});
    time += wait;
    request_level = std::min(request_burst, request_level + wait * requests_per_minute / 60) - 1;
    token_level = std::min(token_burst, token_level + wait * tokens_per_minute / 60) -
                  static_cast<double>(size);
    run(limiter, 1, plain_success, size);
    RC_ASSERT(std::abs(clock.seconds() - time) < 0.001 + 1e-5 * static_cast<double>(sizes.size()));
  }
}

/// A clock that only the test moves.
class HandClock : public Clock {
 public:
  Time now() override {
    const std::lock_guard lock(mutex_);
    return now_;
  }
  std::chrono::system_clock::time_point date() override { return {}; }
  bool sleep_until(Time time, const std::stop_token& stop) override {
    std::unique_lock lock(mutex_);
    return moved_.wait(lock, stop, [&] { return now_ >= time; });
  }
  void advance(std::chrono::milliseconds by) {
    const std::lock_guard lock(mutex_);
    now_ += by;
    moved_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any moved_;
  Time now_{};
};

void wait_for_waiting(const RateLimiter& limiter, std::size_t count) {
  while (limiter.waiting() != count) std::this_thread::yield();
}

TEST(RateLimiter, ServesWhoComesFirstFirst) {
  HandClock clock;
  RateLimiter limiter({.tokens_per_minute = 600}, clock);
  limiter.acquire(100, no_stop);
  std::mutex mutex;
  std::vector<int> order;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      // The first request needs the most tokens, so the later ones could be sent sooner. Each needs
      // so many that no two can be sent at once.
      limiter.acquire(i == 0 ? 95 : 80, no_stop);
      const std::lock_guard lock(mutex);
      order.push_back(i);
    });
    wait_for_waiting(limiter, static_cast<std::size_t>(i) + 1);
  }
  for (int left = 3; left >= 0; --left) {
    while (limiter.waiting() > static_cast<std::size_t>(left)) clock.advance(100ms);
    while (true) {
      const std::lock_guard lock(mutex);
      if (order.size() >= static_cast<std::size_t>(4 - left)) break;
    }
  }
  threads.clear();
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3}));
}

TEST(RateLimiter, LetsTheOthersGoOnWhenOneIsStopped) {
  HandClock clock;
  RateLimiter limiter({.requests_per_minute = 6}, clock);
  limiter.acquire(0, no_stop);
  std::stop_source first;
  std::stop_source second;
  std::atomic<int> stopped = 0;
  std::atomic<int> served = 0;
  const auto acquire = [&](const std::stop_token& stop) {
    try {
      limiter.acquire(0, stop);
      ++served;
    } catch (const Error& error) {
      if (error.code() == ErrorCode::interrupted) ++stopped;
    }
  };
  std::jthread one([&] { acquire(first.get_token()); });
  wait_for_waiting(limiter, 1);
  std::jthread two([&] { acquire(second.get_token()); });
  wait_for_waiting(limiter, 2);
  std::jthread three([&] { acquire(no_stop); });
  wait_for_waiting(limiter, 3);
  second.request_stop();  // in the middle of the queue
  first.request_stop();   // at the head of the queue, asleep
  wait_for_waiting(limiter, 1);
  while (served == 0) clock.advance(1s);
  three.join();
  EXPECT_EQ(stopped, 2);
  EXPECT_EQ(served, 1);
}

TEST(RateLimiter, LosesNoCountAmongThreads) {
  HandClock clock;
  RateLimiter limiter({.requests_per_minute = 6000}, clock);  // a burst of 1000
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back([&] { run(limiter, 125, plain_success); });
  threads.clear();
  std::atomic<bool> is_served = false;
  std::jthread one_more([&] {
    limiter.acquire(0, no_stop);
    is_served = true;
  });
  while (limiter.waiting() == 0 && !is_served) std::this_thread::yield();
  EXPECT_FALSE(is_served);
  while (!is_served) clock.advance(1s);
}

}  // namespace
}  // namespace gitctx

#include "http/rate_limiter.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/error.h"
#include "base/stop.h"
#include "http/retry_policy.h"
#include "http/server_time.h"

namespace gitctx {
namespace {

using std::chrono::duration;
using std::chrono::milliseconds;

// If the caller sets a limit, one burst may use the amount that the limit allows in this many
// minutes. The time is short, because two bursts may fall into the same counting window of the
// server.
constexpr double given_burst_minutes = 1.0 / 6;
// Our count of the remaining amount may exceed the server's count by at most the amount that the
// rate allows in this many seconds. The tolerance is needed because replies take time and counts
// are rounded.
constexpr double tolerated_seconds = 1;

// A 429 reduces the share by 30%; about 36 successes restore it. Several 429s within a second count
// as one.
constexpr double slow_down_factor = 0.7;
constexpr double speed_up_factor = 1.01;
constexpr double speed_up_factor_per_second = 1.03;  // successes of large requests are rare
constexpr double longest_speed_up_seconds = 5;
constexpr double smallest_share = 0.05;
constexpr milliseconds slow_down_interval{1000};
constexpr milliseconds longest_pause{60'000};
// A guessed limit is dropped when the rate exceeds it by this factor without a 429.
constexpr double forgotten_share = 8;
constexpr double smallest_guess_per_minute = 30;
constexpr double pace_seconds = 5;

// Sleeps are short, because limits may change and pauses may begin during a sleep.
constexpr double longest_nap_seconds = 0.2;
// A longer wait would not fit into milliseconds.
constexpr double longest_told_seconds = 1e9;

constexpr std::array request_limit_names{"x-ratelimit-limit-requests",
                                         "anthropic-ratelimit-requests-limit"};
constexpr std::array request_remaining_names{"x-ratelimit-remaining-requests",
                                             "anthropic-ratelimit-requests-remaining"};
constexpr std::array token_limit_names{"x-ratelimit-limit-tokens",
                                       "anthropic-ratelimit-tokens-limit"};
constexpr std::array token_remaining_names{"x-ratelimit-remaining-tokens",
                                           "anthropic-ratelimit-tokens-remaining"};

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, failed] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value >= 0 && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

template <std::size_t count>
std::optional<double> first_number(const HttpResponse& response,
                                   const std::array<const char*, count>& names) {
  for (const char* name : names) {
    if (const auto found = number(response.header(name))) return found;
  }
  return std::nullopt;
}

/// The time until all exhausted limits are reset; 0 if no limit is exhausted.
milliseconds time_of_reset(const HttpResponse& response) {
  milliseconds longest{0};
  const auto look = [&](const auto& remaining_names, std::string_view reset_name) {
    if (first_number(response, remaining_names).value_or(1) > 0) return;
    if (const auto reset = parse_duration(response.header(reset_name))) {
      longest = std::max(longest, std::chrono::ceil<milliseconds>(*reset));
    }
  };
  look(request_remaining_names, "x-ratelimit-reset-requests");
  look(token_remaining_names, "x-ratelimit-reset-tokens");
  return longest;
}

double seconds_between(std::chrono::steady_clock::time_point from,
                       std::chrono::steady_clock::time_point to) {
  return duration<double>(to - from).count();
}

}  // namespace

double RateLimiter::Bucket::per_minute() const {
  if (given_per_minute <= 0) return learned_per_minute;
  if (learned_per_minute <= 0) return given_per_minute;
  return std::min(given_per_minute, learned_per_minute);
}

double RateLimiter::Bucket::capacity() const {
  const bool is_learned = learned_per_minute > 0 && per_minute() == learned_per_minute;
  return std::max(1.0, is_learned ? learned_per_minute : given_per_minute * given_burst_minutes);
}

double RateLimiter::Bucket::seconds_until(double amount, double share) const {
  if (per_minute() <= 0) return 0;
  const double missing = std::min(amount, capacity()) - level;
  return std::max(0.0, missing / (per_minute() / 60 * share));
}

void RateLimiter::Bucket::take(double amount) {
  level -= amount;
  in_flight += amount;
}

bool RateLimiter::Bucket::learn(const HttpResponse& response, std::string_view limit_name,
                                std::string_view remaining_name) {
  const auto limit = number(response.header(limit_name));
  if (!limit || *limit <= 0) return false;
  const bool is_new = *limit != learned_per_minute;
  learned_per_minute = *limit;
  const double remaining = number(response.header(remaining_name)).value_or(level);
  // The server may not yet have seen the requests in flight, and may count fewer requests than we
  // do.
  const double least = std::min(remaining - in_flight, capacity());
  const double tolerance = 1 + per_minute() / 60 * tolerated_seconds;
  level = is_new ? least : std::clamp(level, least, std::max(least, remaining + tolerance));
  return is_new;
}

RateLimiter::RateLimiter(RateLimits limits, Clock& clock)
    : clock_(clock), refilled_(clock.now()), paused_until_(refilled_) {
  requests_.given_per_minute = limits.requests_per_minute;
  tokens_.given_per_minute = limits.tokens_per_minute;
  requests_.level = requests_.capacity();
  tokens_.level = tokens_.capacity();
  slowed_at_ = refilled_ - slow_down_interval;
  sped_up_at_ = refilled_;
}

void RateLimiter::acquire(std::uint64_t tokens, const std::stop_token& stop,
                          const OnWait& on_wait) {
  std::unique_lock lock(mutex_);
  const std::uint64_t ticket = next_ticket_++;
  queue_.push_back(ticket);
  struct Leave {
    ~Leave() {
      if (!lock.owns_lock()) lock.lock();
      std::erase(limiter.queue_, ticket);
      limiter.turn_.notify_all();
    }
    RateLimiter& limiter;
    std::unique_lock<std::mutex>& lock;
    std::uint64_t ticket;
  } const leave{*this, lock, ticket};
  if (!turn_.wait(lock, stop, [&] { return queue_.front() == ticket; })) {
    throw_interrupted();
  }
  wait_for_turn(lock, static_cast<double>(tokens), stop, on_wait);
  requests_.take(1);
  tokens_.take(static_cast<double>(tokens));
  note_pace();
}

void RateLimiter::wait_for_turn(std::unique_lock<std::mutex>& lock, double tokens,
                                const std::stop_token& stop, const OnWait& on_wait) {
  while (true) {
    refill();
    const double seconds = seconds_until(tokens);
    const bool is_stopped = stop.stop_requested();
    if (seconds <= 0 && !is_stopped) return;
    // Rounded up, because the clock may have coarser ticks.
    const auto nap = std::chrono::ceil<std::chrono::microseconds>(
        duration<double>(std::min(seconds, longest_nap_seconds)));
    lock.unlock();
    if (on_wait) {
      on_wait(std::chrono::ceil<milliseconds>(
          duration<double>(std::min(seconds, longest_told_seconds))));
    }
    const bool goes_on = !is_stopped && clock_.sleep_until(clock_.now() + nap, stop);
    lock.lock();
    if (!goes_on) throw_interrupted();
  }
}

void RateLimiter::refill() {
  const Time now = clock_.now();
  const double minutes = seconds_between(refilled_, now) / 60 * share_;
  refilled_ = now;
  for (Bucket* bucket : {&requests_, &tokens_}) {
    bucket->level = std::min(bucket->capacity(), bucket->level + minutes * bucket->per_minute());
  }
}

double RateLimiter::seconds_until(double tokens) const {
  return std::max({requests_.seconds_until(1, share_), tokens_.seconds_until(tokens, share_),
                   seconds_between(clock_.now(), paused_until_)});
}

void RateLimiter::settle(std::uint64_t tokens, const HttpResponse* response) {
  const std::lock_guard lock(mutex_);
  requests_.in_flight -= 1;
  tokens_.in_flight -= static_cast<double>(tokens);
  if (response == nullptr) return;
  refill();
  bool is_first_news = false;
  for (std::size_t i = 0; i < request_limit_names.size(); ++i) {
    const double before = requests_.learned_per_minute;
    is_first_news |= requests_.learn(*response, request_limit_names[i], request_remaining_names[i]);
    is_first_news |= tokens_.learn(*response, token_limit_names[i], token_remaining_names[i]);
    if (is_guessed_ && requests_.learned_per_minute != before) {
      is_guessed_ = false;
      share_ = std::min(share_, 1.0);
    }
  }
  if (response->status == 429) slow_down(*response, is_first_news);
  if (response->is_success()) speed_up();
}

void RateLimiter::slow_down(const HttpResponse& response, bool is_first_news) {
  const Time now = clock_.now();
  const milliseconds wait =
      requested_wait(response, clock_.date()).value_or(time_of_reset(response));
  paused_until_ = std::max(paused_until_, now + std::min(wait, longest_pause));
  if (now - slowed_at_ < slow_down_interval) return;
  slowed_at_ = now;
  // If this response states a new limit, the share is kept, because the requests in flight were
  // sent before this limit was known.
  if (is_first_news) return;
  share_ = std::max(smallest_share, share_ * slow_down_factor);
  if (requests_.per_minute() <= 0 && tokens_.per_minute() <= 0) {
    is_guessed_ = true;
    requests_.learned_per_minute = std::max(smallest_guess_per_minute, pace());
    requests_.level = 0;
  } else if (!first_number(response, request_remaining_names)) {
    requests_.level = std::min(requests_.level, 0.0);
  }
}

void RateLimiter::speed_up() {
  const Time now = clock_.now();
  const double seconds = std::min(seconds_between(sped_up_at_, now), longest_speed_up_seconds);
  sped_up_at_ = now;
  share_ *= std::max(speed_up_factor, std::pow(speed_up_factor_per_second, seconds));
  if (!is_guessed_) {
    share_ = std::min(share_, 1.0);
  } else if (share_ > forgotten_share) {
    is_guessed_ = false;
    requests_.learned_per_minute = 0;
    share_ = 1;
  }
}

void RateLimiter::note_pace() {
  const Time now = clock_.now();
  if (recent_ == 0) first_ = recent_at_ = now;
  recent_ = recent_ * std::exp(-seconds_between(recent_at_, now) / pace_seconds) + 1;
  recent_at_ = now;
}

double RateLimiter::pace() const {
  const Time now = clock_.now();
  const double age = std::max(0.1, seconds_between(first_, now));
  const double faded = recent_ * std::exp(-seconds_between(recent_at_, now) / pace_seconds);
  return faded / (pace_seconds * (1 - std::exp(-age / pace_seconds))) * 60;
}

RateLimits RateLimiter::limits() const {
  const std::lock_guard lock(mutex_);
  return {.requests_per_minute = requests_.per_minute(), .tokens_per_minute = tokens_.per_minute()};
}

std::size_t RateLimiter::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

}  // namespace gitctx

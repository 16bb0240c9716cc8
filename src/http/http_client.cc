#include "http/http_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <random>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/log.h"
#include "base/stop.h"
#include "http/secret_scrubber.h"
#include "http/url.h"

namespace gitctx {
namespace {

using std::chrono::milliseconds;
using Time = std::chrono::steady_clock::time_point;

double thread_random() {
  thread_local std::mt19937_64 engine{std::random_device{}()};
  return static_cast<double>(engine() >> 11) * 0x1p-53;
}

struct Failure {
  std::string sentence;
  std::string hint;
};

/// `timeout` is the time limit of this attempt. It is shorter than the time limit of the request if
/// the deadline for all attempts was near.
Failure describe(const NetworkFailure& failure, const HttpRequest& request, milliseconds timeout) {
  using Kind = NetworkFailure::Kind;
  const std::string host = url_host(request.url);
  const std::string reason = scrub_secrets(failure.message, {});
  switch (failure.kind) {
    case Kind::unreachable:
      return {fmt::format("cannot reach {}: {}", host, reason),
              "Check the network, the proxy variables and the server address, then try again"};
    case Kind::timed_out:
      return {
          fmt::format("{} did not complete its response within {:g} s", host,
                      std::chrono::duration<double>(timeout).count()),
          request.timeout_setting.empty() || timeout < request.timeout
              ? "Try again later"
              : fmt::format("Set {} to more seconds, or try again later", request.timeout_setting)};
    case Kind::closed:
      return {fmt::format("{} closed the connection before the response was complete", host),
              "Try again later"};
    case Kind::insecure:
      return {
          fmt::format("cannot verify the identity of {}: {}", host, reason),
          "Check the server address. If a company signs its own certificates, set model.ca_bundle "
          "to the file of its certificate authority"};
    case Kind::other_name:
      return {fmt::format("cannot verify the identity of {}: {}", host, reason),
              "Use the server address that is in the certificate"};
    case Kind::too_large:
      return {fmt::format("the response of {} is too large: {}", host, reason), ""};
    case Kind::cancelled:
      break;
  }
  return {"interrupted", ""};
}

Error failure_error(const NetworkFailure& failure, const HttpRequest& request, milliseconds timeout,
                    int attempts) {
  auto [sentence, hint] = describe(failure, request, timeout);
  if (failure.kind == NetworkFailure::Kind::cancelled) {
    return {ErrorCode::interrupted, std::move(sentence)};
  }
  if (attempts > 1) sentence += fmt::format(" ({} attempts)", attempts);
  return {ErrorCode::provider, std::move(sentence), std::move(hint)};
}

/// Whether the server may have received the request. A cancelled request may already have been
/// sent.
bool may_have_arrived(const NetworkFailure& failure) {
  using Kind = NetworkFailure::Kind;
  return failure.kind == Kind::timed_out || failure.kind == Kind::closed ||
         failure.kind == Kind::too_large || failure.kind == Kind::cancelled;
}

void log_attempt(const HttpRequest& request, const HttpResult& result, int attempt,
                 milliseconds took) {
  if (!is_logged(LogLevel::debug)) return;
  const std::string_view target = parse_url(request.url).target;
  log_event(LogLevel::debug, "http_exchange",
            {{"method", request.method},
             {"host", url_host(request.url)},
             {"path", scrub_secrets(std::string(target.substr(0, target.find('?'))), {})},
             {"attempt", static_cast<std::uint64_t>(attempt)},
             {"status", result ? fmt::format("{}", result->status)
                               : scrub_secrets(result.error().message, {})},
             {"request_id", result ? result->header("x-request-id") : std::string_view()},
             {"ms", static_cast<std::uint64_t>(took.count())}});
}

}  // namespace

HttpClient::HttpClient(HttpTransport& transport, RetryPolicy policy, RateLimiter* limiter,
                       Clock& clock, std::function<double()> random)
    : transport_(transport),
      policy_(policy),
      limiter_(limiter),
      clock_(clock),
      random_(random ? std::move(random) : thread_random) {}

HttpResult HttpClient::attempt(const HttpRequest& request, const std::stop_token& stop,
                               std::uint64_t tokens) {
  if (limiter_ == nullptr) return transport_.send(request, stop);
  try {
    HttpResult result = transport_.send(request, stop);
    limiter_->settle(tokens, result ? &*result : nullptr);
    return result;
  } catch (...) {
    limiter_->settle(tokens, nullptr);
    throw;
  }
}

HttpResponse HttpClient::send(const HttpRequest& request, const std::stop_token& stop,
                              std::uint64_t tokens) {
  bool maybe_processed = false;
  try {
    HttpResponse response = send_attempts(request, stop, tokens, maybe_processed);
    response.maybe_processed = maybe_processed;
    return response;
  } catch (const Error& error) {
    if (maybe_processed) throw MaybeProcessed(error);
    throw;
  }
}

HttpResponse HttpClient::send_attempts(const HttpRequest& request, const std::stop_token& stop,
                                       std::uint64_t tokens, bool& maybe_processed) {
  bool is_partly_delivered = false;
  std::optional<HttpRequest> changed;
  if (request.on_body) {
    changed = request;
    changed->on_body = [&](std::string_view piece) {
      is_partly_delivered = true;
      request.on_body(piece);
    };
  }
  // Waiting in the limiter's queue before the first attempt does not count towards the deadline.
  std::optional<Time> start;
  for (int attempts = 1;; ++attempts) {
    throw_if_stopped(stop);
    acquire(request, stop, tokens);
    const Time begin = clock_.now();
    if (!start) start = begin;
    const Time deadline = *start + policy_.deadline;
    if (const auto left = std::chrono::ceil<milliseconds>(deadline - begin);
        left < request.timeout) {
      if (!changed) changed = request;
      changed->timeout = std::max(left, milliseconds(1));
    }
    HttpResult result = attempt(changed ? *changed : request, stop, tokens);
    const Time end = clock_.now();
    log_attempt(request, result, attempts, std::chrono::duration_cast<milliseconds>(end - begin));

    maybe_processed |= result ? is_timeout(result) : may_have_arrived(result.error());
    const Time next = end + wait_after(result, attempts);
    const bool is_hopeless =
        !(result ? is_worth_retrying(*result) : is_worth_retrying(result.error())) ||
        (!policy_.retries_timeouts && is_timeout(result));
    const bool is_last = attempts >= policy_.attempts || is_hopeless ||
                         (!result && is_partly_delivered) || next >= deadline;
    if (is_last && result) return std::move(*result);
    if (is_last) {
      throw failure_error(result.error(), request, (changed ? *changed : request).timeout,
                          attempts);
    }
    if (next - *start >= notice_after) {
      transport_.report_delay(
          {delay_kind(result), url_host(request.url), std::chrono::ceil<milliseconds>(next - end)});
    }
    if (!clock_.sleep_until(next, stop)) throw_interrupted();
    if (maybe_processed && request.before_resend) {
      maybe_processed = false;  // before_resend() accounts for the attempts so far
      request.before_resend();
    }
  }
}

void HttpClient::acquire(const HttpRequest& request, const std::stop_token& stop,
                         std::uint64_t tokens) {
  if (limiter_ == nullptr) return;
  limiter_->acquire(tokens, stop, [&](milliseconds left) {
    if (left < notice_after) return;
    transport_.report_delay({ServerDelay::Kind::asks_to_wait, url_host(request.url), left});
  });
}

ServerDelay::Kind HttpClient::delay_kind(const HttpResult& result) {
  const bool asks =
      result && (result->status == 429 || requested_wait(*result, clock_.date()).has_value());
  return asks ? ServerDelay::Kind::asks_to_wait : ServerDelay::Kind::failing;
}

milliseconds HttpClient::wait_after(const HttpResult& result, int attempts) {
  if (result) {
    if (const auto asked = requested_wait(*result, clock_.date())) {
      return std::min(*asked, policy_.longest_wait);
    }
  }
  return backoff(policy_, attempts, random_());
}

}  // namespace gitctx

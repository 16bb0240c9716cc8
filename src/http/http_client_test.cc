#include "http/http_client.h"

#include <gtest/gtest.h>

#include <optional>
#include <utility>
#include <vector>

#include "base/error.h"
#include "http/curl_transport.h"
#include "http/testing/maybe_processed.h"
#include "http/testing/virtual_clock.h"
#include "testing/scripted_server.h"

namespace gitctx {
namespace {

using namespace std::chrono_literals;
using Kind = NetworkFailure::Kind;
using Naps = std::vector<std::chrono::milliseconds>;
using Ending = ServedReply::Ending;

const std::stop_token no_stop;

/// Gives the answers of a list in order, then repeats the last answer.
class ScriptedTransport : public HttpTransport {
 public:
  explicit ScriptedTransport(std::vector<HttpResult> script) : script_(std::move(script)) {}

  HttpResult send(const HttpRequest& request, const std::stop_token& stop) override {
    requests.push_back(request);
    if (stop.stop_requested()) return std::unexpected(NetworkFailure{Kind::cancelled, "stopped"});
    const HttpResult& result = script_[std::min(requests.size() - 1, script_.size() - 1)];
    if (request.on_body && on_stream) on_stream(request);
    if (on_send) on_send();
    return result;
  }

  void report_delay(const ServerDelay& delay) override { delays.push_back(delay); }

  std::vector<HttpRequest> requests;
  std::vector<ServerDelay> delays;
  std::function<void(const HttpRequest&)> on_stream;
  std::function<void()> on_send;

 private:
  std::vector<HttpResult> script_;
};

HttpResult status(int code, std::vector<HttpHeader> headers = {}, std::string body = {}) {
  return HttpResponse{.status = code, .headers = std::move(headers), .body = std::move(body)};
}

HttpResult failure(Kind kind, std::string message = "message") {
  return std::unexpected(NetworkFailure{kind, std::move(message)});
}

class HttpClientTest : public testing::Test {
 protected:
  HttpResponse send(ScriptedTransport& transport, const RetryPolicy& policy = {},
                    const HttpRequest& request = {
                        .url = "https://user:pw@api.example.com/v1?key=abc"}) {
    HttpClient client(transport, policy, nullptr, clock_, [] { return 0.5; });
    return client.send(request, no_stop);
  }

  Error error_of(ScriptedTransport& transport, const RetryPolicy& policy = {}) {
    try {
      send(transport, policy);
    } catch (const Error& error) {
      return error;
    }
    ADD_FAILURE() << "no error";
    return {ErrorCode::failure, ""};
  }

  VirtualClock clock_;
};

TEST_F(HttpClientTest, ReturnsTheFirstGoodResponse) {
  ScriptedTransport transport({status(200, {}, "body")});
  EXPECT_EQ(send(transport).body, "body");
  EXPECT_EQ(transport.requests.size(), 1u);
}

TEST_F(HttpClientTest, ReturnsAnErrorThatNoRetryHelpsAtOnce) {
  ScriptedTransport transport({status(401)});
  EXPECT_EQ(send(transport).status, 401);
  EXPECT_EQ(transport.requests.size(), 1u);
}

TEST_F(HttpClientTest, WaitsLongerAfterEachFailure) {
  ScriptedTransport transport({status(500), failure(Kind::closed), status(503), status(200)});
  EXPECT_EQ(send(transport).status, 200);
  EXPECT_EQ(clock_.naps, (Naps{250ms, 500ms, 1000ms}));
}

TEST_F(HttpClientTest, ReturnsTheLastResponseAfterAllAttempts) {
  ScriptedTransport transport({status(503, {}, "overloaded")});
  EXPECT_EQ(send(transport).body, "overloaded");
  EXPECT_EQ(transport.requests.size(), 4u);
}

TEST_F(HttpClientTest, WaitsAsLongAsTheServerAsks) {
  ScriptedTransport transport(
      {status(429, {{"Retry-After", "8"}}), status(429, {{"retry-after-ms", "12"}}),
       status(503, {{"Retry-After", "Sun, 06 Nov 1994 08:50:00 GMT"}}), status(200)});
  EXPECT_EQ(send(transport).status, 200);
  EXPECT_EQ(clock_.naps, (Naps{8000ms, 12ms, 23'000ms - 8012ms}));
}

TEST_F(HttpClientTest, WaitsNoLongerThanThePolicyAllows) {
  ScriptedTransport transport({status(429, {{"Retry-After", "3600"}}), status(200)});
  EXPECT_EQ(send(transport).status, 200);
  EXPECT_EQ(clock_.naps, Naps{60s});
}

using Delays = std::vector<ServerDelay>;
using DelayKind = ServerDelay::Kind;

TEST_F(HttpClientTest, ReportsALongWaitThatTheServerAsksFor) {
  for (const int code : {429, 503}) {
    ScriptedTransport transport({status(code, {{"Retry-After", "999999999999"}}), status(200)});
    EXPECT_EQ(send(transport).status, 200);
    EXPECT_EQ(transport.delays, (Delays{{DelayKind::asks_to_wait, "api.example.com", 60s}}));
  }
}

TEST_F(HttpClientTest, ReportsShortWaitsOnceTheyAddUp) {
  ScriptedTransport transport({status(503, {{"Retry-After", "8"}}), failure(Kind::closed),
                               status(503, {{"Retry-After", "8"}}), status(200)});
  EXPECT_EQ(send(transport).status, 200);
  EXPECT_EQ(transport.delays, (Delays{{DelayKind::asks_to_wait, "api.example.com", 8s}}));
}

TEST_F(HttpClientTest, ReportsAttemptsThatFailForALongTime) {
  ScriptedTransport transport({status(500)});
  transport.on_send = [&] { clock_.advance(6s); };
  EXPECT_EQ(send(transport, {.attempts = 3}).status, 500);
  EXPECT_EQ(transport.delays, (Delays{{DelayKind::failing, "api.example.com", 500ms}}));
}

TEST_F(HttpClientTest, ReportsNoShortWaitAndNoWaitThatIsNotMade) {
  ScriptedTransport short_wait({status(429, {{"Retry-After", "9"}}), status(200)});
  EXPECT_EQ(send(short_wait).status, 200);
  EXPECT_TRUE(short_wait.delays.empty());
  ScriptedTransport last({status(429, {{"Retry-After", "60"}})});
  EXPECT_EQ(send(last, {.attempts = 1}).status, 429);
  EXPECT_TRUE(last.delays.empty());
}

TEST_F(HttpClientTest, ReportsALongWaitForTheRateLimit) {
  ScriptedTransport transport({status(
      200, {{"x-ratelimit-limit-requests", "3"}, {"x-ratelimit-remaining-requests", "0"}})});
  RateLimiter limiter({}, clock_);
  HttpClient client(transport, {}, &limiter, clock_);
  client.send({.url = "https://host"}, no_stop);
  EXPECT_TRUE(transport.delays.empty());
  client.send({.url = "https://host"}, no_stop);
  ASSERT_FALSE(transport.delays.empty());
  EXPECT_EQ(transport.delays.front(), (ServerDelay{DelayKind::asks_to_wait, "host", 20s}));
}

TEST_F(HttpClientTest, GivesUpBeforeTheDeadlineIsPassed) {
  ScriptedTransport transport({status(429, {{"Retry-After", "8"}})});
  EXPECT_EQ(send(transport, {.attempts = 100, .deadline = 20s}).status, 429);
  EXPECT_EQ(clock_.naps, (Naps{8s, 8s}));
}

TEST_F(HttpClientTest, GivesAnAttemptNoMoreTimeThanIsLeft) {
  ScriptedTransport transport({status(429, {{"Retry-After", "8"}}), status(200)});
  send(transport, {.deadline = 20s}, {.url = "https://host", .timeout = 15s});
  ASSERT_EQ(transport.requests.size(), 2u);
  EXPECT_EQ(transport.requests[0].timeout, 15s);
  EXPECT_EQ(transport.requests[1].timeout, 12s);
}

TEST_F(HttpClientTest, NeverRepeatsAQuotaThatIsUsedUp) {
  ScriptedTransport transport(
      {status(429, {{"Retry-After", "1"}}, R"({"error":{"code":"insufficient_quota"}})")});
  EXPECT_EQ(send(transport).status, 429);
  EXPECT_EQ(transport.requests.size(), 1u);
}

TEST_F(HttpClientTest, SaysInOneSentenceWhyThereIsNoResponse) {
  struct Case {
    NetworkFailure failure;
    const char* sentence;
  };
  const std::vector<Case> cases{
      {{Kind::unreachable, "Could not resolve host: api.example.com"},
       "cannot reach api.example.com: Could not resolve host: api.example.com (4 attempts)"},
      {{Kind::timed_out, "Operation timed out after 60000 milliseconds"},
       "api.example.com did not complete its response within 60 s (4 attempts)"},
      {{Kind::closed, "transfer closed"},
       "api.example.com closed the connection before the response was complete (4 attempts)"},
      {{Kind::insecure, "self-signed certificate"},
       "cannot verify the identity of api.example.com: self-signed certificate"},
      {{Kind::other_name, "no subject name matches"},
       "cannot verify the identity of api.example.com: no subject name matches"},
      {{Kind::too_large, "more than 10 bytes"},
       "the response of api.example.com is too large: more than 10 bytes"},
  };
  for (const Case& each : cases) {
    ScriptedTransport transport({failure(each.failure.kind, each.failure.message)});
    const Error error = error_of(transport);
    EXPECT_EQ(error.code(), ErrorCode::provider);
    EXPECT_EQ(error.message(), each.sentence);
    EXPECT_EQ(error.hint().contains("model.ca_bundle"), each.failure.kind == Kind::insecure);
  }
}

TEST_F(HttpClientTest, AsksOnlyOnceAfterATimeoutIfThePolicySaysSo) {
  for (const HttpResult& timeout : {failure(Kind::timed_out), status(504)}) {
    ScriptedTransport transport({status(503), timeout, status(200)});
    const RetryPolicy policy{.retries_timeouts = false};
    if (timeout) {
      EXPECT_EQ(send(transport, policy).status, 504);
    } else {
      EXPECT_THROW(send(transport, policy), Error);
    }
    EXPECT_EQ(transport.requests.size(), 2u);
  }
}

TEST_F(HttpClientTest, SaysWhetherTheServerMayHaveProcessedTheRequest) {
  const auto maybe_processed = [&](std::vector<HttpResult> results) {
    ScriptedTransport transport(std::move(results));
    return says_maybe_processed([&] { send(transport, {.attempts = 2}); });
  };
  for (const Kind kind : {Kind::timed_out, Kind::closed, Kind::too_large, Kind::cancelled}) {
    EXPECT_TRUE(maybe_processed({failure(kind)})) << static_cast<int>(kind);
  }
  for (const Kind kind : {Kind::unreachable, Kind::insecure, Kind::other_name}) {
    EXPECT_FALSE(maybe_processed({failure(kind)})) << static_cast<int>(kind);
  }
  EXPECT_TRUE(maybe_processed({failure(Kind::closed), failure(Kind::unreachable)}));
}

TEST_F(HttpClientTest, ARefusalAfterALostAttemptSaysThatTheServerMayHaveProcessedTheRequest) {
  ScriptedTransport lost({failure(Kind::closed), status(400)});
  EXPECT_TRUE(send(lost, {.attempts = 2}).maybe_processed);
  ScriptedTransport refused({failure(Kind::unreachable), status(400)});
  EXPECT_FALSE(send(refused, {.attempts = 2}).maybe_processed);
  ScriptedTransport gateway({status(504)});
  EXPECT_TRUE(send(gateway, {.attempts = 1}).maybe_processed);
}

TEST_F(HttpClientTest, AStopAfterALostAttemptSaysThatTheServerMayHaveProcessedTheRequest) {
  std::stop_source stop;
  ScriptedTransport transport({failure(Kind::closed), status(200)});
  transport.on_send = [&] { stop.request_stop(); };
  HttpClient client(transport, {.attempts = 2}, nullptr, clock_);
  EXPECT_THROW(client.send({.url = "https://host"}, stop.get_token()), MaybeProcessed);
  EXPECT_EQ(transport.requests.size(), 1u);
}

TEST_F(HttpClientTest, CountsTheAttemptsThatTheServerMayHaveProcessedBeforeItSendsAgain) {
  struct Case {
    std::vector<HttpResult> results;
    int counted;
    bool maybe_processed;
  };
  const std::vector<Case> cases{
      {{status(200)}, 0, false},
      {{failure(Kind::unreachable), status(200)}, 0, false},
      {{status(503), status(200)}, 0, false},
      {{failure(Kind::closed), status(200)}, 1, false},
      {{failure(Kind::closed), failure(Kind::unreachable), status(504), status(200)}, 2, false},
      {{failure(Kind::closed), status(400)}, 1, false},
      {{failure(Kind::closed), status(504)}, 3, true}};
  for (std::size_t i = 0; i < cases.size(); ++i) {
    ScriptedTransport transport(cases[i].results);
    int counted = 0;
    const HttpRequest request{.url = "https://host", .before_resend = [&] { ++counted; }};
    EXPECT_EQ(send(transport, {.attempts = 4}, request).maybe_processed, cases[i].maybe_processed)
        << i;
    EXPECT_EQ(counted, cases[i].counted) << i;
  }
}

TEST_F(HttpClientTest, SendsNothingAgainIfTheCallerRefuses) {
  ScriptedTransport transport({failure(Kind::closed), status(200)});
  const HttpRequest request{.url = "https://host", .before_resend = [] {
                              throw Error(ErrorCode::configuration, "no money is left");
                            }};
  EXPECT_FALSE(says_maybe_processed([&] { send(transport, {.attempts = 4}, request); }))
      << "the caller has counted the attempt";
  EXPECT_EQ(transport.requests.size(), 1u);
}

TEST_F(HttpClientTest, NamesTheSettingOfTheTimeLimit) {
  ScriptedTransport transport({failure(Kind::timed_out)});
  const HttpRequest request{
      .url = "https://host", .timeout = 7s, .timeout_setting = "model.chat_timeout"};
  try {
    send(transport, {.attempts = 1}, request);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "host did not complete its response within 7 s");
    EXPECT_EQ(error.hint(), "Set model.chat_timeout to more seconds, or try again later");
  }
}

TEST_F(HttpClientTest, NamesTheTimeThatTheDeadlineLeft) {
  ScriptedTransport transport({status(429, {{"Retry-After", "8"}}), failure(Kind::timed_out)});
  const HttpRequest request{
      .url = "https://host", .timeout = 15s, .timeout_setting = "model.chat_timeout"};
  try {
    send(transport, {.attempts = 2, .deadline = 20s}, request);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "host did not complete its response within 12 s (2 attempts)");
    EXPECT_EQ(error.hint(), "Try again later") << "more seconds for the setting would not help";
  }
}

TEST_F(HttpClientTest, KeepsKeysOutOfItsSentences) {
  ScriptedTransport transport({failure(Kind::unreachable, "via http://me:hunter2@proxy?key=sk-a")});
  const Error error = error_of(transport, {.attempts = 1});
  EXPECT_EQ(error.message(),
            "cannot reach api.example.com: via http://[redacted: credential]@proxy?key=[redacted: "
            "credential]");
}

TEST_F(HttpClientTest, IsInterruptedByAStop) {
  ScriptedTransport transport({status(200)});
  HttpClient client(transport, {}, nullptr, clock_);
  std::stop_source stop;
  stop.request_stop();
  try {
    client.send({.url = "https://host"}, stop.get_token());
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::interrupted);
  }
  EXPECT_TRUE(transport.requests.empty());
}

TEST_F(HttpClientTest, TurnsACancelledExchangeIntoAnInterruption) {
  ScriptedTransport transport({failure(Kind::cancelled)});
  EXPECT_EQ(error_of(transport).code(), ErrorCode::interrupted);
  EXPECT_EQ(transport.requests.size(), 1u);
}

TEST_F(HttpClientTest, AsksNotAgainForAReplyThatWasStreamedInPart) {
  ScriptedTransport transport({failure(Kind::closed), status(200)});
  transport.on_stream = [](const HttpRequest& request) { request.on_body("half"); };
  std::string received;
  const HttpRequest request{.url = "https://host",
                            .on_body = [&](std::string_view piece) { received += piece; }};
  EXPECT_THROW(send(transport, {}, request), Error);
  EXPECT_EQ(transport.requests.size(), 1u);
  EXPECT_EQ(received, "half");
}

TEST_F(HttpClientTest, AsksAgainForAStreamThatDidNotBegin) {
  ScriptedTransport transport({failure(Kind::closed), status(200)});
  EXPECT_EQ(send(transport, {}, {.url = "https://host", .on_body = [](std::string_view) {}}).status,
            200);
  EXPECT_EQ(transport.requests.size(), 2u);
}

TEST_F(HttpClientTest, KeepsToTheRateAlsoWithRetries) {
  ScriptedTransport transport({status(500), failure(Kind::closed), status(200)});
  RateLimiter limiter({.requests_per_minute = 6}, clock_);
  HttpClient client(transport, {}, &limiter, clock_, [] { return 0.0; });
  client.send({.url = "https://host"}, no_stop);
  EXPECT_EQ(transport.requests.size(), 3u);
  EXPECT_NEAR(clock_.seconds(), 20, 0.1);
}

TEST_F(HttpClientTest, TellsTheLimiterWhatTheServerSaid) {
  ScriptedTransport transport({status(
      200, {{"x-ratelimit-limit-tokens", "600"}, {"x-ratelimit-remaining-tokens", "100"}})});
  RateLimiter limiter({}, clock_);
  HttpClient client(transport, {}, &limiter, clock_);
  client.send({.url = "https://host"}, no_stop, 100);
  EXPECT_EQ(clock_.seconds(), 0);
  client.send({.url = "https://host"}, no_stop, 150);
  EXPECT_NEAR(clock_.seconds(), 5, 0.1);
}

TEST_F(HttpClientTest, SettlesWithTheLimiterWhenTheTransportThrows) {
  class ThrowingTransport : public HttpTransport {
    HttpResult send(const HttpRequest&, const std::stop_token&) override {
      throw Error(ErrorCode::configuration, "no URL");
    }
  } transport;
  RateLimiter limiter({}, clock_);
  HttpClient client(transport, {}, &limiter, clock_);
  EXPECT_THROW(client.send({.url = "x"}, no_stop), Error);
  EXPECT_EQ(limiter.waiting(), 0u);
}

/// The number of requests that the client sends to a server that always gives `reply`.
std::size_t attempts_against(ServedReply reply, std::chrono::milliseconds timeout = 60s,
                             const RetryPolicy& policy = {}) {
  ScriptedServer server(std::vector{std::move(reply)});
  const auto transport = make_curl_transport();
  VirtualClock clock;
  HttpClient client(*transport, policy, nullptr, clock);
  try {
    client.send({.url = server.url(), .timeout = timeout}, no_stop);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::provider) << error.message();
    EXPECT_NE(error.message().find("127.0.0.1"), std::string::npos) << error.message();
  }
  return server.requests().size();
}

TEST(HttpClientOverCurl, AsksAsOftenAsTheFailureIsWorth) {
  for (const int code : {200, 202, 301, 400, 401, 403, 404, 409, 413, 422, 501}) {
    EXPECT_EQ(attempts_against({.status = code}), 1u) << code;
  }
  for (const int code : {408, 425, 429, 500, 502, 503, 504}) {
    EXPECT_EQ(attempts_against({.status = code}), 4u) << code;
  }
  EXPECT_EQ(attempts_against({.status = 429, .headers = {{"Retry-After", "1"}}}), 4u);
  EXPECT_EQ(attempts_against({.body = "half", .ending = Ending::truncated}), 4u);
  EXPECT_EQ(attempts_against({.ending = Ending::closed}), 4u);
  EXPECT_EQ(attempts_against({.delay = 1h}, 100ms), 4u);
  EXPECT_EQ(attempts_against({.delay = 1h}, 100ms, {.retries_timeouts = false}), 1u);
  EXPECT_EQ(attempts_against({.pieces = {"a", "b"}, .between_pieces = 1h}, 100ms,
                             {.retries_timeouts = false}),
            1u);
}

TEST(HttpClientOverCurl, SucceedsOnceTheServerRecovers) {
  ScriptedServer server({{.status = 500},
                         {.ending = Ending::closed},
                         {.body = "half", .ending = Ending::truncated},
                         {.body = "whole"}});
  const auto transport = make_curl_transport();
  VirtualClock clock;
  HttpClient client(*transport, {}, nullptr, clock);
  EXPECT_EQ(client.send({.url = server.url()}, no_stop).body, "whole");
}

}  // namespace
}  // namespace gitctx

#include "http/curl_transport.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <new>
#include <optional>
#include <stdexcept>
#include <thread>

#include "base/error.h"
#include "base/unique_fd.h"
#include "http/url.h"
#include "testing/sanitizer.h"
#include "testing/scripted_server.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

using namespace std::chrono_literals;
using Kind = NetworkFailure::Kind;
using Ending = ServedReply::Ending;

const std::stop_token no_stop;
const std::vector<ServedReply> always_ok(1);

/// Sets an environment variable until the end of a scope.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    if (const char* const before = ::getenv(name)) before_ = before;
    ::setenv(name, value.c_str(), 1);
  }
  ~Variable() {
    if (before_) {
      ::setenv(name_, before_->c_str(), 1);
    } else {
      ::unsetenv(name_);
    }
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
  std::optional<std::string> before_;
};

class CurlTransport : public testing::Test {
 protected:
  HttpResult send(const HttpRequest& request) { return transport_->send(request, no_stop); }
  HttpResult get(const std::string& url) { return send({.url = url}); }

  Kind failure_of(ServedReply reply, std::chrono::milliseconds timeout = 60s) {
    ScriptedServer server(std::vector{std::move(reply)});
    const HttpResult result = send({.url = server.url(), .timeout = timeout});
    EXPECT_FALSE(result.has_value());
    return result ? Kind::cancelled : result.error().kind;
  }

  std::unique_ptr<HttpTransport> transport_ = make_curl_transport();
};

TEST_F(CurlTransport, SendsTheRequestAsItIs) {
  ScriptedServer server(always_ok);
  const std::string body("{\"a\":\0}", 7);
  const HttpResult result = send({.method = "POST",
                                  .url = server.url("/v1/x?y=z"),
                                  .headers = {{"Content-Type", "application/json"},
                                              {"Authorization", "Bearer key"},
                                              {"X-Empty", ""}},
                                  .body = body});
  ASSERT_TRUE(result.has_value());
  ASSERT_EQ(server.requests().size(), 1u);
  const ServedRequest request = server.requests()[0];
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.path, "/v1/x");
  EXPECT_EQ(request.query, "y=z");
  EXPECT_EQ(request.body, body);
  EXPECT_EQ(request.header("content-type"), "application/json");
  EXPECT_EQ(request.header("authorization"), "Bearer key");
  EXPECT_EQ(request.header("content-length"), "7");
  EXPECT_EQ(request.header("accept-encoding"), "gzip");
  EXPECT_EQ(request.header("user-agent"), "gitctx");
  EXPECT_TRUE(std::ranges::any_of(request.headers,
                                  [](const auto& header) { return header.first == "X-Empty"; }));
}

TEST_F(CurlTransport, SendsNoContentTypeOfItsOwnMaking) {
  ScriptedServer server(always_ok);
  ASSERT_TRUE(send({.method = "POST", .url = server.url(), .body = "x"}));
  EXPECT_EQ(server.requests()[0].header("content-type"), "");
}

TEST_F(CurlTransport, DoesNotAskBeforeALargeBody) {
  ScriptedServer server(always_ok);
  const std::string body(3'000'000, 'x');
  ASSERT_TRUE(send({.method = "POST", .url = server.url(), .body = body}));
  EXPECT_EQ(server.requests()[0].header("expect"), "");
  EXPECT_EQ(server.requests()[0].body, body);
}

TEST_F(CurlTransport, KnowsAllMethods) {
  ScriptedServer server({{.body = "answer"}});
  for (const char* method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}) {
    const HttpResult result = send({.method = method, .url = server.url()});
    ASSERT_TRUE(result.has_value()) << method;
    EXPECT_EQ(server.requests().back().method, method);
    EXPECT_EQ(result->body, method == std::string_view("HEAD") ? "" : "answer") << method;
  }
}

TEST_F(CurlTransport, ReturnsAnyStatusAsAResponse) {
  for (const int status : {200, 201, 202, 204, 301, 304, 307, 400, 401, 403, 404, 408,
                           409, 413, 422, 425, 429, 500, 501, 502, 503, 504, 529}) {
    const bool has_body = status != 204 && status != 304;
    ScriptedServer server({{.status = status,
                            .headers = {{"X-Test", "  some value \t"}},
                            .body = has_body ? "the body" : ""}});
    const HttpResult result = get(server.url());
    ASSERT_TRUE(result.has_value()) << status;
    EXPECT_EQ(result->status, status);
    EXPECT_EQ(result->header("x-test"), "some value") << status;
    EXPECT_EQ(result->body, has_body ? "the body" : "") << status;
    EXPECT_EQ(server.requests().size(), 1u) << status;
  }
}

TEST_F(CurlTransport, UnpacksGzip) {
  // The output of: printf 'unpacked' | gzip -n
  constexpr unsigned char packed[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03,
                                      0x2b, 0xcd, 0x2b, 0x48, 0x4c, 0xce, 0x4e, 0x4d, 0x01, 0x00,
                                      0x96, 0x62, 0x2f, 0xca, 0x08, 0x00, 0x00, 0x00};
  ScriptedServer server({{.headers = {{"Content-Encoding", "gzip"}},
                          .body = std::string(std::begin(packed), std::end(packed))}});
  const HttpResult result = get(server.url());
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->body, "unpacked");
}

TEST_F(CurlTransport, UsesOneConnectionForOneThread) {
  ScriptedServer server({{.body = "x"}});
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(get(server.url()));
  EXPECT_EQ(server.connections(), 1u);
}

TEST_F(CurlTransport, ConnectsAgainAfterTheServerClosedAnIdleConnection) {
  ScriptedServer server([](const ServedRequest& request) {
    return ServedReply{
        .body = std::to_string(request.connection),
        .ending = request.connection == 0 && request.path == "/2" ? Ending::closed : Ending::whole};
  });
  ASSERT_TRUE(get(server.url("/1")));
  const HttpResult result = get(server.url("/2"));
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->body, "1");
}

TEST_F(CurlTransport, ServesManyThreadsAtOnce) {
  ScriptedServer server([](const ServedRequest& request) {
    return ServedReply{.body = request.path + request.body};
  });
  constexpr int threads = 8;
  constexpr int requests = 25;
  std::atomic<int> right = 0;
  {
    std::vector<std::jthread> running;
    for (int t = 0; t < threads; ++t) {
      running.emplace_back([&, t] {
        for (int i = 0; i < requests; ++i) {
          const std::string path = "/" + std::to_string(t * requests + i);
          const HttpResult result = send({.method = "POST", .url = server.url(path), .body = "b"});
          if (result && result->body == path + "b") ++right;
        }
      });
    }
  }
  EXPECT_EQ(right, threads * requests);
  EXPECT_LE(server.connections(), static_cast<std::size_t>(threads));
}

TEST_F(CurlTransport, StreamsABodyAsItArrives) {
  ScriptedServer server({{.pieces = {"one", "two", "three"}, .between_pieces = 20ms}});
  std::string all;
  int pieces = 0;
  const HttpResult result = send({.url = server.url(), .on_body = [&](std::string_view piece) {
                                    all += piece;
                                    ++pieces;
                                  }});
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(all, "onetwothree");
  EXPECT_EQ(result->body, "");
  EXPECT_GE(pieces, 1);
}

TEST_F(CurlTransport, KeepsTheBodyOfAnErrorOutOfTheStream) {
  ScriptedServer server({{.status = 400, .body = "what is wrong"}});
  bool is_called = false;
  const HttpResult result =
      send({.url = server.url(), .on_body = [&](std::string_view) { is_called = true; }});
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->body, "what is wrong");
  EXPECT_FALSE(is_called);
}

TEST_F(CurlTransport, PassesOnWhatTheReceiverOfAStreamThrows) {
  ScriptedServer server({{.body = "x"}});
  const auto thrower = [](std::string_view) { throw std::logic_error("enough"); };
  EXPECT_THROW(EXPECT_TRUE(send({.url = server.url(), .on_body = thrower})), std::logic_error);
  EXPECT_TRUE(get(server.url())) << "the transport is of no use any more";
}

TEST_F(CurlTransport, PassesOnThatMemoryRanOut) {
  ScriptedServer server({{.body = "x"}});
  const auto thrower = [](std::string_view) { throw std::bad_alloc(); };
  EXPECT_THROW(EXPECT_TRUE(send({.url = server.url(), .on_body = thrower})), std::bad_alloc);
}

#ifndef GITCTX_HAS_SANITIZER

/// Ends with status 7 if std::bad_alloc comes out of the transport.
[[noreturn]] void receive_without_memory(HttpTransport& transport, const std::string& url) {
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  const rlim_t bytes = pages * static_cast<std::size_t>(::getpagesize()) + 32 * 1024 * 1024;
  const rlimit limit{bytes, bytes};
  ::setrlimit(RLIMIT_AS, &limit);
  try {
    const HttpResult result = transport.send({.url = url}, no_stop);
    std::cerr << (result ? "the body came" : result.error().message);
  } catch (const std::bad_alloc&) {
    ::_exit(7);
  }
  ::_exit(1);
}

TEST_F(CurlTransport, PassesOnThatMemoryForABodyRanOut) {
  ScriptedServer server({{.body = "x"}, {.body = std::string(100 * 1024 * 1024, 'x')}});
  EXPECT_TRUE(get(server.url()));
  const auto own = make_curl_transport();
  EXPECT_EXIT(receive_without_memory(*own, server.url()), testing::ExitedWithCode(7), "");
}

#endif

TEST_F(CurlTransport, JoinsChunksWithoutAReceiver) {
  ScriptedServer server({{.pieces = {"one", "two"}}});
  EXPECT_EQ(get(server.url())->body, "onetwo");
}

TEST_F(CurlTransport, SaysWhyThereIsNoResponse) {
  EXPECT_EQ(failure_of({.body = "abc", .ending = Ending::truncated}), Kind::closed);
  EXPECT_EQ(failure_of({.pieces = {"abc", "def"}, .ending = Ending::truncated}), Kind::closed);
  EXPECT_EQ(failure_of({.ending = Ending::closed}), Kind::closed);
  EXPECT_EQ(failure_of({.ending = Ending::garbled}), Kind::unreachable);
  EXPECT_EQ(failure_of({.delay = 1h}, 50ms), Kind::timed_out);
  EXPECT_EQ(failure_of({.pieces = {"a", "b"}, .between_pieces = 1h}, 50ms), Kind::timed_out);
}

TEST_F(CurlTransport, SaysThatNobodyListens) {
  std::string url;
  {
    const ScriptedServer server(always_ok);
    url = server.url("/path?key=secret");
  }
  const HttpResult result = get(url);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, Kind::unreachable);
  EXPECT_NE(result.error().message.find("127.0.0.1"), std::string::npos) << result.error().message;
  EXPECT_EQ(result.error().message.find("secret"), std::string::npos) << result.error().message;
}

TEST_F(CurlTransport, SaysEachTimeThatANameCannotBeResolved) {
  const auto transport = make_curl_transport({.allows_plain_http = true});
  for (int attempt = 0; attempt < 3; ++attempt) {
    const HttpResult result =
        transport->send({.method = "GET", .url = "http://nosuch.invalid/"}, {});
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, NetworkFailure::Kind::unreachable);
    EXPECT_NE(result.error().message.find("nosuch.invalid"), std::string::npos);
  }
}

TEST_F(CurlTransport, RefusesAServerWithoutTls) {
  ScriptedServer server(always_ok);
  const HttpResult result = get("https" + server.url().substr(4));
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, Kind::unreachable);
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(CurlTransport, EndsSoonWhenStopped) {
  ScriptedServer server({{.delay = 1h}});
  std::stop_source stop;
  std::jthread stopper([&] {
    while (server.requests().empty()) std::this_thread::yield();
    stop.request_stop();
  });
  // The answer would take an hour, so only the stop request can make send() return.
  const HttpResult result =
      transport_->send({.url = server.url(), .timeout = 1h}, stop.get_token());
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, Kind::cancelled);
}

TEST_F(CurlTransport, EndsSoonWhenStoppedInTheMiddleOfAStream) {
  ScriptedServer server({{.pieces = {"a", "b"}, .between_pieces = 1h}});
  std::stop_source stop;
  const HttpResult result =
      transport_->send({.url = server.url(),
                        .timeout = 1h,
                        .on_body = [&](std::string_view) { stop.request_stop(); }},
                       stop.get_token());
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, Kind::cancelled);
}

TEST_F(CurlTransport, SendsNothingOnceStopped) {
  ScriptedServer server(always_ok);
  std::stop_source stop;
  stop.request_stop();
  const HttpResult result = transport_->send({.url = server.url()}, stop.get_token());
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, Kind::cancelled);
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(CurlTransport, RefusesAReplyLargerThanTheLimit) {
  const auto limited = make_curl_transport({.largest_reply_bytes = 10});
  ScriptedServer server({{.body = "0123456789"}, {.body = "0123456789a"}});
  EXPECT_TRUE(limited->send({.url = server.url()}, no_stop));
  const HttpResult result = limited->send({.url = server.url()}, no_stop);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().kind, Kind::too_large);
}

TEST_F(CurlTransport, FollowsARedirectToTheSameServerWithMethodAndBody) {
  ScriptedServer server([](const ServedRequest& request) {
    if (request.path != "/repos") return ServedReply{.body = request.method + request.body};
    return ServedReply{.status = 307, .headers = {{"Location", "/repos/"}}};
  });
  const HttpResult result = send({.method = "POST", .url = server.url("/repos"), .body = "b"});
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->body, "POSTb");
}

TEST_F(CurlTransport, NeverFollowsARedirectToAnotherServer) {
  ScriptedServer other(always_ok);
  ScriptedServer server({{.status = 307, .headers = {{"Location", other.url()}}}});
  const HttpResult result = send({.url = server.url(), .headers = {{"x-api-key", "key"}}});
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->status, 307);
  EXPECT_TRUE(other.requests().empty());
}

TEST_F(CurlTransport, DoesNotTurnAPostIntoAGet) {
  ScriptedServer server({{.status = 302, .headers = {{"Location", "/elsewhere"}}}});
  EXPECT_EQ(send({.method = "POST", .url = server.url(), .body = "b"})->status, 302);
  EXPECT_EQ(server.requests().size(), 1u);
}

TEST_F(CurlTransport, GivesUpOnRedirectsInACircle) {
  ScriptedServer server({{.status = 308, .headers = {{"Location", "/"}}}});
  EXPECT_EQ(get(server.url())->status, 308);
  EXPECT_EQ(server.requests().size(), 6u);
}

TEST_F(CurlTransport, LeavesARedirectItCannotFollowToTheCaller) {
  for (const char* location :
       {"ftp://localhost/", "file:///etc/passwd", "gopher://127.0.0.1/", "https://127.0.0.1/",
        "http://", "http://[::1", "//user@other.invalid/"}) {
    ScriptedServer server({{.status = 307, .headers = {{"Location", location}}}});
    const HttpResult result = get(server.url());
    ASSERT_TRUE(result.has_value()) << location;
    EXPECT_EQ(result->status, 307) << location;
  }
}

// libcurl cleans up a failed session after the headers and buffers of its request are destroyed.
TEST_F(CurlTransport, WorksAfterEveryKindOfFailure) {
  const std::vector<HttpHeader> headers{{"x-long", std::string(4000, 'x')}};
  for (const Ending ending : {Ending::truncated, Ending::closed, Ending::garbled}) {
    ScriptedServer server({{.ending = ending}, {.body = "good"}});
    const HttpRequest request{.url = server.url(), .headers = headers};
    EXPECT_FALSE(send(request).has_value());
    const HttpResult result = send(request);
    ASSERT_TRUE(result.has_value()) << result.error().message;
    EXPECT_EQ(result->body, "good");
  }
}

TEST_F(CurlTransport, RefusesUrlsOfOtherSchemes) {
  for (const char* url : {"file:///etc/passwd", "ftp://host/", "localhost:11434", "", "http://",
                          "http://host/\r\nX: y"}) {
    EXPECT_THROW(EXPECT_TRUE(get(url)), Error) << url;
  }
}

TEST_F(CurlTransport, RefusesLineBreaksInHeaders) {
  ScriptedServer server(always_ok);
  try {
    EXPECT_FALSE(send({.url = server.url(), .headers = {{"x-api-key", "sk-secret\n"}}}));
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::configuration);
    EXPECT_NE(error.message().find("x-api-key"), std::string::npos);
    EXPECT_EQ(error.message().find("sk-secret"), std::string::npos);
  }
  EXPECT_TRUE(server.requests().empty());
}

TEST_F(CurlTransport, GoesThroughTheProxyOfTheEnvironment) {
  ScriptedServer proxy({{.body = "by proxy"}});
  const Variable variable("http_proxy", proxy.url());
  const auto open = make_curl_transport({.allows_plain_http = true});
  const HttpResult result = open->send({.url = "http://models.invalid/v1"}, no_stop);
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->body, "by proxy");
  EXPECT_EQ(proxy.requests()[0].path, "http://models.invalid/v1");
}

TEST_F(CurlTransport, UsesNoProxyForThisMachine) {
  ScriptedServer proxy({{.body = "by proxy"}});
  ScriptedServer server({{.body = "direct"}});
  for (const char* const name : {"http_proxy", "all_proxy", "ALL_PROXY"}) {
    const Variable variable(name, proxy.url());
    const HttpResult result =
        send({.url = server.url(), .headers = {{"Authorization", "Bearer key"}}});
    ASSERT_TRUE(result.has_value()) << name;
    EXPECT_EQ(result->body, "direct") << name;
  }
  EXPECT_TRUE(proxy.requests().empty());
}

TEST_F(CurlTransport, ShowsAProxyNoKey) {
  ScriptedServer proxy(std::vector{ServedReply{.status = 403}});
  const Variable variable("https_proxy", proxy.url());
  EXPECT_FALSE(send({.url = "https://models.invalid/v1", .headers = {{"x-api-key", "key"}}}));
  ASSERT_FALSE(proxy.requests().empty());
  EXPECT_EQ(proxy.requests()[0].method, "CONNECT");
  EXPECT_EQ(proxy.requests()[0].header("x-api-key"), "");
}

TEST_F(CurlTransport, SendsNothingUnencryptedToAnotherMachine) {
  // The proxy on this machine would forward each request unencrypted.
  ScriptedServer proxy(always_ok);
  const Variable variable("http_proxy", proxy.url());
  for (const char* const url :
       {"http://models.invalid/v1", "HTTP://models.invalid/v1", "http://10.0.0.1/",
        "http://169.254.169.254/latest", "http://0.0.0.0/", "http://[::]/", "http://[fe80::1]/",
        "http://127.0.0.1.evil.invalid/", "http://127.evil.invalid/", "http://localhost./",
        "http://localhost.evil.invalid/", "http://127.0.0.1@evil.invalid/",
        "http://user@127.0.0.1@evil.invalid/", "http://evil.invalid\\@127.0.0.1:1/",
        "http://evil.invalid#@127.0.0.1/", "http://evil.invalid?@127.0.0.1/"}) {
    try {
      const HttpResult result = send({.method = "POST",
                                      .url = url,
                                      .headers = {{"Authorization", "Bearer key"}},
                                      .body = "code"});
      EXPECT_FALSE(result.has_value()) << url;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::configuration) << url;
    }
  }
  EXPECT_TRUE(proxy.requests().empty());
}

TEST_F(CurlTransport, SaysHowToAllowPlainHttp) {
  try {
    EXPECT_FALSE(get("http://user:secret@models.invalid:8080/v1?key=secret"));
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "nothing is sent to models.invalid:8080: http:// is not encrypted");
    EXPECT_NE(error.hint().find("model.allow_http true"), std::string::npos);
  }
}

TEST_F(CurlTransport, NeedsNoConsentForThisMachine) {
  ScriptedServer server(always_ok);
  const std::string rest = server.url().substr(std::string("http://127.0.0.1").size());
  for (const char* const host : {"127.0.0.1", "localhost", "LOCALHOST", "user:pw@127.0.0.1"}) {
    const HttpResult result = get("http://" + std::string(host) + rest);
    EXPECT_TRUE(result.has_value()) << host << ": " << result.error().message;
  }
}

TEST_F(CurlTransport, KeepsNoCookies) {
  ScriptedServer server({{.headers = {{"Set-Cookie", "id=1; Path=/"}}}});
  ASSERT_TRUE(get(server.url()));
  ASSERT_TRUE(get(server.url()));
  EXPECT_EQ(server.requests()[1].header("cookie"), "");
}

TEST_F(CurlTransport, ReadsNoPasswordFromNetrc) {
  const TempDir home;
  home.write(".netrc", "machine 127.0.0.1 login me password secret\n");
  const Variable variable("HOME", home.path().string());
  ScriptedServer server(always_ok);
  ASSERT_TRUE(get(server.url()));
  EXPECT_EQ(server.requests()[0].header("authorization"), "");
}

TEST_F(CurlTransport, RefusesHeadersWithoutEnd) {
  ServedReply reply;
  for (int i = 0; i < 40; ++i) {
    reply.headers.emplace_back("X-" + std::to_string(i), std::string(50'000, 'x'));
  }
  ScriptedServer server(std::vector{std::move(reply)});
  EXPECT_FALSE(get(server.url()).has_value());
}

}  // namespace
}  // namespace gitctx

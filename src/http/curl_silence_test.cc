#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/unique_fd.h"
#include "http/curl_transport.h"
#include "http/url.h"
#include "testing/scripted_server.h"

namespace gitctx {
namespace {

using namespace std::chrono_literals;
using Kind = NetworkFailure::Kind;
using DelayKind = ServerDelay::Kind;
const std::stop_token no_stop;

/// A port of this machine that accepts connections and never answers.
class SilentPort {
 public:
  SilentPort() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(socket_.get(), 8), 0);
    EXPECT_EQ(::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
    host_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
  }
  const std::string& host() const { return host_; }

 private:
  UniqueFd socket_;
  std::string host_;
};

TEST(CurlTransportTimeout, CallsAServerUnreachableUntilARequestWasSent) {
  const SilentPort port;
  const auto transport = make_curl_transport();
  const HttpResult handshake =
      transport->send({.url = "https://" + port.host(), .timeout = 100ms}, no_stop);
  ASSERT_FALSE(handshake.has_value());
  EXPECT_EQ(handshake.error().kind, Kind::unreachable) << handshake.error().message;
  const HttpResult reply =
      transport->send({.url = "http://" + port.host(), .timeout = 100ms}, no_stop);
  ASSERT_FALSE(reply.has_value());
  EXPECT_EQ(reply.error().kind, Kind::timed_out) << reply.error().message;
}

class Silence : public testing::Test {
 protected:
  std::unique_ptr<HttpTransport> transport(std::chrono::milliseconds limit) {
    return make_curl_transport(
        {.silence_limit = limit, .on_delay = [this](const ServerDelay& delay) {
           hosts_.push_back(delay.host);
           kinds_.push_back(delay.kind);
         }});
  }
  static std::string host_of(const ScriptedServer& server) { return url_host(server.url()); }

  std::vector<std::string> hosts_;
  std::vector<DelayKind> kinds_;
};

TEST_F(Silence, OfAServerIsReportedOnce) {
  ScriptedServer server({{.delay = 150ms}});
  const auto hasty = transport(40ms);
  EXPECT_TRUE(hasty->send({.url = server.url()}, no_stop));
  EXPECT_TRUE(hasty->send({.url = server.url()}, no_stop));
  EXPECT_EQ(hosts_, std::vector{host_of(server)});
}

TEST_F(Silence, InTheMiddleOfAReplyIsReportedToo) {
  ScriptedServer server({{.pieces = {"a", "b", "c"}, .between_pieces = 120ms}});
  const auto hasty = transport(40ms);
  EXPECT_TRUE(hasty->send({.url = server.url(), .on_body = [](std::string_view) {}}, no_stop));
  EXPECT_EQ(hosts_, std::vector{host_of(server)});
  EXPECT_EQ(kinds_, std::vector{DelayKind::stalled});
}

/// A reply whose bytes come at a steady pace for 400 ms.
ServedReply trickle() {
  return {.pieces = std::vector<std::string>(20, " "), .between_pieces = 20ms};
}

TEST_F(Silence, IncludesAReplyThatOnlyTrickles) {
  ScriptedServer server({trickle()});
  EXPECT_TRUE(transport(150ms)->send({.url = server.url()}, no_stop));
  EXPECT_EQ(std::ranges::count(kinds_, DelayKind::unfinished), 1);
}

TEST_F(Silence, DoesNotIncludeAStreamThatTrickles) {
  ScriptedServer server({trickle()});
  EXPECT_TRUE(
      transport(150ms)->send({.url = server.url(), .on_body = [](std::string_view) {}}, no_stop));
  EXPECT_EQ(std::ranges::count(kinds_, DelayKind::unfinished), 0);
}

TEST(CurlTransportTimeout, EndsAReplyThatOnlyTrickles) {
  ScriptedServer server({trickle()});
  const HttpResult reply =
      make_curl_transport()->send({.url = server.url(), .timeout = 100ms}, no_stop);
  ASSERT_FALSE(reply.has_value());
  EXPECT_EQ(reply.error().kind, Kind::timed_out) << reply.error().message;
}

TEST_F(Silence, ReportsEachKindOfDelayOncePerHost) {
  const auto any = transport(10s);
  for (const DelayKind kind : {DelayKind::asks_to_wait, DelayKind::failing}) {
    any->report_delay({kind, "one", 20s});
    any->report_delay({kind, "one", 30s});
    any->report_delay({kind, "two", 20s});
  }
  EXPECT_EQ(hosts_, (std::vector<std::string>{"one", "two", "one", "two"}));
}

TEST_F(Silence, OfEachServerIsReported) {
  ScriptedServer one({{.delay = 150ms}});
  ScriptedServer other({{.delay = 150ms}});
  const auto hasty = transport(40ms);
  EXPECT_TRUE(hasty->send({.url = one.url()}, no_stop));
  EXPECT_TRUE(hasty->send({.url = other.url()}, no_stop));
  EXPECT_EQ(hosts_, (std::vector{host_of(one), host_of(other)}));
}

TEST_F(Silence, IsReportedBeforeATimeLimitOfTheSameLength) {
  const SilentPort port;
  for (const char* const scheme : {"http://", "https://"}) {
    hosts_.clear();
    EXPECT_FALSE(transport(700ms)
                     ->send({.url = scheme + port.host(), .timeout = 700ms}, no_stop)
                     .has_value());
    EXPECT_EQ(hosts_, std::vector{port.host()}) << scheme;
  }
}

TEST_F(Silence, IsNoneWhileTheServerSends) {
  ScriptedServer server({{.pieces = std::vector<std::string>(8, "x"), .between_pieces = 50ms}});
  EXPECT_TRUE(transport(5s)->send({.url = server.url()}, no_stop));
  EXPECT_TRUE(hosts_.empty());
}

}  // namespace
}  // namespace gitctx

#include "http/testing/cassette.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/file.h"
#include "http/curl_transport.h"
#include "testing/loopback_server.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

const std::stop_token no_stop;

constexpr const char* key = "a-key-without-any-shape";

HttpRequest post(std::string url, std::string body) {
  return {.method = "POST",
          .url = std::move(url),
          .headers = {{"Authorization", std::string("Bearer ") + key},
                      {"Content-Type", "application/json"}},
          .body = std::move(body)};
}

class CassetteTest : public testing::Test {
 protected:
  /// Records two exchanges with a server that repeats secrets, and a failure.
  void record() {
    LoopbackServer server({{.headers = {{"Content-Type", "application/json"},
                                        {"Set-Cookie", "session=abc"},
                                        {"x-ratelimit-limit-requests", "10"}},
                            .body = std::string("{\"you sent\": \"") + key +
                                    "\", \"and\": \"sk-12345678901234567\"}"},
                           {.status = 429, .headers = {{"Retry-After", "1"}}, .body = "slow down"},
                           {.ending = LoopbackReply::Ending::closed}});
    const auto curl = make_curl_transport();
    const auto recorder = make_recording_transport(*curl, path_, {key});
    url_ = server.url("/v1");
    EXPECT_NE(recorder->send(post(url_, "first"), no_stop)->body.find(key), std::string::npos);
    ASSERT_TRUE(recorder->send(post(url_, "second"), no_stop));
    ASSERT_FALSE(recorder->send({.url = url_}, no_stop));
  }

  /// The message of the Error that `request` ends in.
  static std::string refusal(HttpTransport& transport, const HttpRequest& request) {
    try {
      return transport.send(request, no_stop) ? "taken" : "no response";
    } catch (const Error& error) {
      return error.message();
    }
  }

  TempDir directory_;
  std::filesystem::path path_ = directory_ / "test.yml";
  std::string url_;
};

TEST_F(CassetteTest, ReplaysWhatItRecorded) {
  record();
  const auto replay = make_replay_transport(path_);
  EXPECT_EQ(replay->remaining(), 3u);
  const HttpResult first = replay->send(post(url_, "first"), no_stop);
  EXPECT_EQ(first->body, R"({"you sent": "[secret]", "and": "[secret]"})");
  EXPECT_EQ(first->header("x-ratelimit-limit-requests"), "10");
  const HttpResult second = replay->send(post(url_, "second"), no_stop);
  EXPECT_EQ(second->status, 429);
  EXPECT_EQ(second->header("retry-after"), "1");
  EXPECT_EQ(replay->send({.url = url_}, no_stop).error().kind, NetworkFailure::Kind::closed);
  EXPECT_EQ(replay->remaining(), 0u);
}

TEST_F(CassetteTest, HoldsNoSecret) {
  record();
  const std::string yaml = read_file(path_);
  for (const char* secret : {key, "sk-12345678901234567", "session", "Bearer", "uthorization"}) {
    EXPECT_EQ(yaml.find(secret), std::string::npos) << secret;
  }
  EXPECT_NE(yaml.find("Content-Type: application/json"), std::string::npos);
}

TEST_F(CassetteTest, IsWholeAfterEveryExchange) {
  LoopbackServer server({{.body = "x"}});
  const auto curl = make_curl_transport();
  const auto recorder = make_recording_transport(*curl, path_, {});
  for (std::size_t i = 1; i <= 3; ++i) {
    ASSERT_TRUE(recorder->send({.url = server.url()}, no_stop));
    EXPECT_EQ(make_replay_transport(path_)->remaining(), i);
  }
}

TEST_F(CassetteTest, SaysHowARequestDiffers) {
  record();
  const auto replay = make_replay_transport(path_);
  const std::string start = path_.string() + ": exchange 1 of 3 differs ";
  EXPECT_EQ(refusal(*replay, post(url_, "fiRst")),
            start + "in the body of POST " + url_ +
                " at byte 2: the cassette has \"first\", asked was \"fiRst\"");
  EXPECT_EQ(refusal(*replay, post(url_ + "/x", "first")),
            start + "in its URL: the cassette has " + url_ + ", asked was " + url_ + "/x");
  EXPECT_EQ(refusal(*replay, {.url = url_}),
            start + "in its method: the cassette has POST " + url_ + ", asked was GET " + url_);
}

TEST_F(CassetteTest, RefusesAnotherOrder) {
  record();
  const auto replay = make_replay_transport(path_);
  EXPECT_NE(refusal(*replay, post(url_, "second")), "taken");
  EXPECT_EQ(refusal(*replay, post(url_, "first")), "taken") << "a refused request uses nothing up";
  EXPECT_NE(refusal(*replay, post(url_, "first")), "taken");
}

TEST_F(CassetteTest, RefusesWhatComesAfterItsEnd) {
  const auto replay = make_replay_transport(directory_.write("empty.yml", cassette_head()));
  EXPECT_EQ(refusal(*replay, {.url = "http://a"}),
            (directory_ / "empty.yml").string() +
                ": GET http://a comes after the last of its 0 exchanges");
}

TEST_F(CassetteTest, ShowsOnlyThePlaceWhereLongBodiesDiffer) {
  const std::string long_body(100'000, 'x');
  directory_.write("long.yml",
                   cassette_head() + cassette_item({.method = "POST",
                                                    .url = "http://a",
                                                    .body = long_body + "\xff" + "yes",
                                                    .result = HttpResponse{200, {}, {}}}));
  const auto replay = make_replay_transport(directory_ / "long.yml");
  const std::string message = refusal(*replay, post("http://a", long_body + "no"));
  EXPECT_LT(message.size(), 400u);
  EXPECT_NE(message.find("at byte 100000"), std::string::npos);
  EXPECT_NE(message.find("xxxno\""), std::string::npos);
}

TEST_F(CassetteTest, ComparesWhatIsLeftOfARequestWithoutItsSecrets) {
  directory_.write("key.yml",
                   cassette_head() + cassette_item({.method = "GET",
                                                    .url = "http://a?key=[secret]",
                                                    .result = HttpResponse{200, {}, "x"}}));
  EXPECT_EQ(refusal(*make_replay_transport(directory_ / "key.yml"), {.url = "http://a?key=mine"}),
            "taken");
}

TEST_F(CassetteTest, KeepsStreams) {
  LoopbackServer server({{.chunks = {"data: 1\n\n", "data: 2\n\n"}}});
  const auto curl = make_curl_transport();
  const auto recorder = make_recording_transport(*curl, path_, {});
  std::string recorded;
  HttpRequest request{.url = server.url(),
                      .on_body = [&](std::string_view piece) { recorded += piece; }};
  ASSERT_TRUE(recorder->send(request, no_stop));
  std::string replayed;
  request.on_body = [&](std::string_view piece) { replayed += piece; };
  EXPECT_EQ(make_replay_transport(path_)->send(request, no_stop)->body, "");
  EXPECT_EQ(recorded, "data: 1\n\ndata: 2\n\n");
  EXPECT_EQ(replayed, recorded);
}

TEST_F(CassetteTest, ReplaysNothingOnceStopped) {
  record();
  std::stop_source stop;
  stop.request_stop();
  const auto replay = make_replay_transport(path_);
  EXPECT_EQ(replay->send(post(url_, "first"), stop.get_token()).error().kind,
            NetworkFailure::Kind::cancelled);
  EXPECT_EQ(replay->remaining(), 3u);
}

TEST_F(CassetteTest, MustExist) {
  EXPECT_THROW(make_replay_transport(directory_ / "missing.yml"), Error);
}

}  // namespace
}  // namespace gitctx

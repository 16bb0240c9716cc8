#include "testing/http_listener.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/error.h"
#include "base/unique_fd.h"
#include "testing/conformance/multipart_reader.h"

namespace gitctx {
namespace {

/// A connection on which a test writes and reads bytes.
class Peer {
 public:
  explicit Peer(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }

  void write(std::string_view bytes) const {
    EXPECT_EQ(::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL),
              static_cast<ssize_t>(bytes.size()));
  }

  /// Reads up to and including `end`, or until the connection is closed.
  std::string read_until(std::string_view end) const {
    std::string text;
    char byte = 0;
    while (!text.ends_with(end) && ::recv(socket_.get(), &byte, 1, 0) == 1) text += byte;
    return text;
  }

  std::string read_all() const { return read_until("\x01 never"); }

 private:
  UniqueFd socket_;
};

ServedReply echo(const ServedRequest& request) {
  return {.body = request.method + " " + request.path + "?" + request.query + " [" + request.body +
                  "]"};
}

TEST(HttpListener, AnswersOnAConnectionThatStaysOpen) {
  const HttpListener listener(echo);
  const Peer peer(listener.port());
  peer.write("POST /a?b=c HTTP/1.1\r\ncontent-LENGTH: 3\r\n\r\nxyzGET /d HTTP/1.1\r\n\r\n");
  const std::string first = peer.read_until("[xyz]");
  EXPECT_TRUE(first.starts_with("HTTP/1.1 200 ")) << first;
  EXPECT_TRUE(first.ends_with("POST /a?b=c [xyz]")) << first;
  EXPECT_TRUE(peer.read_until("[]").ends_with("GET /d? []"));
}

TEST(HttpListener, PutsChunksTogetherAndInvitesLargeBodies) {
  const HttpListener listener(echo);
  const Peer peer(listener.port());
  peer.write("PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(peer.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  peer.write("3\r\nabc\r\na;x=y\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n");
  EXPECT_TRUE(peer.read_until("]").ends_with("[abc0123456789]"));
}

TEST(HttpListener, SendsPiecesCutsAndCloses) {
  const HttpListener listener([](const ServedRequest& request) -> ServedReply {
    if (request.path == "/pieces") return {.pieces = {"one", "two"}};
    if (request.path == "/closed") return {.ending = ServedReply::Ending::closed};
    return {.body = "0123456789", .ending = ServedReply::Ending::truncated};
  });
  const Peer cut(listener.port());
  cut.write("GET /cut HTTP/1.1\r\n\r\n");
  EXPECT_TRUE(cut.read_all().ends_with("Content-Length: 10\r\n\r\n01234"));
  const Peer closed(listener.port());
  closed.write("GET /closed HTTP/1.1\r\n\r\n");
  EXPECT_EQ(closed.read_all(), "");
  const Peer pieces(listener.port());
  pieces.write("GET /pieces HTTP/1.1\r\n\r\n");
  EXPECT_TRUE(
      pieces.read_until("0\r\n\r\n").ends_with("\r\n\r\n3\r\none\r\n3\r\ntwo\r\n0\r\n\r\n"));
}

TEST(HttpListener, EndsWhileConnectionsWait) {
  auto listener = std::make_unique<HttpListener>(
      [](const ServedRequest&) { return ServedReply{.delay = std::chrono::hours(1)}; });
  const Peer idle(listener->port());
  const Peer waiting(listener->port());
  waiting.write("GET / HTTP/1.1\r\n\r\n");
  listener.reset();
  EXPECT_EQ(idle.read_all(), "");
  EXPECT_EQ(waiting.read_all(), "");
}

TEST(HttpListener, ClosesOnWhatIsNoRequest) {
  const HttpListener listener(echo);
  for (const char* const text : {"nonsense\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n",
                                 "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                                 "POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n"}) {
    const Peer peer(listener.port());
    peer.write(text);
    EXPECT_EQ(peer.read_all(), "") << text;
  }
}

TEST(HttpListener, APortThatIsTakenIsTold) {
  const HttpListener listener(echo);
  EXPECT_THROW(HttpListener(echo, listener.port()), Error);
}

TEST(ServedRequest, ParametersAreDecoded) {
  const ServedRequest request{.query = "id=a&id=b%20c+d&empty=&flag&bad=%zz"};
  EXPECT_EQ(request.parameters("id"), (std::vector<std::string>{"a", "b c d"}));
  EXPECT_EQ(request.parameter("empty"), "");
  EXPECT_EQ(request.parameters("flag").size(), 1u);
  EXPECT_EQ(request.parameter("bad"), "%zz");
  EXPECT_TRUE(request.parameters("other").empty());
}

TEST(MultipartReader, ReadsPartsWithTheirHeaders) {
  const ServedRequest request{
      .headers = {{"Content-Type", "multipart/form-data; boundary=\"b-1\""}},
      .body =
          "--b-1\r\nContent-Disposition: form-data; name=\"a.b\"; filename=\"blob\"\r\n"
          "content-type: application/json; length=2\r\n\r\n{}\r\n"
          "--b-1\r\nContent-Disposition: form-data; name=\"c\"\r\n\r\n\r\n--b-1--\r\n"};
  const auto parts = read_multipart(request);
  ASSERT_TRUE(parts);
  ASSERT_EQ(parts->size(), 2u);
  EXPECT_EQ((*parts)[0].name, "a.b");
  EXPECT_EQ((*parts)[0].filename, "blob");
  EXPECT_EQ((*parts)[0].content_type, "application/json; length=2");
  EXPECT_EQ((*parts)[0].body, "{}");
  EXPECT_EQ((*parts)[1].body, "");
}

TEST(MultipartReader, RefusesWhatIsBroken) {
  const std::string good =
      "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b--\r\n";
  const auto read = [](std::string type, std::string body) {
    return read_multipart({.headers = {{"Content-Type", std::move(type)}}, .body = std::move(body)})
        .has_value();
  };
  EXPECT_TRUE(read("multipart/form-data; boundary=b", good));
  EXPECT_FALSE(read("application/json", good));
  EXPECT_FALSE(read("multipart/form-data; boundary=c", good));
  EXPECT_FALSE(read("multipart/form-data; boundary=b", ""));
  for (std::size_t size = 0; size + 4 < good.size(); ++size) {
    EXPECT_FALSE(read("multipart/form-data; boundary=b", good.substr(0, size))) << size;
  }
}

}  // namespace
}  // namespace gitctx

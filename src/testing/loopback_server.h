#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gitctx {

struct LoopbackRequest {
  std::string method;
  std::string target;
  std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
  std::string body;
  std::size_t connection = 0;  ///< the how-manieth since the start of the server

  /// Empty if there is none; `name` in lower case.
  std::string header(std::string_view name) const;
};

struct LoopbackReply {
  enum class Ending : std::uint8_t {
    complete,
    truncated,  ///< the connection closes before the last byte of the body
    closed,     ///< the connection closes instead of a reply
    garbled,    ///< something that is not HTTP
  };
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::vector<std::string> chunks;     ///< if not empty: sent chunked, in place of `body`
  std::chrono::milliseconds delay{0};  ///< before the first byte
  std::chrono::milliseconds between_chunks{0};
  Ending ending = Ending::complete;
};

/// A scripted HTTP/1.1 server on 127.0.0.1 with a port of its own, for tests of clients: keeps
/// connections open, remembers every request, can be as slow and as broken as a test needs. A
/// thread per connection; the destructor ends delays and closes all.
class LoopbackServer {
 public:
  /// Called on the threads of connections, maybe at the same time.
  using Answer = std::function<LoopbackReply(const LoopbackRequest&)>;

  explicit LoopbackServer(Answer answer);
  /// The replies in their order; the last one again and again.
  explicit LoopbackServer(std::vector<LoopbackReply> script);
  ~LoopbackServer();
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  /// "http://127.0.0.1:PORT" + path.
  std::string url(std::string_view path = "/") const;
  int port() const;

  std::vector<LoopbackRequest> requests() const;
  std::size_t connections() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gitctx

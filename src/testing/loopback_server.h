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
  std::size_t connection = 0;  ///< its number since the start of the server

  /// Empty if missing; `name` in lower case.
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

/// A scripted HTTP/1.1 server on its own port of 127.0.0.1, for tests of clients: it keeps
/// connections open, records every request, and can be as slow and as broken as a test needs. One
/// thread per connection; the destructor ends delays and closes all connections.
class LoopbackServer {
 public:
  /// Called on the threads of connections, possibly at the same time.
  using Answer = std::function<LoopbackReply(const LoopbackRequest&)>;

  explicit LoopbackServer(Answer answer);
  /// The replies in order; the last one repeats.
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

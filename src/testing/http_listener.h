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

using HeaderList = std::vector<std::pair<std::string, std::string>>;

/// A request as received, with the chunks of a chunked body joined.
struct ServedRequest {
  std::string method;
  std::string path;   ///< the target up to '?', as sent
  std::string query;  ///< the part of the target after '?'
  HeaderList headers;
  std::string body;
  std::size_t connection = 0;  ///< number of the connection, from 0

  /// The value of the first header with this name, ignoring case; empty if missing.
  std::string_view header(std::string_view name) const;
  /// All values of a query parameter, decoded.
  std::vector<std::string> parameters(std::string_view name) const;
  /// The first value of a query parameter, decoded; empty if missing.
  std::string parameter(std::string_view name) const;
};

struct ServedReply {
  enum class Ending : std::uint8_t {
    whole,
    truncated,  ///< half of the body is sent, then the connection is closed
    closed,     ///< the connection is closed without a reply
    garbled,    ///< something that is not HTTP is sent
  };
  int status = 200;
  HeaderList headers;
  std::string body;
  std::vector<std::string> pieces;  ///< if not empty: a chunked body, sent piece by piece
  Ending ending = Ending::whole;
  std::chrono::milliseconds delay{0};  ///< delay before the first byte
  std::chrono::milliseconds between_pieces{0};
};

/// An HTTP/1.1 server on 127.0.0.1 for tests, with a thread per connection, persistent connections
/// and chunked bodies. It listens from construction to destruction. Its destructor ends open
/// exchanges at once.
class HttpListener {
 public:
  using Answer = std::function<ServedReply(const ServedRequest&)>;

  /// `answer` is called on many threads. Port 0 means any free port. Throws Error if the port is
  /// taken.
  explicit HttpListener(Answer answer, std::uint16_t port = 0);
  ~HttpListener();
  HttpListener(const HttpListener&) = delete;
  HttpListener& operator=(const HttpListener&) = delete;

  std::uint16_t port() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace gitctx

#include "testing/http_listener.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "base/ascii.h"
#include "base/error.h"
#include "base/unique_fd.h"

namespace gitctx {
namespace {

constexpr std::size_t max_header_bytes = 256 * 1024;
constexpr std::size_t max_body_bytes = 512 * 1024 * 1024;
constexpr char tls_handshake = 0x16;  // the first byte of a client that expects TLS

std::string decode_parameter(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned value = 0;
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] == '%' && i + 2 < text.size() &&
               std::from_chars(&text[i + 1], &text[i + 1] + 2, value, 16).ptr == &text[i + 1] + 2) {
      out += static_cast<char>(value);
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// One connection. Reads and writes fail if the peer has closed the connection.
class Connection {
 public:
  explicit Connection(int socket) : socket_(socket) {}

  /// The next line, without its end.
  std::optional<std::string> read_line() {
    for (std::size_t searched = 0;;) {
      const std::size_t end = buffer_.find("\r\n", searched);
      if (end != std::string::npos) {
        std::string line = buffer_.substr(0, end);
        buffer_.erase(0, end + 2);
        return line;
      }
      searched = buffer_.empty() ? 0 : buffer_.size() - 1;
      if (buffer_.size() > max_header_bytes || !receive()) return std::nullopt;
      if (buffer_.front() == tls_handshake) return std::nullopt;
    }
  }

  bool read_bytes(std::size_t count, std::string& out) {
    if (out.size() + count > max_body_bytes) return false;
    while (buffer_.size() < count) {
      if (!receive()) return false;
    }
    out.append(buffer_, 0, count);
    buffer_.erase(0, count);
    return true;
  }

  bool write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0 && errno == EINTR) continue;
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

 private:
  bool receive() {
    char bytes[64 * 1024];
    ssize_t count = 0;
    do {
      count = ::recv(socket_, bytes, sizeof bytes, 0);
    } while (count < 0 && errno == EINTR);
    if (count <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(count));
    return true;
  }

  int socket_;
  std::string buffer_;
};

bool read_chunked_body(Connection& connection, std::string& body) {
  for (;;) {
    const auto line = connection.read_line();
    std::size_t size = 0;
    if (!line ||
        std::from_chars(line->data(), line->data() + line->size(), size, 16).ec != std::errc()) {
      return false;
    }
    if (size == 0) break;
    if (!connection.read_bytes(size, body) || !connection.read_line()) return false;
  }
  for (;;) {
    const auto trailer = connection.read_line();
    if (!trailer) return false;
    if (trailer->empty()) return true;
  }
}

bool read_body(Connection& connection, ServedRequest& request) {
  if (equal_ignoring_case(request.header("Expect"), "100-continue") &&
      !connection.write("HTTP/1.1 100 Continue\r\n\r\n")) {
    return false;
  }
  if (equal_ignoring_case(request.header("Transfer-Encoding"), "chunked")) {
    return read_chunked_body(connection, request.body);
  }
  const std::string_view length = request.header("Content-Length");
  if (length.empty()) return true;
  std::size_t size = 0;
  const auto parsed = std::from_chars(length.data(), length.data() + length.size(), size);
  return parsed.ec == std::errc() && connection.read_bytes(size, request.body);
}

std::optional<ServedRequest> read_request(Connection& connection) {
  const auto first = connection.read_line();
  if (!first) return std::nullopt;
  ServedRequest request;
  const std::size_t method_end = first->find(' ');
  const std::size_t target_end = first->rfind(' ');
  if (method_end == std::string::npos || target_end <= method_end) return std::nullopt;
  request.method = first->substr(0, method_end);
  const std::string target = first->substr(method_end + 1, target_end - method_end - 1);
  const std::size_t mark = std::min(target.find('?'), target.size());
  request.path = target.substr(0, mark);
  request.query = target.substr(std::min(mark + 1, target.size()));
  for (;;) {
    const auto line = connection.read_line();
    if (!line) return std::nullopt;
    if (line->empty()) break;
    const std::size_t colon = line->find(':');
    if (colon == std::string::npos) return std::nullopt;
    request.headers.emplace_back(line->substr(0, colon), trimmed(line->substr(colon + 1)));
  }
  if (!read_body(connection, request)) return std::nullopt;
  return request;
}

/// Returns false if the connection must be closed. `pause` waits after each piece of the body.
bool write_reply(Connection& connection, const ServedRequest& request, const ServedReply& reply,
                 const std::function<bool()>& pause) {
  if (reply.ending == ServedReply::Ending::closed) return false;
  if (reply.ending == ServedReply::Ending::garbled) {
    connection.write("this is not HTTP\r\n\r\n");
    return false;
  }
  std::string head = fmt::format("HTTP/1.1 {} Status {}\r\n", reply.status, reply.status);
  for (const auto& [name, value] : reply.headers) head += fmt::format("{}: {}\r\n", name, value);
  const bool truncated = reply.ending == ServedReply::Ending::truncated;
  if (reply.pieces.empty()) {
    // A truncated reply announces more bytes than it sends, even if the body is empty.
    const std::size_t announced = std::max<std::size_t>(reply.body.size(), truncated ? 1 : 0);
    if (reply.status != 204) head += fmt::format("Content-Length: {}\r\n", announced);
    head += "\r\n";
    if (request.method == "HEAD") return connection.write(head);
    const std::size_t size = truncated ? reply.body.size() / 2 : reply.body.size();
    // A small reply is sent in one write, so that the peer sees it in one piece.
    if (size < 64 * 1024) return connection.write(head + reply.body.substr(0, size)) && !truncated;
    return connection.write(head) &&
           connection.write(std::string_view(reply.body).substr(0, size)) && !truncated;
  }
  if (!connection.write(head + "Transfer-Encoding: chunked\r\n\r\n")) return false;
  const std::size_t count = truncated ? reply.pieces.size() / 2 : reply.pieces.size();
  for (std::size_t i = 0; i < count; ++i) {
    const std::string& piece = reply.pieces[i];
    if (!connection.write(fmt::format("{:x}\r\n{}\r\n", piece.size(), piece))) return false;
    if (!pause()) return false;
  }
  return !truncated && connection.write("0\r\n\r\n");
}

}  // namespace

std::string_view ServedRequest::header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (equal_ignoring_case(key, name)) return value;
  }
  return {};
}

std::vector<std::string> ServedRequest::parameters(std::string_view name) const {
  std::vector<std::string> values;
  std::string_view rest = query;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('&'), rest.size());
    const std::string_view pair = rest.substr(0, end);
    const std::size_t equals = std::min(pair.find('='), pair.size());
    if (decode_parameter(pair.substr(0, equals)) == name) {
      values.push_back(decode_parameter(pair.substr(std::min(equals + 1, pair.size()))));
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return values;
}

std::string ServedRequest::parameter(std::string_view name) const {
  const auto values = parameters(name);
  return values.empty() ? std::string() : values.front();
}

struct HttpListener::State : std::enable_shared_from_this<HttpListener::State> {
  Answer answer;
  UniqueFd listener;
  std::uint16_t port = 0;
  std::thread acceptor;

  std::mutex mutex;
  std::condition_variable changed;
  std::set<int> sockets;  ///< sockets of open connections
  std::size_t accepted = 0;
  bool stopping = false;

  void accept_connections() {
    for (;;) {
      const int socket = ::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0 && (errno == EINTR || errno == ECONNABORTED)) continue;
      if (socket < 0) return;
      const int on = 1;
      ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      const std::lock_guard lock(mutex);
      if (stopping) {
        UniqueFd closes(socket);
        return;
      }
      sockets.insert(socket);
      std::thread([self = shared_from_this(), socket, number = accepted++] {
        self->serve(socket, number);
      }).detach();
    }
  }

  /// Waits for `delay`; returns false if the server stops meanwhile.
  bool wait(std::chrono::milliseconds delay) {
    std::unique_lock lock(mutex);
    changed.wait_for(lock, delay, [&] { return stopping; });
    return !stopping;
  }

  void serve(int socket, std::size_t number) {
    Connection connection(socket);
    for (;;) {
      auto request = read_request(connection);
      if (!request) break;
      request->connection = number;
      const ServedReply reply = answer(*request);
      const auto pause = [&] { return wait(reply.between_pieces); };
      if (!wait(reply.delay) || !write_reply(connection, *request, reply, pause)) break;
      if (equal_ignoring_case(request->header("Connection"), "close")) break;
    }
    const std::lock_guard lock(mutex);
    sockets.erase(socket);
    UniqueFd closes(socket);
    changed.notify_all();
  }
};

HttpListener::HttpListener(Answer answer, std::uint16_t port) : state_(std::make_shared<State>()) {
  state_->answer = std::move(answer);
  state_->listener = UniqueFd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  const int on = 1;
  ::setsockopt(state_->listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(state_->listener.get(), generic, size) != 0 ||
      ::listen(state_->listener.get(), 256) != 0 ||
      ::getsockname(state_->listener.get(), generic, &size) != 0) {
    throw_system_error(errno, "cannot listen on", fmt::format("127.0.0.1:{}", port));
  }
  state_->port = ntohs(address.sin_port);
  state_->acceptor = std::thread([state = state_] { state->accept_connections(); });
}

HttpListener::~HttpListener() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
    for (const int socket : state_->sockets) ::shutdown(socket, SHUT_RDWR);
    state_->changed.notify_all();
  }
  ::shutdown(state_->listener.get(), SHUT_RDWR);
  state_->acceptor.join();
  std::unique_lock lock(state_->mutex);
  state_->changed.wait(lock, [&] { return state_->sockets.empty(); });
}

std::uint16_t HttpListener::port() const { return state_->port; }

}  // namespace gitctx

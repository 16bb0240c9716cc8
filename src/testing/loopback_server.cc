#include "testing/loopback_server.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "base/ascii.h"
#include "base/error.h"
#include "base/unique_fd.h"

namespace gitctx {
namespace {

// The first byte of a client that expects TLS.
constexpr char tls_handshake = 0x16;

/// Bytes of one connection, read as they are needed.
class SocketReader {
 public:
  explicit SocketReader(int descriptor) : descriptor_(descriptor) {}

  /// Without its line break; nothing at the end of the connection.
  std::optional<std::string> line() {
    std::size_t end;
    while ((end = buffer_.find("\r\n")) == std::string::npos) {
      if (!fill() || buffer_.starts_with(tls_handshake)) return std::nullopt;
    }
    std::string text = buffer_.substr(0, end);
    buffer_.erase(0, end + 2);
    return text;
  }

  std::optional<std::string> bytes(std::size_t count) {
    while (buffer_.size() < count) {
      if (!fill()) return std::nullopt;
    }
    std::string text = buffer_.substr(0, count);
    buffer_.erase(0, count);
    return text;
  }

 private:
  bool fill() {
    char bytes[65536];
    const ssize_t size = ::recv(descriptor_, bytes, sizeof bytes, 0);
    if (size > 0) buffer_.append(bytes, static_cast<std::size_t>(size));
    return size > 0;
  }

  int descriptor_;
  std::string buffer_;
};

std::optional<std::string> read_chunks(SocketReader& reader) {
  std::string body;
  while (true) {
    const auto size_line = reader.line();
    if (!size_line) return std::nullopt;
    const std::size_t size = std::stoul(*size_line, nullptr, 16);
    const auto chunk = reader.bytes(size + 2);
    if (!chunk) return std::nullopt;
    if (size == 0) return body;
    body.append(*chunk, 0, size);
  }
}

std::optional<LoopbackRequest> read_request(SocketReader& reader) {
  const auto first = reader.line();
  if (!first) return std::nullopt;
  LoopbackRequest request;
  const std::size_t method_end = first->find(' ');
  const std::size_t target_end = first->rfind(' ');
  if (method_end == std::string::npos || target_end <= method_end) return std::nullopt;
  request.method = first->substr(0, method_end);
  request.target = first->substr(method_end + 1, target_end - method_end - 1);
  while (true) {
    const auto line = reader.line();
    if (!line) return std::nullopt;
    if (line->empty()) break;
    const std::size_t colon = line->find(':');
    const std::size_t value = line->find_first_not_of(' ', colon + 1);
    request.headers.emplace_back(lower_case(line->substr(0, colon)),
                                 value == std::string::npos ? "" : line->substr(value));
  }
  std::optional<std::string> body;
  if (request.header("transfer-encoding") == "chunked") {
    body = read_chunks(reader);
  } else {
    const std::string length = request.header("content-length");
    body = reader.bytes(length.empty() ? 0 : std::stoul(length));
  }
  if (!body) return std::nullopt;
  request.body = std::move(*body);
  return request;
}

bool send_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

UniqueFd listen_on_loopback() {
  UniqueFd descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (!descriptor.is_open() ||
      ::bind(descriptor.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(descriptor.get(), SOMAXCONN) != 0) {
    throw_system_error(errno, "cannot listen on", "127.0.0.1");
  }
  return descriptor;
}

int port_of(int descriptor) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

}  // namespace

std::string LoopbackRequest::header(std::string_view name) const {
  const auto found = std::ranges::find(headers, name, &std::pair<std::string, std::string>::first);
  return found == headers.end() ? "" : found->second;
}

class LoopbackServer::Impl {
 public:
  explicit Impl(Answer answer)
      : answer_(std::move(answer)),
        listener_(listen_on_loopback()),
        port_(port_of(listener_.get())),
        acceptor_([this] { accept_all(); }) {}

  ~Impl() {
    stop_.request_stop();
    ::shutdown(listener_.get(), SHUT_RDWR);
    acceptor_.join();
    {
      const std::lock_guard lock(mutex_);
      for (const UniqueFd& connection : connections_) ::shutdown(connection.get(), SHUT_RDWR);
    }
    threads_.clear();
  }

  int port() const { return port_; }

  std::vector<LoopbackRequest> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }

  std::size_t connections() const {
    const std::lock_guard lock(mutex_);
    return connections_.size();
  }

 private:
  void accept_all() {
    while (!stop_.stop_requested()) {
      UniqueFd connection(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!connection.is_open()) {
        if (errno == EINTR || errno == ECONNABORTED) continue;
        return;
      }
      const int on = 1;
      ::setsockopt(connection.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      const std::lock_guard lock(mutex_);
      const int descriptor = connection.get();
      const std::size_t number = connections_.size();
      connections_.push_back(std::move(connection));
      threads_.emplace_back([this, descriptor, number] { serve(descriptor, number); });
    }
  }

  void serve(int descriptor, std::size_t number) {
    SocketReader reader(descriptor);
    while (auto request = read_request(reader)) {
      request->connection = number;
      {
        const std::lock_guard lock(mutex_);
        requests_.push_back(*request);
      }
      if (!send_reply(descriptor, answer_(*request), request->method)) break;
    }
    // The descriptor stays open until the end, so that no other connection gets its number.
    ::shutdown(descriptor, SHUT_RDWR);
  }

  /// Whether the connection stays open.
  bool send_reply(int descriptor, const LoopbackReply& reply, const std::string& method) {
    using Ending = LoopbackReply::Ending;
    if (!pause(reply.delay) || reply.ending == Ending::closed) return false;
    if (reply.ending == Ending::garbled) {
      send_all(descriptor, "this is no HTTP at all\r\n\r\n");
      return false;
    }
    std::string head = fmt::format("HTTP/1.1 {} {}\r\n", reply.status, "Reason");
    for (const auto& [name, value] : reply.headers) head += fmt::format("{}: {}\r\n", name, value);
    const bool is_cut = reply.ending == Ending::truncated;
    if (!reply.chunks.empty()) {
      head += "Transfer-Encoding: chunked\r\n\r\n";
      return send_all(descriptor, head) && send_chunks(descriptor, reply) && !is_cut;
    }
    head += fmt::format("Content-Length: {}\r\n\r\n", reply.body.size() + (is_cut ? 1 : 0));
    if (method != "HEAD") head += reply.body;
    return send_all(descriptor, head) && !is_cut;
  }

  bool send_chunks(int descriptor, const LoopbackReply& reply) {
    for (const std::string& chunk : reply.chunks) {
      if (!send_all(descriptor, fmt::format("{:x}\r\n{}\r\n", chunk.size(), chunk))) return false;
      if (!pause(reply.between_chunks)) return false;
    }
    return reply.ending == LoopbackReply::Ending::truncated || send_all(descriptor, "0\r\n\r\n");
  }

  /// False if the server ends first.
  bool pause(std::chrono::milliseconds time) {
    if (time.count() == 0) return true;
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any never_told;
    never_told.wait_for(lock, stop_.get_token(), time, [] { return false; });
    return !stop_.stop_requested();
  }

  Answer answer_;
  UniqueFd listener_;
  int port_;
  std::stop_source stop_;
  mutable std::mutex mutex_;
  std::vector<LoopbackRequest> requests_;
  std::vector<UniqueFd> connections_;
  std::vector<std::jthread> threads_;
  std::thread acceptor_;
};

LoopbackServer::LoopbackServer(Answer answer) : impl_(std::make_unique<Impl>(std::move(answer))) {}

LoopbackServer::LoopbackServer(std::vector<LoopbackReply> script)
    : LoopbackServer([script = std::move(script), next = std::make_shared<std::atomic<std::size_t>>(
                                                      0)](const LoopbackRequest&) {
        return script[std::min(next->fetch_add(1), script.size() - 1)];
      }) {}

LoopbackServer::~LoopbackServer() = default;

std::string LoopbackServer::url(std::string_view path) const {
  return fmt::format("http://127.0.0.1:{}{}", port(), path);
}

int LoopbackServer::port() const { return impl_->port(); }

std::vector<LoopbackRequest> LoopbackServer::requests() const { return impl_->requests(); }

std::size_t LoopbackServer::connections() const { return impl_->connections(); }

}  // namespace gitctx

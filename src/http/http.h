#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

struct HttpHeader {
  std::string name;
  std::string value;

  bool operator==(const HttpHeader&) const = default;
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;  ///< absolute, http or https
  std::vector<HttpHeader> headers;
  std::string body;
  std::chrono::milliseconds timeout{60'000};  ///< limit for the whole exchange
  std::string timeout_setting;  ///< setting named in the hint after a timeout; may be empty
  /// If set, receives the body of a 2xx response in pieces as they arrive; HttpResponse::body is
  /// then empty. Called on the thread of send().
  std::function<void(std::string_view piece)> on_body;
  /// If set, HttpClient calls this function before it repeats a request that the server may already
  /// have processed and charged. If the call throws, the request is not sent again. Called on the
  /// thread of send().
  std::function<void()> before_resend{};
};

struct HttpResponse {
  int status = 0;
  std::vector<HttpHeader> headers;
  std::string body;
  /// Whether the server may have processed a failed attempt. An attempt does not count if
  /// HttpRequest::before_resend was called after it.
  bool maybe_processed = false;

  bool is_success() const { return status >= 200 && status < 300; }
  /// The value of the first header with this name, ignoring case; empty if there is none.
  std::string_view header(std::string_view name) const;
};

/// The reason why there is no response.
struct NetworkFailure {
  enum class Kind : std::uint8_t {
    unreachable,  ///< the connection failed or took longer than the time limit
    timed_out,    ///< the request was sent, at least in part
    closed,
    insecure,
    other_name,  ///< the certificate is for another host
    too_large,
    cancelled
  };
  Kind kind = Kind::unreachable;
  std::string message;  ///< message of the library, without the URL query and headers
};

using HttpResult = std::expected<HttpResponse, NetworkFailure>;

/// The time without progress after which a user should hear about it.
inline constexpr std::chrono::milliseconds notice_after{10'000};

/// The reason why a user waits for a server.
struct ServerDelay {
  enum class Kind : std::uint8_t {
    silent,        ///< before its reply, the server has neither sent nor accepted data for `time`
    stalled,       ///< the server has sent nothing for `time` in the middle of a streamed reply
    unfinished,    ///< the reply began `time` ago and is not complete
    asks_to_wait,  ///< the server limits the rate; the next attempt begins in `time`
    failing        ///< attempts have failed; the next attempt begins in `time`
  };
  Kind kind = Kind::silent;
  std::string host;
  std::chrono::milliseconds time{0};

  bool operator==(const ServerDelay&) const = default;
};

/// Protocol: performs one exchange without retries. A reply counts as a response regardless of its
/// status. A stop request ends the exchange with `cancelled` after a short time. Thread-safe.
class HttpTransport {
 public:
  virtual ~HttpTransport() = default;
  virtual HttpResult send(const HttpRequest& request, const std::stop_token& stop) = 0;
  /// HttpClient calls this function before a long wait between exchanges, for a transport that
  /// tells the user.
  virtual void report_delay(const ServerDelay&) {}
};

}  // namespace gitctx

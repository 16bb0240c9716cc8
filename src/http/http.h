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
  std::chrono::milliseconds timeout{60'000};  ///< for the whole exchange
  /// If set, the body of a 2xx reply comes here in pieces, as it arrives, rather than in
  /// HttpResponse::body. Called on the thread of send().
  std::function<void(std::string_view piece)> on_body;
};

struct HttpResponse {
  int status = 0;
  std::vector<HttpHeader> headers;
  std::string body;

  /// The first header of that name, whatever its case; empty if there is none.
  std::string_view header(std::string_view name) const;
};

/// Why there is no response.
struct NetworkFailure {
  enum class Kind : std::uint8_t { unreachable, timed_out, closed, insecure, too_large, cancelled };
  Kind kind = Kind::unreachable;
  std::string message;  ///< of the library, without the URL's query and without headers
};

using HttpResult = std::expected<HttpResponse, NetworkFailure>;

/// Protocol: one exchange, no retries. Any status is a response. Used from any number of threads.
/// A stop request ends an exchange soon with `cancelled`.
class HttpTransport {
 public:
  virtual ~HttpTransport() = default;
  virtual HttpResult send(const HttpRequest& request, const std::stop_token& stop) = 0;
};

}  // namespace gitctx

#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "http/http.h"

namespace gitctx {

struct CurlTransportOptions {
  std::string user_agent = "gitctx";  ///< unless the request has one
  std::string ca_file;                ///< PEM; empty: the certificates libcurl was built with
  std::chrono::milliseconds connect_timeout{10'000};
  /// Of a body that is kept in memory, unpacked; one that is streamed has no limit.
  std::size_t largest_reply_bytes = std::size_t{256} * 1024 * 1024;
  std::size_t idle_connections = 32;  ///< kept open for the next exchanges
};

/// HTTP/1.1 and, over TLS, HTTP/2 by libcurl, which is loaded here. Certificates are always
/// verified. Proxies come from the environment as libcurl reads it, save that loopback addresses
/// have none. Replies may be packed by gzip and arrive unpacked. A redirect is followed only to the
/// same server and only where the request stays as it is; any other is a response like any other,
/// so no credential ever goes to another host.
///
/// send() throws Error(configuration) for a URL that is not http or https and for a header that
/// would break the protocol (a line break in a key), and passes on what on_body throws.
std::unique_ptr<HttpTransport> make_curl_transport(CurlTransportOptions options = {});

}  // namespace gitctx

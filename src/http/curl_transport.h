#pragma once

#include <cstddef>
#include <memory>

#include "http/http.h"

namespace gitctx {

/// Sends HTTP/1.1 and, over TLS, HTTP/2 with libcurl, which this call loads. Certificates are
/// always verified. Uses the proxies that libcurl reads from the environment, except for loopback
/// addresses. Responses may be gzip-compressed; bodies arrive decompressed. A redirect is followed
/// only to the same server, and only if method and body stay the same. Any other redirect is
/// returned as a response, so no credential ever goes to another host. A decompressed body that is
/// kept in memory has at most `largest_reply_bytes`; a streamed body has no limit.
///
/// send() throws Error(configuration) for a URL that is not http or https and for a header that
/// would break the protocol (a line break in a key), and passes on exceptions of on_body.
std::unique_ptr<HttpTransport> make_curl_transport(
    std::size_t largest_reply_bytes = std::size_t{256} * 1024 * 1024);

}  // namespace gitctx

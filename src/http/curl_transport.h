#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "http/ca_bundle.h"
#include "http/http.h"

namespace gitctx {

struct TransportOptions {
  /// The limit of a decompressed body that is kept in memory; a streamed body has no limit.
  std::size_t largest_reply_bytes = std::size_t{256} * 1024 * 1024;
  /// Whether http:// may go to hosts other than this machine.
  bool allows_plain_http = false;
  /// Replaces the certificate authorities of this machine, unless its file is empty.
  CaBundle ca_bundle;
  std::chrono::milliseconds silence_limit{10'000};
  /// Called when a server has sent and taken nothing for `silence_limit`, at most once for each
  /// host before a reply begins, and once in the middle of a reply. Called on the thread of send();
  /// must not throw.
  std::function<void(const std::string& host)> on_silence;
};

/// Sends HTTP/1.1 and, over TLS, HTTP/2 with libcurl, which this call loads. Certificates are
/// always verified. Uses the proxies that libcurl reads from the environment, except for loopback
/// addresses. Responses may be gzip-compressed; bodies arrive decompressed. A redirect is followed
/// only to the same server, and only if method and body stay the same. Any other redirect is
/// returned as a response, so no credential ever goes to another host. Neither cookies nor .netrc
/// are used.
///
/// send() throws Error(configuration), before anything is sent, for a URL that is not http or
/// https, for http:// to another machine without `allows_plain_http`, for a CA bundle that cannot
/// be used (only if the URL needs it), and for a header that would break the protocol (a line break
/// in a key). It passes on exceptions of on_body.
std::unique_ptr<HttpTransport> make_curl_transport(TransportOptions options = {});

}  // namespace gitctx

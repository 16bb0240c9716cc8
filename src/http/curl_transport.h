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
  /// The size limit for a decompressed body in memory; a streamed body has no limit.
  std::size_t largest_reply_bytes = std::size_t{256} * 1024 * 1024;
  /// Whether http:// may go to hosts other than this machine.
  bool allows_plain_http = false;
  /// Replaces this machine's certificate authorities, unless `ca_bundle.file` is empty.
  CaBundle ca_bundle;
  std::chrono::milliseconds silence_limit = notice_after;
  /// Called when an exchange makes no progress for `silence_limit`, and for the delays that
  /// HttpClient reports. Called at most once for each host and kind of delay, on the thread of
  /// send(). Must not throw.
  std::function<void(const ServerDelay& delay)> on_delay;
};

/// Makes a transport that uses libcurl, which this call loads. The transport speaks HTTP/1.1 and,
/// over TLS, HTTP/2. Certificates are always verified. Uses the proxies that libcurl reads from the
/// environment, except for loopback addresses. Responses may be gzip-compressed; bodies arrive
/// decompressed. A redirect is followed only to the same server, and only if the method and the
/// body do not change. Any other redirect is returned as a response, so credentials are never sent
/// to another host. Cookies and .netrc are not used.
///
/// send() throws Error(configuration), before it sends anything, if the URL is not http or https,
/// or if the URL is http:// to another machine and `allows_plain_http` is false. It also throws if
/// the URL needs the CA bundle and the bundle is unusable, or if a header would break the protocol
/// (for example, a key with a line break). Exceptions of on_body propagate.
std::unique_ptr<HttpTransport> make_curl_transport(TransportOptions options = {});

}  // namespace gitctx

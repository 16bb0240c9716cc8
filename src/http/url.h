#pragma once

#include <string>
#include <string_view>

namespace gitctx {

/// The parts of an absolute URL as written, for messages and settings. The members are views into
/// the parsed text; missing parts are empty. Parsing does not use libcurl, so settings can be
/// checked before libcurl is loaded. Only CurlUrl (http/curl_url.h) decides whether two URLs name
/// the same server.
struct UrlParts {
  std::string_view scheme;
  std::string_view host;  ///< without user and password; an IPv6 address with its brackets
  std::string_view port;
  std::string_view target;  ///< path and query, without the fragment
};

UrlParts parse_url(std::string_view url);

/// The name of the server in messages: the host, and the port unless it is the default port of the
/// scheme.
std::string url_host(std::string_view url);

/// Whether the host of a URL is this machine: `localhost`, 127.0.0.0/8 or `[::1]`. Other names do
/// not count, because a name server decides which machine they denote. 0.0.0.0 does not count
/// either.
bool is_loopback_host(std::string_view host);

}  // namespace gitctx

#pragma once

#include <string>
#include <string_view>

namespace gitctx {

/// The parts of an absolute URL, as they are written; what is missing is empty. Views into the text
/// that was parsed.
struct UrlParts {
  std::string_view scheme;
  std::string_view userinfo;
  std::string_view host;  ///< an IPv6 address with its brackets
  std::string_view port;
  std::string_view target;  ///< path and query, without the fragment
};

UrlParts parse_url(std::string_view url);

/// `scheme://host:port` in lower case, with the port even where it is the scheme's own: equal for
/// two URLs exactly if they lead to the same server.
std::string url_origin(std::string_view url);

/// What a person calls the other side: the host, with a port that is not the scheme's own.
std::string url_host(std::string_view url);

/// Where `location` of a redirect leads from `base`.
std::string resolve_url(std::string_view base, std::string_view location);

}  // namespace gitctx

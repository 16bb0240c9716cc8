#include "http/url.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstdint>

#include "base/ascii.h"

namespace gitctx {
namespace {

std::string_view default_port(std::string_view scheme) { return scheme == "https" ? "443" : "80"; }

bool is_scheme(std::string_view text) {
  const auto belongs = [](char c) {
    return is_alphanumeric(c) || c == '+' || c == '-' || c == '.';
  };
  return !text.empty() && std::ranges::all_of(text, belongs);
}

}  // namespace

UrlParts parse_url(std::string_view url) {
  UrlParts parts;
  url = url.substr(0, url.find('#'));
  const std::size_t scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos || !is_scheme(url.substr(0, scheme_end))) {
    parts.target = url;
    return parts;
  }
  parts.scheme = url.substr(0, scheme_end);
  url.remove_prefix(scheme_end + 3);
  std::string_view authority = url.substr(0, url.find_first_of("/?"));
  parts.target = url.substr(authority.size());
  authority.remove_prefix(authority.rfind('@') + 1);
  const std::size_t address_end = authority.starts_with('[') ? authority.find(']') : 0;
  const std::size_t colon = authority.find(':', std::min(address_end, authority.size()));
  parts.host = authority.substr(0, colon);
  if (colon != std::string_view::npos) parts.port = authority.substr(colon + 1);
  return parts;
}

std::string url_host(std::string_view url) {
  const UrlParts parts = parse_url(url);
  std::string host(parts.host);
  if (!parts.port.empty() && parts.port != default_port(lower_case(parts.scheme))) {
    host += ':';
    host += parts.port;
  }
  return host;
}

bool is_loopback_host(std::string_view host) {
  if (host.find('\0') != std::string_view::npos) return false;  // inet_pton would stop there
  if (equal_ignoring_case(host, "localhost")) return true;
  if (host.starts_with('[') && host.ends_with(']')) {
    const std::string address(host.substr(1, host.size() - 2));
    in6_addr parsed{};
    return ::inet_pton(AF_INET6, address.c_str(), &parsed) == 1 && IN6_IS_ADDR_LOOPBACK(&parsed);
  }
  const std::string address(host);
  in_addr parsed{};
  constexpr std::uint32_t first_byte = 127;
  return ::inet_pton(AF_INET, address.c_str(), &parsed) == 1 &&
         ntohl(parsed.s_addr) >> 24 == first_byte;
}

}  // namespace gitctx

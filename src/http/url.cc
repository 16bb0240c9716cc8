#include "http/url.h"

#include <algorithm>

namespace gitctx {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
  return out;
}

std::string_view default_port(std::string_view scheme) { return scheme == "https" ? "443" : "80"; }

bool is_scheme(std::string_view text) {
  constexpr std::string_view letters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.";
  return !text.empty() && text.find_first_not_of(letters) == std::string_view::npos;
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
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    parts.userinfo = authority.substr(0, at);
    authority.remove_prefix(at + 1);
  }
  const std::size_t address_end = authority.starts_with('[') ? authority.find(']') : 0;
  const std::size_t colon = authority.find(':', std::min(address_end, authority.size()));
  parts.host = authority.substr(0, colon);
  if (colon != std::string_view::npos) parts.port = authority.substr(colon + 1);
  return parts;
}

std::string url_origin(std::string_view url) {
  const UrlParts parts = parse_url(url);
  const std::string scheme = lower(parts.scheme);
  return scheme + "://" + lower(parts.host) + ":" +
         std::string(parts.port.empty() ? default_port(scheme) : parts.port);
}

std::string url_host(std::string_view url) {
  const UrlParts parts = parse_url(url);
  std::string host(parts.host);
  if (!parts.port.empty() && parts.port != default_port(lower(parts.scheme))) {
    host += ':';
    host += parts.port;
  }
  return host;
}

std::string resolve_url(std::string_view base, std::string_view location) {
  const UrlParts parts = parse_url(base);
  if (!parse_url(location).scheme.empty()) return std::string(location);
  if (location.starts_with("//")) return std::string(parts.scheme) + ":" + std::string(location);
  const auto front = static_cast<std::size_t>(parts.target.data() - base.data());
  std::string resolved(base.substr(0, front));
  if (!location.starts_with('/')) {
    const std::string_view path = parts.target.substr(0, parts.target.find('?'));
    const std::size_t slash = path.rfind('/');
    resolved += slash == std::string_view::npos ? "/" : path.substr(0, slash + 1);
  }
  resolved += location;
  return resolved;
}

}  // namespace gitctx

#pragma once

#include <memory>
#include <optional>
#include <string>

#include "http/libcurl.h"

namespace gitctx {

/// An absolute URL as libcurl reads it. The parser that makes requests also judges redirects, so
/// the two cannot disagree about which server a URL names. Loads libcurl.
class CurlUrl {
 public:
  /// Nothing if `url` is malformed, has no scheme or no host, its scheme is not http or https, or
  /// its text() names another server: libcurl decodes escapes in a host, but does not encode them.
  static std::optional<CurlUrl> parse(const std::string& url);

  /// The URL that the `Location` of a redirect names, relative to this one (RFC 3986, section 5);
  /// nothing if that is not a URL parse() accepts.
  std::optional<CurlUrl> resolve(const std::string& location) const;

  std::string text() const { return part(CURLUPART_URL); }
  /// An IPv6 address keeps its brackets.
  std::string host() const { return part(CURLUPART_HOST); }
  /// `scheme://host:port` in lower case, with the default port spelled out: equal for two URLs
  /// exactly if they name the same server.
  std::string origin() const;

 private:
  struct Close {
    void operator()(CURLU* handle) const { libcurl().curl_url_cleanup(handle); }
  };

  CurlUrl();
  bool set(const std::string& url);
  /// Whether text(), when parsed again, names the same server.
  bool is_stable() const;
  std::string part(CURLUPart which, unsigned flags = 0) const;

  std::unique_ptr<CURLU, Close> handle_;
};

}  // namespace gitctx

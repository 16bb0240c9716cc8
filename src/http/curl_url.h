#pragma once

#include <memory>
#include <optional>
#include <string>

#include "http/libcurl.h"

namespace gitctx {

/// An absolute URL as libcurl reads it. Requests and the check of redirects use the same parser, so
/// they cannot disagree about which server a URL names. Loads libcurl.
class CurlUrl {
 public:
  /// Returns nothing if `url` is malformed, has no host, or has a scheme other than http and https
  /// (or none). Also returns nothing if text() would name another server, because libcurl decodes
  /// escapes in a host but does not encode them again.
  static std::optional<CurlUrl> parse(const std::string& url);

  /// The URL in the `Location` header of a redirect, resolved against this URL (RFC 3986, section
  /// 5); nothing if parse() would reject the resolved URL.
  std::optional<CurlUrl> resolve(const std::string& location) const;

  std::string scheme() const { return part(CURLUPART_SCHEME); }  ///< http or https
  std::string text() const { return part(CURLUPART_URL); }
  /// An IPv6 address keeps its brackets.
  std::string host() const { return part(CURLUPART_HOST); }
  /// `scheme://host:port` in lower case, including a default port. Two URLs have equal origins
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

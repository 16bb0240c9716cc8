#include "http/curl_url.h"

#include "base/ascii.h"
#include "base/error.h"

namespace gitctx {

CurlUrl::CurlUrl() : handle_(libcurl().curl_url()) {
  if (!handle_) throw Error(ErrorCode::failure, "libcurl has no memory");
}

std::optional<CurlUrl> CurlUrl::parse(const std::string& url) {
  CurlUrl parsed;
  if (!parsed.set(url) || !parsed.is_stable()) return std::nullopt;
  return parsed;
}

std::optional<CurlUrl> CurlUrl::resolve(const std::string& location) const {
  CurlUrl resolved;
  if (!resolved.set(text()) || !resolved.set(location) || !resolved.is_stable()) {
    return std::nullopt;
  }
  return resolved;
}

bool CurlUrl::set(const std::string& url) {
  // A handle that already has a URL resolves a relative URL against it.
  if (libcurl().curl_url_set(handle_.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
    return false;
  }
  return (scheme() == "http" || scheme() == "https") && !host().empty();
}

bool CurlUrl::is_stable() const {
  CurlUrl again;
  return again.set(text()) && again.origin() == origin();
}

std::string CurlUrl::origin() const {
  return scheme() + "://" + lower_case(host()) + ":" + part(CURLUPART_PORT, CURLU_DEFAULT_PORT);
}

std::string CurlUrl::part(CURLUPart which, unsigned flags) const {
  char* found = nullptr;
  if (libcurl().curl_url_get(handle_.get(), which, &found, flags) != CURLUE_OK) return {};
  const std::string text(found);
  libcurl().curl_free(found);
  return text;
}

}  // namespace gitctx

// URLs and the targets of redirects: the first NUL byte separates the URL from the target. A target
// that is only a query string stays on the same server.
#include <string>

#include "fuzz/fuzz_input.h"
#include "http/curl_url.h"
#include "http/url.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  const auto [text, location] = split_input(input_text(data, size));
  const UrlParts parts = parse_url(text);
  GITCTX_CHECK(parts.host.size() + parts.port.size() + parts.target.size() <= text.size());
  GITCTX_CHECK(url_host(text).size() <= text.size());
  const auto url = CurlUrl::parse(std::string(text));
  if (!url) return 0;
  const auto again = CurlUrl::parse(url->text());
  GITCTX_CHECK(again && again->origin() == url->origin());
  const auto target = url->resolve(std::string(location));
  if (target && location.starts_with('?')) GITCTX_CHECK(target->origin() == url->origin());
  return 0;
}

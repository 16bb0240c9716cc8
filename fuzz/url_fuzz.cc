// URLs and the targets of redirects: the input up to its first NUL byte is the URL, the rest the
// target.
#include <string>

#include "fuzz/fuzz_input.h"
#include "http/url.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  const auto [url, location] = split_input(input_text(data, size));
  read_or_refuse([&, url = url] {
    const UrlParts parts = parse_url(url);
    GITCTX_CHECK(parts.host.size() + parts.port.size() + parts.target.size() <= url.size());
    GITCTX_CHECK(url_host(url).size() <= url.size());
  });
  read_or_refuse([&, url = url, location = location] {
    // The credentials of the first server must not follow a redirect to another one.
    const std::string origin = url_origin(url);
    const std::string target = resolve_url(url, location);
    if (location.starts_with('?')) GITCTX_CHECK(url_origin(target) == origin);
  });
  return 0;
}

// Multipart bodies: no part contains the boundary, so the body has exactly one delimiter for each
// part and one delimiter at its end. A body that is read and written again is unchanged. NUL bytes
// separate the parts in the input. The input itself is also read as a body with the boundary B.
#include <string>
#include <vector>

#include "fuzz/fuzz_input.h"
#include "http/multipart.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  std::vector<MultipartPart> parts;
  for (std::string_view rest = input_text(data, size); !rest.empty() && parts.size() < 8;) {
    const auto [body, next] = split_input(rest);
    parts.push_back({.name = "part", .body = std::string(body), .content_type = "text/plain"});
    rest = next;
  }
  const std::string boundary = multipart_boundary(parts);
  const std::string body = multipart_body(parts, boundary);
  std::size_t delimiters = 0;
  for (std::size_t at = body.find(boundary); at != std::string::npos;) {
    ++delimiters;
    at = body.find(boundary, at + boundary.size());
  }
  GITCTX_CHECK(delimiters == parts.size() + 1);
  const auto read = parse_multipart(multipart_content_type(boundary), body);
  GITCTX_CHECK(read && multipart_body(*read, boundary) == body);
  const std::string_view text = input_text(data, size);
  if (const auto other = parse_multipart(multipart_content_type("B"), text)) {
    GITCTX_CHECK(multipart_body(*other, "B").size() <= text.size() + other->size() * 32);
  }
  return 0;
}

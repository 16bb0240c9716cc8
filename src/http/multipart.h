#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace gitctx {

/// One part of a multipart/form-data body (RFC 7578).
struct MultipartPart {
  /// How the part tells its size, which some servers ask for.
  enum class Length : std::uint8_t {
    untold,
    parameter,  ///< `Content-Type: application/json; length=17`
    header,     ///< `Content-Length: 17`
  };
  std::string name;
  std::string body;
  std::string content_type;  ///< empty: none is told
  std::string filename;      ///< empty: none is told
  Length length = Length::untold;
};

/// The body. The boundary must stand in no part: multipart_boundary() finds one.
std::string multipart_body(std::span<const MultipartPart> parts, std::string_view boundary);

/// A boundary that stands in no part; the same parts have the same one, so that a body sent again
/// has the same bytes.
std::string multipart_boundary(std::span<const MultipartPart> parts);

/// The request's Content-Type.
std::string multipart_content_type(std::string_view boundary);

}  // namespace gitctx

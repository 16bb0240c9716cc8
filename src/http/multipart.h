#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// One part of a multipart/form-data body (RFC 7578).
struct MultipartPart {
  /// Whether the Content-Type of the part states the size of the part, as LangSmith requires:
  /// `application/json; length=17`.
  enum class Length : std::uint8_t { untold, parameter };
  std::string name;
  std::string body;
  std::string content_type = {};  ///< empty: not sent
  std::string filename = {};      ///< empty: not sent
  Length length = Length::untold;
};

/// The body of the request. `boundary` must not occur in a part; multipart_boundary() returns a
/// valid boundary.
std::string multipart_body(std::span<const MultipartPart> parts, std::string_view boundary);

/// A boundary that occurs in no part. It depends only on the parts, so equal parts give equal
/// bodies.
std::string multipart_boundary(std::span<const MultipartPart> parts);

/// The Content-Type of the request.
std::string multipart_content_type(std::string_view boundary);

/// Parses a body that multipart_body() made. `content_type` is the Content-Type of the request.
/// Escapes in names are not decoded. Returns nothing if the text is not such a body.
std::optional<std::vector<MultipartPart>> parse_multipart(std::string_view content_type,
                                                          std::string_view body);

}  // namespace gitctx

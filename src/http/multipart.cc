#include "http/multipart.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"

namespace gitctx {
namespace {

/// The name in quotes, as browsers write it (WHATWG HTML, multipart/form-data).
std::string quoted_parameter(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"')
      out += "%22";
    else if (c == '\r')
      out += "%0D";
    else if (c == '\n')
      out += "%0A";
    else
      out += c;
  }
  return out + '"';
}

void append_part(std::string& out, const MultipartPart& part) {
  out += "Content-Disposition: form-data; name=" + quoted_parameter(part.name);
  if (!part.filename.empty()) out += "; filename=" + quoted_parameter(part.filename);
  out += "\r\n";
  if (!part.content_type.empty()) {
    out += "Content-Type: " + part.content_type;
    if (part.length == MultipartPart::Length::parameter)
      out += fmt::format("; length={}", part.body.size());
    out += "\r\n";
  }
  out += "\r\n";
  out += part.body;
  out += "\r\n";
}

}  // namespace

std::string multipart_body(std::span<const MultipartPart> parts, std::string_view boundary) {
  std::size_t size = 0;
  for (const MultipartPart& part : parts) size += part.body.size() + boundary.size() + 256;
  std::string out;
  out.reserve(size);
  for (const MultipartPart& part : parts) {
    out.append("--").append(boundary).append("\r\n");
    append_part(out, part);
  }
  out.append("--").append(boundary).append("--\r\n");
  return out;
}

std::string multipart_boundary(std::span<const MultipartPart> parts) {
  std::uint64_t hash = 0;
  for (const MultipartPart& part : parts) hash = hash64(part.body, hash64(part.name, hash));
  while (true) {
    std::string boundary = fmt::format("----gitctx-{:016x}", hash);
    const bool is_taken = std::ranges::any_of(parts, [&](const MultipartPart& part) {
      return part.body.find(boundary) != std::string::npos;
    });
    if (!is_taken) return boundary;
    hash = mix64(hash);
  }
}

std::string multipart_content_type(std::string_view boundary) {
  return fmt::format("multipart/form-data; boundary={}", boundary);
}

}  // namespace gitctx

#include "http/multipart.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

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

constexpr std::string_view type_start = "multipart/form-data; boundary=";
constexpr std::string_view name_start = "Content-Disposition: form-data; name=\"";
constexpr std::string_view filename_start = "; filename=\"";
constexpr std::string_view part_type_start = "Content-Type: ";

/// Removes `start` from the start of the text. Returns false if the text does not start with it.
bool skip(std::string_view& text, std::string_view start) {
  if (!text.starts_with(start)) return false;
  text.remove_prefix(start.size());
  return true;
}

/// Removes the front of the text up to and including `end`. Returns the removed text without `end`;
/// nothing if there is no `end`.
std::optional<std::string_view> take_until(std::string_view& text, std::string_view end) {
  const std::size_t size = text.find(end);
  if (size == std::string_view::npos) return std::nullopt;
  const std::string_view taken = text.substr(0, size);
  text.remove_prefix(size + end.size());
  return taken;
}

/// Parses a part. The line break at the end of the part must have been removed.
std::optional<MultipartPart> parse_part(std::string_view text) {
  MultipartPart part;
  if (!skip(text, name_start)) return std::nullopt;
  const auto name = take_until(text, "\"");
  if (!name) return std::nullopt;
  part.name = *name;
  if (skip(text, filename_start)) {
    const auto filename = take_until(text, "\"");
    if (!filename) return std::nullopt;
    part.filename = *filename;
  }
  if (!skip(text, "\r\n")) return std::nullopt;
  std::string length;
  if (skip(text, part_type_start)) {
    const auto type = take_until(text, "\r\n");
    if (!type) return std::nullopt;
    const std::size_t parameter = type->find("; length=");
    part.content_type = type->substr(0, parameter);
    if (parameter != std::string_view::npos) {
      part.length = MultipartPart::Length::parameter;
      length = type->substr(parameter);
    }
  }
  if (!skip(text, "\r\n")) return std::nullopt;
  if (!length.empty() && length != fmt::format("; length={}", text.size())) return std::nullopt;
  part.body = text;
  return part;
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
  return fmt::format("{}{}", type_start, boundary);
}

std::optional<std::vector<MultipartPart>> parse_multipart(std::string_view content_type,
                                                          std::string_view body) {
  if (!skip(content_type, type_start) || content_type.empty()) return std::nullopt;
  const std::string delimiter = fmt::format("--{}", content_type);
  const std::string after_part = "\r\n" + delimiter;
  std::vector<MultipartPart> parts;
  if (!skip(body, delimiter)) return std::nullopt;
  while (skip(body, "\r\n")) {
    const auto text = take_until(body, after_part);
    auto part = text ? parse_part(*text) : std::nullopt;
    if (!part) return std::nullopt;
    parts.push_back(std::move(*part));
  }
  if (body != "--\r\n") return std::nullopt;
  return parts;
}

}  // namespace gitctx

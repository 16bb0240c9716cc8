#include "testing/conformance/multipart_reader.h"

#include <regex>
#include <utility>

namespace gitctx {
namespace {

std::string boundary_of(std::string_view content_type) {
  static const std::regex pattern(R"re(^multipart/form-data;\s*boundary="?([^"; ]+)"?\s*$)re",
                                  std::regex::icase);
  std::match_results<std::string_view::const_iterator> match;
  if (!std::regex_match(content_type.begin(), content_type.end(), match, pattern)) return {};
  return match.str(1);
}

/// The value of `name="..."` in a Content-Disposition.
std::string disposition_value(std::string_view header, std::string_view name) {
  const std::string key = "; " + std::string(name) + "=\"";
  const std::size_t begin = header.find(key);
  if (begin == std::string_view::npos) return {};
  const std::size_t end = header.find('"', begin + key.size());
  if (end == std::string_view::npos) return {};
  return std::string(header.substr(begin + key.size(), end - begin - key.size()));
}

std::optional<ReceivedPart> read_part(std::string_view text) {
  ReceivedPart part;
  for (;;) {
    const std::size_t end = text.find("\r\n");
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 2);
    if (line.empty()) break;
    const std::size_t colon = line.find(": ");
    if (colon == std::string_view::npos) return std::nullopt;
    part.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }
  const ServedRequest as_request{.headers = part.headers};
  const std::string_view disposition = as_request.header("Content-Disposition");
  if (!disposition.starts_with("form-data; ")) return std::nullopt;
  part.name = disposition_value(disposition, "name");
  part.filename = disposition_value(disposition, "filename");
  part.content_type = as_request.header("Content-Type");
  part.body = text;
  if (part.name.empty()) return std::nullopt;
  return part;
}

}  // namespace

std::optional<std::vector<ReceivedPart>> read_multipart(const ServedRequest& request) {
  const std::string boundary = boundary_of(request.header("Content-Type"));
  if (boundary.empty()) return std::nullopt;
  const std::string delimiter = "\r\n--" + boundary;
  const std::string whole = "\r\n" + request.body;
  std::string_view rest = whole;
  if (!rest.starts_with(delimiter)) return std::nullopt;
  rest.remove_prefix(delimiter.size());
  std::vector<ReceivedPart> parts;
  while (!rest.starts_with("--")) {
    if (!rest.starts_with("\r\n")) return std::nullopt;
    rest.remove_prefix(2);
    const std::size_t end = rest.find(delimiter);
    if (end == std::string_view::npos) return std::nullopt;
    auto part = read_part(rest.substr(0, end));
    if (!part) return std::nullopt;
    parts.push_back(std::move(*part));
    rest.remove_prefix(end + delimiter.size());
  }
  return parts;
}

}  // namespace gitctx

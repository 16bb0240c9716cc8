#include "eval/yaml_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/ascii.h"
#include "base/error.h"
#include "base/json_text.h"

namespace gitctx {

void YamlReader::check_version(const YAML::Node& map, int known) const {
  const int version = number(map, "version", known, 1 << 20);
  if (version <= known) return;
  throw Error(ErrorCode::usage,
              fmt::format("{} has suite version {}; this gitctx reads versions up to {}", file(),
                          version, known),
              "Use a newer gitctx");
}

std::string YamlReader::scalar(const YAML::Node& node, std::string_view name) const {
  if (!node.IsScalar()) fail(node, fmt::format("expected '{}' to be a text", name));
  return node.Scalar();
}

std::vector<std::string> YamlReader::texts(const YAML::Node& map, const char* name) const {
  const YAML::Node node = map[name];
  if (!node || node.IsNull()) return {};
  if (node.IsScalar()) return {node.Scalar()};
  if (!node.IsSequence()) fail(node, fmt::format("expected a list of texts below '{}'", name));
  std::vector<std::string> all;
  for (const YAML::Node& one : node) all.push_back(scalar(one, name));
  return all;
}

YAML::Node YamlReader::list(const YAML::Node& map, const char* name, std::string_view what) const {
  const YAML::Node node = map[name];
  if (!node || !node.IsSequence() || node.size() == 0) {
    fail(node ? node : map, fmt::format("expected a list of {} below '{}'", what, name));
  }
  return node;
}

std::size_t YamlReader::place_of(const YAML::Node& map, const char* name,
                                 std::span<const std::string_view> names) const {
  const std::string written = text(map, name, false);
  if (written.empty()) return 0;
  const auto found = std::ranges::find(names, written);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  const auto last = names.end() - 1;
  fail(map[name], fmt::format("{}: expected {} or {}, got '{}'", name,
                              fmt::join(names.begin(), last, ", "), *last, written));
}

bool YamlReader::flag(const YAML::Node& map, const char* name, bool fallback) const {
  const std::string written = text(map, name, false);
  if (written.empty()) return fallback;
  if (written != "true" && written != "false") {
    fail(map[name], fmt::format("{}: expected true or false, got '{}'", name, written));
  }
  return written == "true";
}

int YamlReader::number(const YAML::Node& map, const char* name, int fallback, int maximum) const {
  const YAML::Node node = map[name];
  return node ? whole_number(node, name, 1, maximum) : fallback;
}

double YamlReader::share(const YAML::Node& node, std::string_view name) const {
  std::string written = node.IsScalar() ? node.Scalar() : "";
  const bool is_percent = written.ends_with('%');
  if (is_percent) written.pop_back();
  const auto value = parse_real(written);
  const double share = value.value_or(-1) / (is_percent ? 100 : 1);
  if (!(share >= 0 && share <= 1)) {
    fail(node, fmt::format("{}: expected a share such as 5% or 0.05", name));
  }
  return share;
}

LineRange YamlReader::lines(const YAML::Node& first, const YAML::Node& last) const {
  constexpr int last_line = 1 << 30;
  const int begin = whole_number(first, "start_line", 1, last_line);
  const int end = whole_number(last, "end_line", 1, last_line);
  if (end < begin) fail(last, "end_line: expected a line at or after start_line");
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

FilePart YamlReader::file_part(const YAML::Node& node) const {
  FilePart part;
  if (node.IsScalar() && !has_only_blanks(node.Scalar())) {
    part.path = node.Scalar();
    return part;
  }
  if (!node.IsMap()) fail(node, "expected a path, or a map of 'path', 'start_line' and 'end_line'");
  check_keys(node, {"path", "start_line", "end_line"});
  part.path = text(node, "path", true);
  const YAML::Node start = node["start_line"];
  const YAML::Node end = node["end_line"];
  if (!start && !end) return part;
  if (!start || !end) fail(node, "expected both 'start_line' and 'end_line'");
  part.lines = lines(start, end);
  return part;
}

std::string yaml_of(const FilePart& part) {
  std::string out = "{path: " + yaml_string(part.path);
  if (part.lines) {
    out += fmt::format(", start_line: {}, end_line: {}", part.lines->first, part.lines->last);
  }
  return out + "}";
}

}  // namespace gitctx

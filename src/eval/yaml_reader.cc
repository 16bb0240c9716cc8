#include "eval/yaml_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/ascii.h"
#include "base/error.h"
#include "base/json_text.h"

namespace gitctx {
namespace {

constexpr std::size_t largest_suite_bytes = 64 * 1024 * 1024;

template <class Number>
bool parse_whole(std::string_view written, Number& value) {
  const char* const end = written.data() + written.size();
  const auto parsed = std::from_chars(written.data(), end, value);
  return parsed.ec == std::errc{} && parsed.ptr == end;
}

}  // namespace

YAML::Node YamlReader::load(std::string_view yaml) const {
  if (yaml.size() > largest_suite_bytes) {
    throw Error(ErrorCode::failure, fmt::format("{}: larger than 64 MB", file_));
  }
  try {
    return YAML::Load(std::string(yaml));
  } catch (const YAML::Exception& error) {
    throw Error(ErrorCode::failure,
                fmt::format("{}:{}: broken YAML: {}", file_, error.mark.line + 1, error.msg),
                "Fix that line");
  }
}

void YamlReader::fail(const YAML::Node& node, const std::string& what) const {
  const int line = std::max(node.Mark().line, 0) + 1;
  throw Error(ErrorCode::usage, fmt::format("{}:{}: {}", file_, line, what), std::string(hint_));
}

void YamlReader::check_version(const YAML::Node& map, int known) const {
  const int version = number(map, "version", known, 1 << 20);
  if (version <= known) return;
  throw Error(ErrorCode::failure,
              fmt::format("{} has suite version {}; this gitctx reads versions up to {}", file_,
                          version, known),
              "Use a newer gitctx");
}

void YamlReader::check_keys(const YAML::Node& map,
                            std::initializer_list<std::string_view> known) const {
  for (const auto& entry : map) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
    if (std::ranges::find(known, key) == known.end()) {
      fail(entry.first, fmt::format("unknown key '{}'", key));
    }
  }
}

std::string YamlReader::text(const YAML::Node& map, const char* name, bool needed) const {
  const YAML::Node node = map[name];
  if (!node || node.IsNull()) {
    if (needed) fail(map, fmt::format("expected '{}'", name));
    return {};
  }
  if (!node.IsScalar() || (needed && has_only_blanks(node.Scalar()))) {
    fail(node, fmt::format("expected a text as '{}'", name));
  }
  return node.Scalar();
}

std::string YamlReader::scalar(const YAML::Node& node, std::string_view name) const {
  if (!node.IsScalar()) fail(node, fmt::format("expected a text as '{}'", name));
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

int YamlReader::whole_number(const YAML::Node& node, std::string_view name, int minimum,
                             int maximum) const {
  int value = 0;
  const std::string written = node.IsScalar() ? node.Scalar() : "";
  if (!parse_whole(written, value) || value < minimum || value > maximum) {
    fail(node, fmt::format("{}: expected a whole number from {} to {}", name, minimum, maximum));
  }
  return value;
}

int YamlReader::number(const YAML::Node& map, const char* name, int fallback, int maximum) const {
  const YAML::Node node = map[name];
  return node ? whole_number(node, name, 1, maximum) : fallback;
}

double YamlReader::real(const YAML::Node& node, std::string_view name, double minimum,
                        double maximum) const {
  double value = 0;
  const std::string written = node.IsScalar() ? node.Scalar() : "";
  if (!parse_whole(written, value) || !(value >= minimum && value <= maximum)) {
    fail(node, fmt::format("{}: expected a number from {:g} to {:g}", name, minimum, maximum));
  }
  return value;
}

double YamlReader::share(const YAML::Node& node, std::string_view name) const {
  std::string written = node.IsScalar() ? node.Scalar() : "";
  const bool is_percent = written.ends_with('%');
  if (is_percent) written.pop_back();
  double value = 0;
  const bool is_number = parse_whole(written, value);
  if (is_percent) value /= 100;
  if (!is_number || !(value >= 0 && value <= 1)) {
    fail(node, fmt::format("{}: expected a share such as 5% or 0.05", name));
  }
  return value;
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
  std::string out = "{path: " + json_string(part.path);
  if (part.lines) {
    out += fmt::format(", start_line: {}, end_line: {}", part.lines->first, part.lines->last);
  }
  return out + "}";
}

}  // namespace gitctx

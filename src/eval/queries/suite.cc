#include "eval/queries/suite.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "base/json_text.h"
#include "base/utf8.h"
#include "eval/queries/line_begins.h"
#include "eval/yaml_reader.h"
#include "redact/redactor.h"

namespace gitctx {
namespace {

constexpr int query_suite_version = 1;
constexpr int largest_suite_k = 100;

constexpr std::string_view query_suite_hint =
    "Write 'queries', each with 'query' and 'relevant', as gitctx eval init does";

class SuiteParser : private YamlReader {
 public:
  explicit SuiteParser(std::string_view file) : YamlReader(file, query_suite_hint) {}

  Suite parse(std::string_view yaml) const {
    return read(yaml, [this](const YAML::Node& root) { return suite_of(root); });
  }

 private:
  Suite suite_of(const YAML::Node& root) const {
    if (!root.IsMap()) fail(root, "expected a suite, a map with 'queries'");
    Suite suite;
    check_version(root, query_suite_version);
    check_keys(root, {"name", "version", "commit", "mode", "level", "k", "queries", "hidden"});
    suite.name = redacted(text(root, "name", false));
    suite.commit = text(root, "commit", false);
    suite.mode = choice<SearchMode>(root, "mode", mode_names);
    suite.judge.level = choice<JudgeLevel>(root, "level", level_names);
    suite.judge.k = number(root, "k", suite.judge.k, largest_suite_k);
    for (const YAML::Node& node : limited_list(root, "queries", "queries", most_suite_queries)) {
      suite.queries.push_back(query(node));
    }
    if (const YAML::Node hidden = root["hidden"]; hidden && !hidden.IsNull()) {
      if (!hidden.IsSequence()) fail(hidden, "expected a list below 'hidden'");
      for (const YAML::Node& node : hidden) suite.hidden.push_back(hidden_part(node));
    }
    return suite;
  }

  YAML::Node limited_list(const YAML::Node& map, const char* name, std::string_view what,
                          std::size_t most) const {
    YAML::Node found = list(map, name, what);
    if (found.size() <= most) return found;
    fail(found,
         fmt::format("expected at most {} {} below '{}', got {}", most, what, name, found.size()));
  }

  SuiteQuery query(const YAML::Node& node) const {
    if (!node.IsMap()) fail(node, "expected a query with 'query' and 'relevant'");
    check_keys(node, {"query", "category", "language", "relevant"});
    SuiteQuery query;
    query.text = text(node, "query", true);
    query.category = redacted(text(node, "category", false));
    query.language = redacted(text(node, "language", false));
    for (const YAML::Node& part : limited_list(node, "relevant", "files", most_answers_of_query)) {
      FilePart answer = file_part(part);
      if (std::ranges::find(query.relevant, answer) == query.relevant.end()) {
        query.relevant.push_back(std::move(answer));
      }
    }
    return query;
  }

  HiddenPart hidden_part(const YAML::Node& node) const {
    if (!node.IsMap()) fail(node, "expected 'path' with 'bytes' or 'lines'");
    HiddenPart part;
    check_keys(node, {"path", "bytes", "lines"});
    part.path = text(node, "path", true);
    const YAML::Node bytes = node["bytes"];
    const YAML::Node pair = bytes ? bytes : node["lines"];
    if (!pair || !pair.IsSequence() || pair.size() != 2) {
      fail(node, "expected 'bytes: [begin, end]' or 'lines: [first, last]'");
    }
    if (!bytes) {
      part.range = lines(pair[0], pair[1]);
      return part;
    }
    constexpr int last_byte = std::numeric_limits<int>::max();
    const int begin = whole_number(pair[0], "bytes", 0, last_byte);
    const int end = whole_number(pair[1], "bytes", begin, last_byte);
    part.range = ByteRange{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
    return part;
  }
};

std::string hidden_yaml(const HiddenPart& part) {
  const auto* bytes = std::get_if<ByteRange>(&part.range);
  const auto [first, last] =
      bytes == nullptr ? std::get<LineRange>(part.range) : LineRange{bytes->begin, bytes->end};
  return fmt::format("{{path: {}, {}: [{}, {}]}}", yaml_string(part.path),
                     bytes == nullptr ? "lines" : "bytes", first, last);
}

/// Converts the ranges to byte ranges, sorts them, and joins ranges that overlap or touch.
std::vector<ByteRange> disjoint_bytes(std::string_view text, std::span<const HiddenRange> ranges) {
  std::optional<LineBegins> table;
  std::vector<ByteRange> sorted;
  for (const HiddenRange& range : ranges) {
    const auto* lines = std::get_if<LineRange>(&range);
    if (lines != nullptr && !table) table.emplace(text);
    sorted.push_back(lines != nullptr ? table->bytes_of(*lines) : std::get<ByteRange>(range));
  }
  std::ranges::sort(sorted, {}, &ByteRange::begin);
  std::vector<ByteRange> disjoint;
  for (const ByteRange& range : sorted) {
    if (!disjoint.empty() && range.begin <= disjoint.back().end) {
      disjoint.back().end = std::max(disjoint.back().end, range.end);
    } else {
      disjoint.push_back(range);
    }
  }
  return disjoint;
}

}  // namespace

Suite parse_suite(std::string_view yaml, std::string_view file) {
  return SuiteParser(file).parse(yaml);
}

std::string suite_yaml(const Suite& suite) {
  std::string out =
      fmt::format("name: {}\nversion: {}\n", yaml_string(suite.name), query_suite_version);
  if (!suite.commit.empty()) out += fmt::format("commit: {}\n", yaml_string(suite.commit));
  out += fmt::format("mode: {}\nlevel: {}\nk: {}\nqueries:\n", mode_name(suite.mode),
                     level_name(suite.judge.level), suite.judge.k);
  for (const SuiteQuery& query : suite.queries) {
    out += fmt::format("  - query: {}\n", yaml_string(query.text));
    if (!query.category.empty())
      out += fmt::format("    category: {}\n", yaml_string(query.category));
    if (!query.language.empty())
      out += fmt::format("    language: {}\n", yaml_string(query.language));
    out += "    relevant:\n";
    for (const FilePart& part : query.relevant) out += fmt::format("      - {}\n", yaml_of(part));
  }
  if (suite.hidden.empty()) return out;
  out += "hidden:\n";
  for (const HiddenPart& part : suite.hidden) out += fmt::format("  - {}\n", hidden_yaml(part));
  return out;
}

void blank_out(std::string& text, std::span<const HiddenRange> ranges) {
  for (const ByteRange& range : disjoint_bytes(text, ranges)) {
    std::size_t begin = std::min<std::size_t>(range.begin, text.size());
    std::size_t end = std::min<std::size_t>(range.end, text.size());
    if (begin >= end) continue;
    // Never cut a UTF-8 character.
    while (begin > 0 && is_utf8_continuation(text[begin])) --begin;
    while (end < text.size() && is_utf8_continuation(text[end])) ++end;
    for (std::size_t i = begin; i < end; ++i) {
      if (text[i] != '\n' && text[i] != '\r') text[i] = ' ';
    }
  }
}

}  // namespace gitctx

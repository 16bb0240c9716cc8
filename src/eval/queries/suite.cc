#include "eval/queries/suite.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/json_text.h"
#include "eval/yaml_reader.h"

namespace gitctx {
namespace {

constexpr int suite_version = 1;
constexpr int largest_k = 100;

constexpr std::string_view suite_hint = "docs/evals.md shows what a suite looks like";

class SuiteParser : private YamlReader {
 public:
  explicit SuiteParser(std::string_view file) : YamlReader(file, suite_hint) {}

  Suite parse(std::string_view yaml) const {
    const YAML::Node root = load(yaml);
    if (!root.IsMap()) fail(root, "expected the settings of a suite, as 'queries:'");
    Suite suite;
    check_version(root, suite_version);
    check_keys(root, {"name", "version", "commit", "mode", "level", "k", "queries", "hidden"});
    suite.name = text(root, "name", false);
    suite.commit = text(root, "commit", false);
    suite.mode = mode(root);
    suite.judge.level = level(root);
    suite.judge.k = number(root, "k", suite.judge.k, largest_k);
    const YAML::Node queries = root["queries"];
    if (!queries || !queries.IsSequence() || queries.size() == 0) {
      fail(queries ? queries : root, "expected a list of queries below 'queries'");
    }
    for (const YAML::Node& node : queries) suite.queries.push_back(query(node));
    if (const YAML::Node hidden = root["hidden"]; hidden && !hidden.IsNull()) {
      if (!hidden.IsSequence()) fail(hidden, "expected a list below 'hidden'");
      for (const YAML::Node& node : hidden) suite.hidden.push_back(hidden_part(node));
    }
    return suite;
  }

 private:
  SearchMode mode(const YAML::Node& root) const {
    const std::string written = text(root, "mode", false);
    for (const SearchMode mode : {SearchMode::hybrid, SearchMode::lexical, SearchMode::semantic}) {
      if (written == mode_name(mode) || written.empty()) return mode;
    }
    fail(root["mode"],
         fmt::format("mode: expected hybrid, lexical or semantic, got '{}'", written));
  }

  JudgeLevel level(const YAML::Node& root) const {
    const std::string written = text(root, "level", false);
    for (const JudgeLevel level : {JudgeLevel::chunk, JudgeLevel::file}) {
      if (written == level_name(level) || written.empty()) return level;
    }
    fail(root["level"], fmt::format("level: expected chunk or file, got '{}'", written));
  }

  SuiteQuery query(const YAML::Node& node) const {
    if (!node.IsMap()) fail(node, "expected a query with 'query' and 'relevant'");
    check_keys(node, {"query", "category", "language", "relevant"});
    SuiteQuery query;
    query.text = text(node, "query", true);
    query.category = text(node, "category", false);
    query.language = text(node, "language", false);
    const YAML::Node relevant = node["relevant"];
    if (!relevant || !relevant.IsSequence() || relevant.size() == 0) {
      fail(node, "a query without answers: expected a list of files below 'relevant'");
    }
    for (const YAML::Node& part : relevant) {
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

/// A text in double quotes: what JSON writes, YAML reads.
std::string quoted(const std::string& text) { return json_string(text); }

std::string yaml_of(const FilePart& part) {
  if (!part.lines) return fmt::format("{{path: {}}}", quoted(part.path));
  return fmt::format("{{path: {}, start_line: {}, end_line: {}}}", quoted(part.path),
                     part.lines->first, part.lines->last);
}

std::string yaml_of(const HiddenPart& part) {
  if (const auto* bytes = std::get_if<ByteRange>(&part.range)) {
    return fmt::format("{{path: {}, bytes: [{}, {}]}}", quoted(part.path), bytes->begin,
                       bytes->end);
  }
  const auto& lines = std::get<LineRange>(part.range);
  return fmt::format("{{path: {}, lines: [{}, {}]}}", quoted(part.path), lines.first, lines.last);
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

ByteRange bytes_of_lines(std::string_view text, const LineRange& lines) {
  std::size_t at = 0;
  ByteRange range;
  for (std::uint32_t line = 1; line <= lines.last && at < text.size(); ++line) {
    if (line == lines.first) range.begin = static_cast<std::uint32_t>(at);
    at = std::min(text.find('\n', at), text.size() - 1) + 1;
    if (line >= lines.first) range.end = static_cast<std::uint32_t>(at);
  }
  return range;
}

}  // namespace

std::string_view mode_name(SearchMode mode) {
  switch (mode) {
    case SearchMode::hybrid:
      return "hybrid";
    case SearchMode::lexical:
      return "lexical";
    case SearchMode::semantic:
      return "semantic";
  }
  return "hybrid";
}

std::string_view level_name(JudgeLevel level) {
  return level == JudgeLevel::file ? "file" : "chunk";
}

Suite parse_suite(std::string_view yaml, std::string_view file) {
  return SuiteParser(file).parse(yaml);
}

std::string suite_yaml(const Suite& suite) {
  std::string out = fmt::format("name: {}\nversion: {}\n", quoted(suite.name), suite_version);
  if (!suite.commit.empty()) out += fmt::format("commit: {}\n", quoted(suite.commit));
  out += fmt::format("mode: {}\nlevel: {}\nk: {}\nqueries:\n", mode_name(suite.mode),
                     level_name(suite.judge.level), suite.judge.k);
  for (const SuiteQuery& query : suite.queries) {
    out += fmt::format("  - query: {}\n", quoted(query.text));
    if (!query.category.empty()) out += fmt::format("    category: {}\n", quoted(query.category));
    if (!query.language.empty()) out += fmt::format("    language: {}\n", quoted(query.language));
    out += "    relevant:\n";
    for (const FilePart& part : query.relevant) out += fmt::format("      - {}\n", yaml_of(part));
  }
  if (suite.hidden.empty()) return out;
  out += "hidden:\n";
  for (const HiddenPart& part : suite.hidden) out += fmt::format("  - {}\n", yaml_of(part));
  return out;
}

void blank_out(std::string& text, const std::variant<ByteRange, LineRange>& range) {
  const auto* lines = std::get_if<LineRange>(&range);
  const ByteRange bytes = lines != nullptr ? bytes_of_lines(text, *lines) : std::get<0>(range);
  std::size_t begin = std::min<std::size_t>(bytes.begin, text.size());
  std::size_t end = std::min<std::size_t>(bytes.end, text.size());
  if (begin >= end) return;
  // A character goes as a whole.
  while (begin > 0 && is_continuation(text[begin])) --begin;
  while (end < text.size() && is_continuation(text[end])) ++end;
  for (std::size_t i = begin; i < end; ++i) {
    if (text[i] != '\n' && text[i] != '\r') text[i] = ' ';
  }
}

}  // namespace gitctx

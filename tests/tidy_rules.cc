#include "tests/tidy_rules.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <sstream>
#include <utility>

namespace gitctx::tidy {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string finding(const SourceFile& file, std::size_t line, std::string_view what) {
  return file.path + ":" + std::to_string(line) + ": " + std::string(what);
}

bool is_word_char(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) {
    text.remove_prefix(1);
  }
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) {
    text.remove_suffix(1);
  }
  return text;
}

/// "src/index/segment.cc" -> "index"; "" for a file outside all modules.
std::string module_of(std::string_view path) {
  if (!path.starts_with("src/")) return {};
  path.remove_prefix(4);
  const std::size_t slash = path.find('/');
  return slash == std::string_view::npos ? std::string{} : std::string(path.substr(0, slash));
}

std::set<std::string> words_in(std::string_view text) {
  std::set<std::string> words;
  std::string word;
  for (const char c : std::string(text) + " ") {
    if (is_word_char(c)) {
      word += c;
    } else if (!word.empty()) {
      words.insert(std::exchange(word, {}));
    }
  }
  return words;
}

/// "parse_CommitInfo.cc" -> parse, commit, info, cc.
std::set<std::string> name_parts(std::string_view name) {
  std::string spaced;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool capital = std::isupper(static_cast<unsigned char>(name[i]));
    const bool after_small = i > 0 && std::islower(static_cast<unsigned char>(name[i - 1]));
    if (capital && after_small) spaced += ' ';
    const auto c = static_cast<unsigned char>(name[i]);
    spaced += std::isalnum(c) ? static_cast<char>(std::tolower(c)) : ' ';
  }
  return words_in(spaced);
}

/// The end of the literal or comment that starts at `at`; `at` if neither starts there.
std::size_t skip_literal(std::string_view text, std::size_t at) {
  const auto rest = text.substr(at);
  const auto end_after = [&](std::string_view mark, std::size_t from) {
    const std::size_t found = rest.find(mark, from);
    return at + (found == std::string_view::npos ? rest.size() : found + mark.size());
  };
  if (rest.starts_with("//")) return at + std::min(rest.find('\n'), rest.size());
  if (rest.starts_with("/*")) return end_after("*/", 2);
  if (rest.starts_with("R\"") && (at == 0 || !is_word_char(text[at - 1]))) {
    const std::string delimiter(rest.substr(2, rest.find('(') - 2));
    return end_after(")" + delimiter + "\"", 2);
  }
  const char quote = rest[0];
  // A single quote inside a number separates digits: 1'000.
  const bool separator = quote == '\'' && at > 0 && is_word_char(text[at - 1]);
  if ((quote != '"' && quote != '\'') || separator) return at;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '\\') {
      ++i;
    } else if (rest[i] == quote || rest[i] == '\n') {
      return at + i + 1;
    }
  }
  return text.size();
}

void blank_out_preprocessor(std::string& code) {
  bool continued = false;
  for (std::size_t begin = 0; begin < code.size();) {
    const std::size_t end = std::min(code.find('\n', begin), code.size());
    const auto line = std::string_view(code).substr(begin, end - begin);
    const bool directive = continued || trimmed(line).starts_with('#');
    continued = directive && line.ends_with('\\');
    if (directive) std::fill(code.begin() + begin, code.begin() + end, ' ');
    begin = end + 1;
  }
}

enum class BraceKind { scope, function, initialiser };

/// The kind of scope that a brace opens. `head` is the text between the last statement or block and
/// the brace.
BraceKind classify_brace(std::string_view head) {
  static const std::regex templates(R"(template\s*<[^{;]*?>\s*(?=[\w\[]))");
  static const std::regex type(
      R"(^\s*(\[\[\w+\]\]\s*)?(class|struct|union|enum|namespace|extern)\b)");
  if (head.empty()) return BraceKind::scope;
  const bool after_word = is_word_char(head.back()) || head.back() == '>';
  head = trimmed(head);
  if (head.ends_with('=') || head.ends_with('(') || head.ends_with(',')) {
    return BraceKind::initialiser;
  }
  const std::string plain = std::regex_replace(std::string(head), templates, "");
  if (std::regex_search(plain, type)) return BraceKind::scope;
  if (plain.find('(') == std::string::npos || after_word) return BraceKind::initialiser;
  return BraceKind::function;
}

}  // namespace

std::vector<Include> includes_of(std::string_view text) {
  static const std::regex pattern(R"re(^\s*#\s*include\s*([<"])([^>"]+)[>"].*)re");
  std::vector<Include> includes;
  const auto lines = lines_of(text);
  const std::string code = code_only(text);
  const auto code_lines = lines_of(code);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    // Skips lines inside literals, because tests of the chunker contain the source code of other
    // programs.
    if (!trimmed(code_lines[i]).starts_with('#')) continue;
    std::cmatch match;
    if (std::regex_match(lines[i].begin(), lines[i].end(), match, pattern)) {
      includes.push_back({i + 1, match.str(2), match.str(1) == "\""});
    }
  }
  return includes;
}

bool is_test(std::string_view path) { return path.ends_with("_test.cc"); }

std::string code_only(std::string_view text) {
  std::string code(text);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = skip_literal(text, at);
    for (std::size_t i = at; i < end; ++i) {
      if (code[i] != '\n') code[i] = ' ';
    }
    at = std::max(end, at + 1);
  }
  return code;
}

Findings wide_lines(const SourceFile& file, std::size_t limit) {
  Findings findings;
  std::size_t line = 0;
  for (const auto content : lines_of(file.text)) {
    ++line;
    const auto width =
        std::count_if(content.begin(), content.end(), [](char c) { return (c & 0xC0) != 0x80; });
    if (static_cast<std::size_t>(width) > limit) {
      findings.push_back(finding(file, line, std::to_string(width) + " columns"));
    }
  }
  return findings;
}

Findings long_file(const SourceFile& file, std::size_t limit) {
  const std::size_t count = lines_of(file.text).size();
  if (count <= limit) return {};
  return {finding(file, count, std::to_string(count) + " lines")};
}

Findings long_functions(const SourceFile& file, std::size_t limit) {
  std::string code = code_only(file.text);
  blank_out_preprocessor(code);
  Findings findings;
  std::string head;
  std::size_t line = 1, head_line = 1;
  std::size_t skipped_depth = 0;  // depth of braces inside a function or an initialiser
  BraceKind skipped = BraceKind::scope;
  for (const char c : code) {
    if (c == '\n') ++line;
    if (skipped_depth > 0) {
      skipped_depth += c == '{';
      skipped_depth -= c == '}';
      if (skipped_depth > 0 || skipped == BraceKind::initialiser) continue;
      const std::size_t length = line - head_line + 1;
      if (length > limit) {
        findings.push_back(
            finding(file, head_line, "a function of " + std::to_string(length) + " lines"));
      }
      head.clear();
      continue;
    }
    if (c == '{') {
      skipped = classify_brace(head);
      if (skipped == BraceKind::scope)
        head.clear();
      else
        skipped_depth = 1;
    } else if (c == ';' || c == '}') {
      head.clear();
    } else if (!head.empty() || !std::isspace(static_cast<unsigned char>(c))) {
      if (head.empty()) head_line = line;
      head += c;
    }
  }
  return findings;
}

Findings untidy_whitespace(const SourceFile& file) {
  Findings findings;
  const auto lines = lines_of(file.text);
  // A literal may contain tabs, because it may be the source text of another program.
  const std::string code = code_only(file.text);
  const auto code_lines = lines_of(code);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto complain = [&](const char* what) { findings.push_back(finding(file, i + 1, what)); };
    if (code_lines[i].find('\t') != std::string_view::npos) complain("a tab");
    if (lines[i].ends_with('\r')) complain("a carriage return");
    if (lines[i].ends_with(' ')) complain("blanks at the end of the line");
  }
  if (!file.text.empty() && file.text.back() != '\n') {
    findings.push_back(finding(file, lines.size(), "no newline at the end of the file"));
  }
  return findings;
}

Findings matches(const SourceFile& file, const std::regex& pattern, std::string_view message) {
  Findings findings;
  std::size_t line = 0;
  for (const auto content : lines_of(file.text)) {
    ++line;
    if (std::regex_search(content.data(), content.data() + content.size(), pattern)) {
      findings.push_back(finding(file, line, message));
    }
  }
  return findings;
}

Findings banned_names(const SourceFile& file, const std::set<std::string>& words,
                      const std::set<std::string>& exceptions) {
  static const std::regex type(R"(\b(?:class|struct|enum|union|concept|using)\s+([A-Z]\w*))");
  Findings findings;
  const auto check = [&](std::string_view name, std::size_t line) {
    if (exceptions.contains(std::string(name))) return;
    for (const auto& part : name_parts(name)) {
      if (words.contains(part)) {
        findings.push_back(
            finding(file, line, std::string(name) + ": '" + part + "' says nothing"));
      }
    }
  };
  check(std::filesystem::path(file.path).filename().string(), 1);
  const std::string code = code_only(file.text);
  std::size_t line = 0;
  for (const auto content : lines_of(code)) {
    ++line;
    std::cmatch match;
    if (std::regex_search(content.data(), content.data() + content.size(), match, type)) {
      check(match.str(1), line);
    }
  }
  return findings;
}

Findings missing_pragma_once(const SourceFile& file) {
  const auto lines = lines_of(file.text);
  if (std::find(lines.begin(), lines.end(), "#pragma once") != lines.end()) return {};
  return {finding(file, 1, "no #pragma once")};
}

Findings own_header_not_first(const SourceFile& file, const std::set<std::string>& paths) {
  std::string stem = file.path.substr(0, file.path.rfind('.'));
  if (stem.ends_with("_test")) stem.resize(stem.size() - 5);
  const std::string header = stem + ".h";
  if (!paths.contains(header)) return {};
  const std::string wanted = header.starts_with("src/") ? header.substr(4) : header;
  const auto includes = includes_of(file.text);
  if (!includes.empty() && includes[0].path == wanted) return {};
  return {finding(file, 1, "the first include is not \"" + wanted + "\"")};
}

IncludeTable parse_include_table(std::string_view markdown) {
  IncludeTable table;
  bool inside = false;
  for (const auto raw : lines_of(markdown)) {
    const auto line = trimmed(raw);
    if (!line.starts_with('|')) {
      inside = false;
      continue;
    }
    const std::size_t middle = line.find('|', 1);
    if (middle == std::string_view::npos) continue;
    const auto left = words_in(line.substr(1, middle - 1));
    const auto right = words_in(line.substr(middle + 1));
    if (left == std::set<std::string>{"module"} && right == words_in("may include")) {
      inside = true;
    } else if (inside) {
      for (const auto& module : left) table[module] = right;
    }
  }
  for (auto& [module, may_include] : table) {
    if (!may_include.contains("all")) continue;
    may_include.clear();
    for (const auto& [other, unused] : table) {
      if (other != module) may_include.insert(other);
    }
  }
  return table;
}

IncludeTable parse_cmake_modules(std::string_view cmake) {
  static const std::regex call(R"(gitctx_module\(([^)]*)\))");
  const std::string text(cmake);
  IncludeTable table;
  for (std::sregex_iterator at(text.begin(), text.end(), call), end; at != end; ++at) {
    std::istringstream words(at->str(1));
    std::string module, word, list;
    words >> module;
    auto& may_include = table[module];
    while (words >> word) {
      if (word == "USES" || word == "LINK")
        list = word;
      else if (list == "USES")
        may_include.insert(word);
    }
  }
  return table;
}

Findings disallowed_includes(const SourceFile& file, const IncludeTable& table) {
  const std::string module = module_of(file.path);
  if (module.empty()) return {};
  if (!table.contains(module)) return {finding(file, 1, "folder " + module + " is in no table")};
  Findings findings;
  for (const auto& include : includes_of(file.text)) {
    const std::string target = module_of("src/" + include.path);
    if (include.quoted && target.empty()) {
      findings.push_back(finding(file, include.line, include.path + " is not written from src/"));
      continue;
    }
    if (!table.contains(target) || target == module) continue;
    const bool is_support = file.path.find("/testing/") != std::string::npos;
    if (target == "testing" && (is_test(file.path) || is_support)) continue;
    if (!table.at(module).contains(target)) {
      findings.push_back(finding(file, include.line, module + " may not include " + target));
    }
  }
  return findings;
}

Findings misplaced_header(const SourceFile& file, std::string_view prefix,
                          const std::set<std::string>& folders) {
  Findings findings;
  for (const auto& include : includes_of(file.text)) {
    if (!include.path.starts_with(prefix)) continue;
    const bool allowed = std::any_of(folders.begin(), folders.end(), [&](const auto& folder) {
      return file.path.starts_with(folder);
    });
    if (!allowed)
      findings.push_back(finding(file, include.line, include.path + " is not for here"));
  }
  return findings;
}

Findings unused_headers(const std::vector<SourceFile>& files) {
  // Include paths are relative to src/ or to the root, or are just a file name.
  std::set<std::string> included;
  for (const auto& file : files) {
    const std::string stem = file.path.substr(0, file.path.rfind('.'));
    for (const auto& include : includes_of(file.text)) {
      for (const auto& target : {"src/" + include.path, include.path}) {
        const std::string target_stem = target.substr(0, target.rfind('.'));
        if (stem != target_stem && stem != target_stem + "_test") included.insert(target);
      }
    }
  }
  Findings findings;
  for (const auto& file : files) {
    if (!file.path.ends_with(".h") || included.contains(file.path)) continue;
    const bool outside = module_of(file.path).empty();
    if (outside && included.contains(std::filesystem::path(file.path).filename())) continue;
    findings.push_back(finding(file, 1, "nothing includes this header"));
  }
  return findings;
}

namespace {

/// The anchor of a heading on the web page.
std::string anchor_of(std::string_view heading) {
  std::string anchor;
  for (const char c : trimmed(heading)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == ' ')
      anchor += '-';
    else if (byte >= 0x80 || is_word_char(c) || c == '-')
      anchor += static_cast<char>(std::tolower(byte));
  }
  return anchor;
}

/// The lines of a page; lines inside fenced code become empty.
std::vector<std::string_view> prose_lines(std::string_view markdown) {
  auto lines = lines_of(markdown);
  bool fenced = false;
  for (auto& line : lines) {
    const bool fence = trimmed(line).starts_with("```");
    fenced ^= fence;
    if (fenced || fence) line = {};
  }
  return lines;
}

bool has_anchor(std::string_view markdown, std::string_view anchor) {
  const auto lines = prose_lines(markdown);
  return std::any_of(lines.begin(), lines.end(), [&](std::string_view line) {
    return line.starts_with('#') && anchor_of(line.substr(line.find_first_not_of('#'))) == anchor;
  });
}

}  // namespace

Findings broken_links(const SourceFile& file,
                      const std::function<const std::string*(const std::string&)>& read) {
  static const std::regex link(R"(\]\(([^)\s]+)\))");
  static const std::regex inline_code("`[^`]*`");
  Findings findings;
  std::size_t number = 0;
  for (const auto content : prose_lines(file.text)) {
    ++number;
    const std::string line = std::regex_replace(std::string(content), inline_code, "");
    for (std::sregex_iterator at(line.begin(), line.end(), link), end; at != end; ++at) {
      const std::string target = at->str(1);
      if (target.find("://") != std::string::npos || target.starts_with("mailto:")) continue;
      const std::size_t hash = std::min(target.find('#'), target.size());
      const auto folder = std::filesystem::path(file.path).parent_path();
      const std::string path =
          hash == 0 ? file.path : (folder / target.substr(0, hash)).lexically_normal().string();
      const std::string* const text = hash == 0 ? &file.text : read(path);
      const bool found =
          text && (hash == target.size() || has_anchor(*text, target.substr(hash + 1)));
      if (!found) findings.push_back(finding(file, number, "broken link " + target));
    }
  }
  return findings;
}

}  // namespace gitctx::tidy

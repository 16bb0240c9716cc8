// The rules of tidy_rules.h that check the whole tree: folders and includes.
#include <algorithm>
#include <utility>

#include "tests/tidy_rules.h"

namespace gitctx::tidy {
namespace {

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

bool is_header(std::string_view path) { return path.ends_with(".h"); }

bool is_in_testing_folder(std::string_view path) {
  return path.find("/testing/") != std::string_view::npos;
}

bool is_product(std::string_view path) {
  return (path.starts_with("src/") || path.starts_with("tools/")) && !is_test(path) &&
         !is_in_testing_folder(path);
}

std::string stem_of(std::string_view path) { return std::string(path.substr(0, path.rfind('.'))); }

/// For each header of src/: the headers of src/ that it includes.
using IncludeGraph = std::map<std::string, std::vector<std::string>>;

/// Walks the graph depth first and reports each edge that leads back to a header on the current
/// path.
class CycleSearch {
 public:
  explicit CycleSearch(const IncludeGraph& graph) : graph_(graph) {}

  Findings run() {
    for (const auto& [header, includes] : graph_) visit(header);
    return std::move(findings_);
  }

 private:
  void visit(const std::string& header) {
    if (finished_.contains(header)) return;
    const auto on_the_way = std::find(way_.begin(), way_.end(), header);
    if (on_the_way != way_.end()) {
      report({on_the_way, way_.end()});
      return;
    }
    way_.push_back(header);
    if (const auto found = graph_.find(header); found != graph_.end()) {
      for (const auto& next : found->second) visit(next);
    }
    way_.pop_back();
    finished_.insert(header);
  }

  void report(const std::vector<std::string>& cycle) {
    std::string text = cycle.front() + ":1: include cycle ";
    for (const auto& header : cycle) text += header + " -> ";
    findings_.push_back(text + cycle.front());
  }

  const IncludeGraph& graph_;
  std::vector<std::string> way_;
  std::set<std::string> finished_;
  Findings findings_;
};

std::string module_of(std::string_view path) {
  path.remove_prefix(std::string_view("src/").size());
  return std::string(path.substr(0, path.find('/')));
}

/// The functions that start in the first column of lines [begin, end), with the numbers of the
/// lines.
std::map<std::string, std::size_t> functions_in(const std::vector<std::string_view>& lines,
                                                std::size_t begin, std::size_t end) {
  static const std::regex function(R"(^[A-Za-z_][\w:<>,&* \[\]]*[ &*](\w+)\(.*)");
  std::map<std::string, std::size_t> found;
  for (std::size_t i = begin; i < end; ++i) {
    std::match_results<std::string_view::const_iterator> match;
    if (lines[i].starts_with("return ") || lines[i].starts_with("using ")) continue;
    if (std::regex_match(lines[i].begin(), lines[i].end(), match, function)) {
      found.emplace(match[1].str(), i + 1);
    }
  }
  return found;
}

std::vector<std::string_view> lines_in(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1);
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return lines;
}

}  // namespace

Findings hidden_functions(const std::vector<SourceFile>& files) {
  std::map<std::string, std::set<std::string>> declared;  // by module
  for (const auto& file : files) {
    if (!file.path.starts_with("src/") || !is_header(file.path) || !is_product(file.path)) continue;
    const auto lines = lines_in(file.text);
    for (const auto& [name, line] : functions_in(lines, 0, lines.size())) {
      declared[module_of(file.path)].insert(name);
    }
  }
  Findings findings;
  for (const auto& file : files) {
    if (!file.path.starts_with("src/") || is_header(file.path) || !is_product(file.path)) continue;
    const auto lines = lines_in(file.text);
    for (auto begin = std::ranges::find(lines, "namespace {"); begin != lines.end();) {
      const auto end = std::find(begin, lines.end(), "}  // namespace");
      for (const auto& [name, line] :
           functions_in(lines, begin - lines.begin(), end - lines.begin())) {
        if (!declared[module_of(file.path)].contains(name)) continue;
        findings.push_back(file.path + ":" + std::to_string(line) + ": " + name +
                           " hides a function of a header of the module");
      }
      begin = std::find(end, lines.end(), "namespace {");
    }
  }
  return findings;
}

Findings crowded_folders(const std::vector<SourceFile>& files, std::size_t limit) {
  std::map<std::string, std::size_t, std::less<>> counts;
  for (const auto& file : files) {
    if (!is_test(file.path)) ++counts[std::string(folder_of(file.path))];
  }
  Findings findings;
  for (const auto& [folder, count] : counts) {
    if (count > limit) findings.push_back(folder + ":1: " + std::to_string(count) + " files");
  }
  return findings;
}

Findings headers_without_product_user(const std::vector<SourceFile>& files) {
  std::set<std::string> used;
  for (const auto& file : files) {
    if (!is_product(file.path)) continue;
    for (const auto& include : includes_of(file.text)) {
      const std::string target = "src/" + include.path;
      if (stem_of(target) != stem_of(file.path)) used.insert(target);
    }
  }
  Findings findings;
  for (const auto& file : files) {
    if (!file.path.starts_with("src/") || !is_header(file.path) || !is_product(file.path)) continue;
    if (!used.contains(file.path))
      findings.push_back(file.path + ":1: no product file includes it");
  }
  return findings;
}

Findings misplaced_test_support(const SourceFile& file) {
  const bool allowed = is_test(file.path) || is_in_testing_folder(file.path) ||
                       file.path.starts_with("tests/") || file.path.starts_with("fuzz/") ||
                       file.path.starts_with("benchmarks/");
  if (allowed) return {};
  Findings findings;
  for (const auto& include : includes_of(file.text)) {
    if (!include.quoted || !is_in_testing_folder("/" + include.path)) continue;
    findings.push_back(file.path + ":" + std::to_string(include.line) + ": " + include.path +
                       " is test support");
  }
  return findings;
}

Findings include_cycles(const std::vector<SourceFile>& files) {
  IncludeGraph graph;
  for (const auto& file : files) {
    if (!is_header(file.path)) continue;
    auto& includes = graph[file.path];
    for (const auto& include : includes_of(file.text)) {
      // Include paths of headers in src/ are relative to src/, all others to the root.
      if (include.quoted) {
        includes.push_back("src/" + include.path);
        includes.push_back(include.path);
      }
    }
  }
  return CycleSearch(graph).run();
}

}  // namespace gitctx::tidy

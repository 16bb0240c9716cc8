#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx::tidy {

/// One file of the tree; `path` is relative to the root of the tree.
struct SourceFile {
  std::string path;
  std::string text;
};

struct Include {
  std::size_t line;
  std::string path;  ///< as written
  bool quoted;       ///< "..." rather than <...>
};

/// Sentences of the form "path:line: what is wrong".
using Findings = std::vector<std::string>;

/// Module -> the other modules that it may include.
using IncludeTable = std::map<std::string, std::set<std::string>>;

/// Whether a file is a unit test. A unit test is in the folder of the source that it tests.
bool is_test(std::string_view path);

/// The include directives of a file, without those inside literals.
std::vector<Include> includes_of(std::string_view text);

/// C++ text in which comments, strings and character literals are replaced by blanks. The numbers
/// of the lines do not change.
std::string code_only(std::string_view text);

/// Lines of more than `limit` code points; files of more than `limit` lines; functions of more than
/// `limit` lines, counted from the first line of the signature to the closing brace.
Findings wide_lines(const SourceFile& file, std::size_t limit);
Findings long_file(const SourceFile& file, std::size_t limit);
Findings long_functions(const SourceFile& file, std::size_t limit);

/// Tabs, carriage returns, blanks at the end of a line, no newline at the end of the file.
Findings untidy_whitespace(const SourceFile& file);

/// A finding with `message` for each line where `pattern` matches.
Findings matches(const SourceFile& file, const std::regex& pattern, std::string_view message);

/// Names of files and types that contain one of `words`, except the names in `exceptions`.
Findings banned_names(const SourceFile& file, const std::set<std::string>& words,
                      const std::set<std::string>& exceptions);

Findings missing_pragma_once(const SourceFile& file);

/// A source or test whose first include is not its own header; `paths` are all files of the tree.
Findings own_header_not_first(const SourceFile& file, const std::set<std::string>& paths);

/// The table of ARCHITECTURE.md: rows `| module[, module] | all | – | module module |`.
IncludeTable parse_include_table(std::string_view markdown);

/// The gitctx_module(NAME USES ...) lines of CMakeLists.txt.
IncludeTable parse_cmake_modules(std::string_view cmake);

/// Includes of src/ that the table does not allow, or whose path is not relative to src/. Tests may
/// also include `testing`.
Findings disallowed_includes(const SourceFile& file, const IncludeTable& table);

/// Includes of third-party headers that start with `prefix`, in files outside `folders`.
Findings misplaced_header(const SourceFile& file, std::string_view prefix,
                          const std::set<std::string>& folders);

/// Headers that only their own source and test include.
Findings unused_headers(const std::vector<SourceFile>& files);

/// Folders that directly contain more than `limit` files, not counting unit tests.
Findings crowded_folders(const std::vector<SourceFile>& files, std::size_t limit);

/// Headers of src/, outside testing folders, that no product file includes. Product files are those
/// of src/ and tools/ that are neither unit tests nor in a testing folder; a header's own source
/// does not count.
Findings headers_without_product_user(const std::vector<SourceFile>& files);

/// Includes of <module>/testing/ from anything but unit tests, testing folders, tests/, fuzz/ and
/// benchmarks/.
Findings misplaced_test_support(const SourceFile& file);

/// Headers that include themselves through other headers: "a.h -> b.h -> a.h".
Findings include_cycles(const std::vector<SourceFile>& files);

/// Local functions of a source of src/<module>/ with the name of a function that a header of the
/// same module declares. A unity build compiles the files of a module together, so the local
/// function hides the other one in the files that come later.
Findings hidden_functions(const std::vector<SourceFile>& files);

/// Relative links of a Markdown file to missing paths or headings. `read` returns the text at a
/// path, or null if there is no file or folder at the path.
Findings broken_links(const SourceFile& file,
                      const std::function<const std::string*(const std::string&)>& read);

}  // namespace gitctx::tidy

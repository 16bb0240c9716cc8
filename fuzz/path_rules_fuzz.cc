// Rules about paths: the first NUL byte separates the rules from a path. A slow, obvious matcher
// gives the same result for each pattern and path. With a `!`, a pattern excludes the paths that it
// otherwise matches. A file of rules gives a result for every path.
#include <algorithm>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "base/paths/glob.h"
#include "base/paths/path_filter.h"
#include "fuzz/fuzz_input.h"
#include "git/path_rules.h"

namespace gitctx {
namespace {

/// Whether a pattern without brackets and backslashes matches `path`. Tries all lengths of each
/// `*`.
bool matches_slowly(std::string_view pattern, std::string_view path) {
  if (pattern.empty()) return path.empty();
  if (pattern[0] == '*') {
    for (std::size_t size = 0;; ++size) {
      if (matches_slowly(pattern.substr(1), path.substr(size))) return true;
      if (size == path.size() || path[size] == '/') return false;
    }
  }
  if (path.empty()) return false;
  const bool is_same = pattern[0] == '?' ? path[0] != '/' : pattern[0] == path[0];
  return is_same && matches_slowly(pattern.substr(1), path.substr(1));
}

void check_glob(std::string_view pattern, std::string_view path) {
  const bool found = glob_match(pattern, path);
  const bool is_simple = pattern.find_first_of("[]\\") == std::string_view::npos &&
                         pattern.find("**") == std::string_view::npos;
  const bool is_cheap = std::ranges::count(pattern, '*') < 5 && path.size() < 64;
  if (is_simple && is_cheap) GITCTX_CHECK(found == matches_slowly(pattern, path));
}

/// Whether PathFilter leaves the path unchanged if it is given as a pattern.
bool is_plain(std::string_view path) {
  const std::string slashes = "/" + std::string(path) + "/";
  return !path.empty() && !path.starts_with('!') && slashes.find("//") == std::string::npos &&
         slashes.find("/./") == std::string::npos && slashes.find("/../") == std::string::npos;
}

bool passes(const std::vector<std::string>& patterns, std::string_view path) {
  return PathFilter(patterns).matches(path);
}

/// Checks that a pattern with `!` excludes exactly the paths that the pattern matches, and
/// overrides the pattern. Also checks that the path of a file is a pattern that matches the file.
void check_filter(const std::string& pattern, std::string_view path) {
  const bool found = passes({pattern}, path);
  if (pattern == path && is_plain(path)) GITCTX_CHECK(found);
  if (is_plain(path)) GITCTX_CHECK(passes({escaped_pattern(path)}, path));
  const std::string wanted(trimmed_front(pattern, "!"));
  const std::string excluded = "!" + wanted;
  GITCTX_CHECK(passes({wanted}, path) != passes({excluded}, path));
  GITCTX_CHECK(!passes({wanted, excluded}, path) && !passes({excluded, wanted}, path));
}

}  // namespace
}  // namespace gitctx

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  const auto [text, path] = split_input(input_text(data, size));
  const std::string pattern(text.substr(0, text.find('\n')));
  check_glob(pattern, path);
  read_or_refuse([&] { check_filter(pattern, path); });

  PathRules rules;
  rules.add(".gitattributes", text);
  rules.add("src/.gitctxignore", text);
  for (const std::string& judged : {std::string(path), "src/" + std::string(path)}) {
    if (judged.empty()) continue;
    const PathRules::Verdict verdict = rules.judge(judged);
    GITCTX_CHECK((verdict.reason == SkipReason::none) == verdict.detail.empty());
    GITCTX_CHECK(rules.judge(judged).reason == verdict.reason);
  }
  return 0;
}

#include "app/cli/commands/query_input.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/paths/path_filter.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;
using Patterns = std::vector<std::string>;

/// A worktree "repo" with some folders, and a folder "other" beside it.
class PathPatterns : public ::testing::Test {
 protected:
  PathPatterns() {
    for (const std::string_view folder : {"repo/src/pkg", "repo/app/[id]", "repo/lib", "other"}) {
      fs::create_directories(temp_ / folder);
    }
    fs::create_directory_symlink(temp_ / "repo", temp_ / "link");
  }

  std::string path(std::string_view name) const { return (temp_ / name).string(); }

  /// The patterns of one glob for a command that runs in `folder`.
  Patterns patterns(const std::string& glob, std::string_view folder = "repo") const {
    return path_patterns({.worktree = temp_ / "repo"}, temp_ / folder, {glob});
  }

  bool passes(const std::string& glob, std::string_view file,
              std::string_view folder = "repo") const {
    return PathFilter(patterns(glob, folder)).matches(file);
  }

  std::string refusal(const std::string& glob, std::string_view folder = "repo") const {
    try {
      patterns(glob, folder);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::usage);
      EXPECT_FALSE(error.hint().empty());
      return error.message();
    }
    return "";
  }

  std::string outside(std::string_view name) const {
    return "--path: " + path(name) + " is outside the repository " + path("repo");
  }

  TempDir temp_;
};

TEST_F(PathPatterns, KeepsGlobsFromTheRoot) {
  for (const std::string glob : {"src", "src/", "*.py", "src/**", "/src", "!tests", "\\!name"}) {
    EXPECT_EQ(patterns(glob), Patterns{glob});
  }
  EXPECT_EQ(path_patterns({.worktree = temp_ / "repo"}, temp_ / "repo", {"a", "!b/c"}),
            (Patterns{"a", "!b/c"}));
}

TEST_F(PathPatterns, TakesTheWorktreeFromAnAbsolutePath) {
  EXPECT_EQ(patterns(path("repo/src/a.py")), Patterns{"/src/a.py"});
  EXPECT_EQ(patterns(path("repo//src/../lib/")), Patterns{"/lib/"});
  EXPECT_EQ(patterns(path("link/src/**")), Patterns{"/src/**"});
  EXPECT_EQ(patterns("!" + path("repo/src"), "repo/lib"), Patterns{"!/src"});
  EXPECT_TRUE(passes(path("repo"), "a.py"));
  EXPECT_TRUE(passes(path("repo/"), "a.py"));
  EXPECT_FALSE(passes(path("repo/src"), "lib/src/a.py"));
}

TEST_F(PathPatterns, ReadsDotsFromTheCurrentFolder) {
  EXPECT_TRUE(passes("./pkg", "src/pkg/a.py", "repo/src"));
  EXPECT_FALSE(passes("./pkg", "pkg/a.py", "repo/src"));
  EXPECT_TRUE(passes(".", "src/a.py", "repo/src"));
  EXPECT_FALSE(passes(".", "lib/a.py", "repo/src"));
  EXPECT_TRUE(passes(".", "lib/a.py"));
  EXPECT_TRUE(passes("../lib", "lib/a.py", "repo/src"));
  EXPECT_TRUE(passes("../lib", "lib/a.py", "link/src"));
  EXPECT_TRUE(passes("../lib", "lib/a.py", "repo/src/"));
  EXPECT_TRUE(passes("..", "lib/a.py", "repo/src"));
  EXPECT_TRUE(passes("../repo/src", "src/a.py"));
  EXPECT_FALSE(passes("../repo/src", "lib/a.py"));
  EXPECT_TRUE(passes("../../repo/src/../lib/*.py", "lib/a.py", "repo/src"));
  EXPECT_FALSE(passes("!../lib", "lib/a.py", "repo/src"));
  EXPECT_TRUE(passes("!../lib", "src/a.py", "repo/src"));
}

TEST_F(PathPatterns, ReadsAnInnerSlashFromTheRootAndFromTheCurrentFolder) {
  EXPECT_EQ(patterns("pkg/a.py", "repo/src"), (Patterns{"pkg/a.py", "/src/pkg/a.py"}));
  EXPECT_EQ(patterns("!pkg/a.py", "repo/src"), (Patterns{"!pkg/a.py", "!/src/pkg/a.py"}));
  EXPECT_TRUE(passes("src/pkg/a.py", "src/pkg/a.py", "repo/src"));
  EXPECT_EQ(patterns("pkg/", "repo/src"), Patterns{"pkg/"});
}

TEST_F(PathPatterns, ReadsTheCurrentFolderLiterally) {
  EXPECT_TRUE(passes("./*.tsx", "app/[id]/page.tsx", "repo/app/[id]"));
  EXPECT_FALSE(passes("./*.tsx", "app/i/page.tsx", "repo/app/[id]"));
  EXPECT_TRUE(passes("x/[slug].tsx", "app/[id]/x/[slug].tsx", "repo/app/[id]"));
}

TEST_F(PathPatterns, RefusesPathsOutsideTheRepository) {
  EXPECT_EQ(refusal(path("other/a.py")), outside("other/a.py"));
  EXPECT_EQ(refusal("!" + path("other")), outside("other"));
  EXPECT_EQ(refusal("../other"), outside("other"));
  EXPECT_EQ(refusal("../../other/*.py", "repo/src"), outside("other/*.py"));
  EXPECT_EQ(refusal("./x", "other"), outside("other/x"));
  EXPECT_EQ(refusal("src/../../repo2"), outside("repo2"));
  EXPECT_EQ(refusal("/usr"), "--path: /usr is outside the repository " + path("repo"));
}

TEST_F(PathPatterns, ReadsALeadingSlashFromTheRootOfTheRepositoryIfAFolderIsThere) {
  EXPECT_EQ(patterns("/lib"), Patterns{"/lib"});
  EXPECT_EQ(patterns("/no-such-folder/*.c"), Patterns{"/no-such-folder/*.c"});
  EXPECT_EQ(patterns("/"), Patterns{"/"});
}

TEST_F(PathPatterns, RefusesMalformedGlobs) {
  EXPECT_EQ(refusal("["), "--path: the glob '[' has a '[' without a ']'");
  EXPECT_EQ(refusal("!{a,b", "repo/src"), "--path: the glob '!{a,b' has a '{' without a '}'");
}

TEST_F(PathPatterns, KeepsPatternsOfABareRepository) {
  const RepositoryLayout layout{.git_dir = temp_ / "repo", .common_dir = temp_ / "repo"};
  EXPECT_EQ(path_patterns(layout, temp_ / "repo", {"/usr", "./src"}), (Patterns{"/usr", "./src"}));
  EXPECT_THROW(path_patterns(layout, temp_ / "repo", {"../src"}), Error);
}

}  // namespace
}  // namespace gitctx

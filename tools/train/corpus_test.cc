#include "tools/train/corpus.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.h"
#include "base/file.h"
#include "testing/temp_dir.h"
#include "tools/train/ranker_command.h"

namespace gitctx {
namespace {

using Parts = std::vector<std::string_view>;

TEST(Split, KeepsEmptyParts) {
  EXPECT_EQ(split("a\t\tb\t", '\t'), (Parts{"a", "", "b", ""}));
  EXPECT_EQ(split("", '\t'), Parts{});
}

TEST(LinesOf, TheLastLineNeedsNoEnd) {
  EXPECT_EQ(lines_of("a\n\nb"), (Parts{"a", "", "b"}));
  EXPECT_EQ(lines_of("a\nb\n"), (Parts{"a", "b"}));
  EXPECT_EQ(lines_of("\n"), Parts{""});
  EXPECT_EQ(lines_of(""), Parts{});
}

TEST(ReadCorpusList, NamesTheLineThatIsWrong) {
  const TempDir temp;
  const auto entries =
      read_corpus_list(temp.write("good", "# comment\n\na/b\tgo\tMIT\tabc\t/src/b\n"));
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].name, "a/b");
  EXPECT_EQ(entries[0].commit, "abc");
  EXPECT_EQ(entries[0].path, "/src/b");
  try {
    read_corpus_list(temp.write("bad", "# comment\nonly a name\n"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(error.message().find("bad:2: expected five fields"), std::string::npos);
  }
}

TEST(PointlessQueries, AreOnePerLine) {
  const std::filesystem::path source = GITCTX_SOURCE_DIR;
  const std::string text = read_file(source / RankerArguments().pointless);
  const Parts queries = lines_of(text);
  EXPECT_EQ(queries.size(), 302u);
  EXPECT_TRUE(std::ranges::none_of(queries, &std::string_view::empty));
}

}  // namespace
}  // namespace gitctx

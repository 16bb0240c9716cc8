#include "search/exact_evidence.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "search/search.h"
#include "search/testing/small_index.h"

namespace gitctx {
namespace {

std::vector<std::string> paths(const SmallIndex& index, const std::string& text) {
  std::vector<std::string> found;
  const SearchResult result =
      search(index.snapshot(), index.view(), {.text = text}, index.embedder());
  for (const Hit& hit : result.hits) found.push_back(hit.path);
  return found;
}

/// Thirty files with the pieces of a name, and one unlikely file with the name itself.
std::vector<SmallFile> files_around(const SmallFile& file) {
  std::vector<SmallFile> files;
  for (int i = 0; i < 30; ++i) {
    const std::string n = std::to_string(i);
    files.push_back(
        {"src/h" + n + ".py", "def helper_" + n + "(database, url):\n    return url\n"});
  }
  files.push_back(file);
  return files;
}

TEST(ExactEvidence, TheOnlyFileWithTheTokenIsFirst) {
  for (const std::uint32_t segments : {1U, 3U}) {
    const SmallIndex index(files_around({"third_party/a/b/c/d/e/prod.env",
                                         "DATABASE_URL_FALLBACK=x\n", Language::plain_text}),
                           {.segment_count = segments});
    EXPECT_EQ(paths(index, "DATABASE_URL_FALLBACK").front(), "third_party/a/b/c/d/e/prod.env");
  }
}

TEST(ExactEvidence, ADefinitionIsAboveMentions) {
  const SmallIndex index(
      files_around({"deep/a/b/c/d/e/f/g/tax.py", "def database_url(base):\n    return base\n"}));
  EXPECT_EQ(paths(index, "database_url").front(), "deep/a/b/c/d/e/f/g/tax.py");
}

TEST(ExactEvidence, ALiteralIsFoundWordForWord) {
  const SmallIndex index(files_around(
      {"vendor/x/messages.txt", "the url of the database is not a url\n", Language::plain_text}));
  EXPECT_EQ(paths(index, "the url of the database is not a url").front(), "vendor/x/messages.txt");
}

TEST(ExactEvidence, ATokenOfCommonWordsIsFoundAmongManyChunks) {
  std::vector<SmallFile> files;
  for (int i = 0; i < 700; ++i) {
    files.push_back({"a/" + std::to_string(i) + ".py", "url = " + std::to_string(i) + "\n"});
  }
  files.push_back({"z/late.py", "value = url_ + 1\n"});
  const SmallIndex index(files);
  EXPECT_EQ(paths(index, "url_").front(), "z/late.py");
}

TEST(ExactEvidence, AHeadingIsNoDefinition) {
  const SmallIndex index({{"API.md", "# load_config\nloads\n", Language::markdown},
                          {"deep/a/b/c.py", "def load_config(path):\n    return path\n"}});
  EXPECT_EQ(paths(index, "load_config").front(), "deep/a/b/c.py");
}

TEST(ExactEvidence, TheFormOfALineDefinesANameWithoutAGrammar) {
  const SmallIndex index({{"a.sol", "Ownable o = Ownable(1);\n", Language::solidity},
                          {"a.py", "Ownable = require(1)\n"},
                          {"z/y/x.sol", "contract Ownable is Base {\n", Language::solidity}});
  EXPECT_EQ(paths(index, "Ownable").front(), "z/y/x.sol");
}

TEST(ExactEvidence, ADefinitionWithoutAGrammarIsFoundBehindManyUses) {
  std::vector<SmallFile> files;
  for (int i = 0; i < 60; ++i) {
    const std::string n = std::to_string(i);
    files.push_back({"a/q" + n + ".sql", "SELECT a FROM t" + n + " JOIN ledger_rows USING (id);\n",
                     Language::sql});
  }
  std::string columns;
  for (int i = 0; i < 60; ++i) columns += "  column_" + std::to_string(i) + " int,\n";
  files.push_back({"z.sql", "CREATE TABLE ledger_rows (\n" + columns + ");\n", Language::sql});
  EXPECT_EQ(paths(SmallIndex(files), "ledger_rows").front(), "z.sql");
}

TEST(ExactEvidence, FindsANameBesideOtherScriptsAndPunctuation) {
  for (const char* text : {"works with AutoValue’s fields\n", "请调用AutoValue函数。\n",
                           "AutoValue：x\n", "x·AutoValue\n", "関数AutoValueを呼ぶ\n"}) {
    const SmallIndex index(
        {{"a.py", "def auto(x):\n\ndef value(x):\n"}, {"docs/z.md", text, Language::markdown}});
    EXPECT_EQ(paths(index, "AutoValue").front(), "docs/z.md") << text;
  }
}

TEST(ExactEvidence, DoesNotDependOnSegments) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const SmallIndex one(random_small_files(seed, 40));
    const SmallIndex four(random_small_files(seed, 40), {.segment_count = 4});
    for (const char* const query : {"parse", "read file", "open_file"}) {
      EXPECT_EQ(paths(one, query), paths(four, query)) << seed << query;
    }
  }
}

TEST(SearchResults, AreShownEvenIfImprobable) {
  const SmallIndex index(files_around({"b.py", "def other():\n    pass\n"}));
  const SearchResult result =
      search(index.snapshot(), index.view(),
             {.text = "lavender database perfume", .min_best_similarity = 0.99}, index.embedder());
  ASSERT_EQ(result.hits.size(), 3U);
  for (const Hit& hit : result.hits) EXPECT_TRUE(hit.improbable);
  EXPECT_FALSE(result.no_word_found);
}

TEST(SearchResults, AreNoneIfNoWordOfTheQueryOccurs) {
  const SmallIndex index(files_around({"b.py", "def other():\n    pass\n"}));
  const SearchResult result =
      search(index.snapshot(), index.view(), {.text = "zzyzx qwrtx", .min_best_similarity = 0.2},
             index.embedder());
  EXPECT_TRUE(result.hits.empty());
  EXPECT_TRUE(result.no_word_found);
}

TEST(SearchResults, NameTheLineOfTheDefinition) {
  const SmallIndex index(files_around(
      {"b.py", "# about a zebra_crossing\n@cached\ndef zebra_crossing():\n    pass\n"}));
  const SearchResult result =
      search(index.snapshot(), index.view(), {.text = "zebra_crossing"}, index.embedder());
  ASSERT_FALSE(result.hits.empty());
  EXPECT_EQ(result.hits[0].path, "b.py");
  EXPECT_EQ(result.hits[0].line, 3U);
  EXPECT_EQ(result.hits[0].definition_line, 3U);
  EXPECT_EQ(result.hits[0].match_lines, (std::vector<LineRange>{{1, 1}}));
}

}  // namespace
}  // namespace gitctx

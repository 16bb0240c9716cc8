#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "search/search.h"
#include "search/testing/small_index.h"

// Searches for long texts, from the text to the results.

namespace gitctx {
namespace {

constexpr const char* report =
    "The parser drops the last row of a file\n\n"
    "When reader.py reads a table without a final newline, parse_rows and open_file lose a row.\n\n"
    "Traceback (most recent call last):\n"
    "  File \"/opt/app/src/main.py\", line 3, in main\n"
    "  File \"/opt/app/src/rows.py\", line 5, in parse_rows\n"
    "ValueError: row count differs from the header\n";

SmallFiles report_files() {
  SmallFiles files = random_small_files(5, 60);
  files.push_back({"src/main.py", "def main():\n    read()\n    parse_rows()\n"});
  files.push_back({"src/rows.py",
                   "def first():\n    return 1\n\ndef parse_rows(table):\n"
                   "    raise ValueError('row count differs from the header')\n"});
  files.push_back({"copy/rows2.py", "def first_copy():\n    return 'final newline of a file'\n"});
  files.push_back({"other/rows3.py", "def first_copy():\n    return 'final newline of a file'\n"});
  return files;
}

SearchResult search_for(const SmallIndex& index, const std::string& text, int limit = 10,
                        SearchMode mode = SearchMode::hybrid, double min_similarity = 0) {
  Query query{.text = text, .mode = mode, .limit = limit, .min_similarity = min_similarity};
  query.min_best_similarity = 0.05;
  query.explain = true;
  return search(index.snapshot(), index.view(), query, index.embedder());
}

std::vector<std::string> places(const SearchResult& result) {
  std::vector<std::string> all;
  for (const Hit& hit : result.hits) {
    all.push_back(hit.path + ":" + std::to_string(hit.line) + ":" + std::to_string(hit.score));
  }
  return all;
}

TEST(LongSearch, TheInnermostFrameIsFirstWithItsLine) {
  const SmallIndex index(report_files());
  const SearchResult result = search_for(index, report);
  ASSERT_FALSE(result.hits.empty());
  EXPECT_EQ(result.hits[0].path, "src/rows.py");
  EXPECT_EQ(result.hits[0].line, 5U);
  EXPECT_FALSE(result.hits[0].improbable);
}

TEST(LongSearch, DoesNotDependOnSegmentsOrTheNumberOfResults) {
  const SmallIndex one(report_files());
  const SmallIndex four(report_files(), {.segment_count = 4});
  const std::vector<std::string> all = places(search_for(one, report, 100));
  EXPECT_EQ(places(search_for(four, report, 100)), all);
  for (const std::size_t limit : {1UZ, 3UZ, 10UZ}) {
    const auto some = places(search_for(one, report, static_cast<int>(limit)));
    EXPECT_EQ(some, std::vector<std::string>(
                        all.begin(), all.begin() + static_cast<std::ptrdiff_t>(some.size())));
  }
}

TEST(LongSearch, ScoresNeverRiseAndNoContentIsRepeated) {
  const SmallIndex index(report_files());
  double last = 1;
  std::set<std::pair<BlobId, std::uint32_t>> seen;
  for (const Hit& hit : search_for(index, report, 100).hits) {
    EXPECT_LE(hit.score, last);
    last = hit.score;
    EXPECT_TRUE(seen.emplace(hit.blob, hit.bytes.begin).second) << hit.path;
  }
}

TEST(LongSearch, PartsWithoutResultsDoNotMakeOthersProbable) {
  const SmallIndex index(report_files());
  const std::string text =
      "cheap flights to the islands\n\nWe want to book a hotel near the beach with breakfast and a "
      "view of the sea, and also unknownNameOfCode\n";
  const SearchResult result = search_for(index, text, 10, SearchMode::lexical);
  for (const Hit& hit : result.hits) EXPECT_TRUE(hit.improbable) << hit.path << hit.score;
  EXPECT_LE(result.hits.size(), 3U);
}

TEST(LongSearch, TheHiddenScoreIsTheBestOne) {
  const SmallIndex index(report_files());
  const double best = search_for(index, report).hits.at(0).score;
  const SearchResult hidden = search_for(index, report, 10, SearchMode::hybrid, 1);
  EXPECT_TRUE(hidden.hits.empty());
  EXPECT_EQ(hidden.hidden_score, best);
}

TEST(LongSearch, ATextThatOccursVerbatimIsThatPlaceEvenIfItNamesAFile) {
  SmallFiles files = report_files();
  const std::string text =
      "# Loop over the rows of src/main.py and then over those of src/rows.py,\n"
      "# because the second table refers to the first one, and then stop the\n"
      "# iteration at the last row that both of them have.\n";
  files.push_back({"src/verbatim.py", text + "def verbatim():\n    return 1\n"});
  const SmallIndex index(files);
  EXPECT_EQ(search_for(index, text).hits.at(0).path, "src/verbatim.py");
}

}  // namespace
}  // namespace gitctx

#include "search/places/place_evidence.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "search/places/view_places.h"
#include "search/search.h"
#include "search/testing/small_index.h"

namespace gitctx {
namespace {

SmallFiles small_files() {
  return {
      {"src/app/cli.py", "def first():\n    return 1\n\ndef second():\n    x = 2\n    return x\n"},
      {"src/web/cli.py", "def third():\n    return 3\n"},
      {"src/web/deep/view.py", "def view():\n    return 'src/app/cli.py'\n"},
      {"docs/cli.md", "See src/app/cli.py, src/app/cli.py and cli.py\n", Language::markdown},
      {"Makefile", "all:\n\techo src/app/cli.py\n", Language::plain_text}};
}

/// The results as "path:line".
std::vector<std::string> found(const std::string& text) {
  const SmallIndex index(small_files());
  std::vector<std::string> places;
  const SearchResult result =
      search(index.snapshot(), index.view(), {.text = text}, index.embedder());
  for (const Hit& hit : result.hits) places.push_back(hit.path + ":" + std::to_string(hit.line));
  return places;
}

TEST(PlaceEvidence, APathIsThatFile) {
  EXPECT_EQ(found("src/app/cli.py").front(), "src/app/cli.py:1");
  EXPECT_EQ(found("./src/app/cli.py").front(), "src/app/cli.py:1");
  EXPECT_EQ(found("/opt/project/src/web/cli.py").front(), "src/web/cli.py:1");
  EXPECT_EQ(found("view.py").front(), "src/web/deep/view.py:1");
}

TEST(PlaceEvidence, APathWithALineIsThatLine) {
  EXPECT_EQ(found("src/app/cli.py:5").front(), "src/app/cli.py:5");
  EXPECT_EQ(found("app/cli.py:2:7").front(), "src/app/cli.py:2");
  EXPECT_EQ(found("src/app/cli.py:999").front(), "src/app/cli.py:4");
  EXPECT_EQ(found("src/app/cli.py:3").front(), "src/app/cli.py:1");  // a blank line
}

TEST(PlaceEvidence, AFolderIsItsFiles) {
  for (const char* folder : {"src/web/", "src/web", "web/"}) {
    const std::vector<std::string> places = found(folder);
    ASSERT_GE(places.size(), 2U) << folder;
    EXPECT_TRUE(places[0].starts_with("src/web/")) << folder << places[0];
    EXPECT_TRUE(places[1].starts_with("src/web/")) << folder << places[1];
  }
}

TEST(FindPlaces, AFolderOfAnotherMachineIsFoundByItsLastParts) {
  EXPECT_TRUE(found("/opt/project/src/web/").front().starts_with("src/web/"));
  EXPECT_TRUE(found("/src/web/").front().starts_with("src/web/"));
}

TEST(FindPlaces, APathOfAnotherProjectIsNotMistaken) {
  const SmallIndex index(small_files());
  const ViewScope scope(index.view(), Query{});
  const auto count = [&](std::string path) {
    return find_places(std::vector<NamedPlace>{{.path = std::move(path)}}, scope, 10).size();
  };
  EXPECT_EQ(count("/usr/lib/python/other/view.py"), 0U);
  EXPECT_EQ(count("/usr/lib/python/deep/view.py"), 1U);
  EXPECT_EQ(count("cli.py"), 2U);
  EXPECT_EQ(count("/opt/Makefile"), 1U);
  EXPECT_EQ(count("li.py"), 0U);
}

TEST(PlaceEvidence, DoesNotDependOnTheNumberOfResults) {
  const SmallIndex index(random_small_files(7, 120));
  for (const char* text : {"parse", "read file", "open_file", "def parse", "a.py:3"}) {
    std::string first;
    double score = 0;
    for (const int limit : {1, 3, 10, 100}) {
      const SearchResult result =
          search(index.snapshot(), index.view(), {.text = text, .limit = limit}, index.embedder());
      if (result.hits.empty()) continue;
      if (first.empty()) {
        first = result.hits[0].path;
        score = result.hits[0].score;
      }
      EXPECT_EQ(result.hits[0].path, first) << text << limit;
      EXPECT_EQ(result.hits[0].score, score) << text << limit;
    }
  }
}

}  // namespace
}  // namespace gitctx

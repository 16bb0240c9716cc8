#include "search/spelling.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "search/search.h"
#include "search/testing/small_index.h"
#include "text/stemmer.h"

namespace gitctx {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

SearchResult answer(const SmallIndex& index, const std::string& text) {
  return search(index.snapshot(), index.view(), {.text = text, .limit = 100}, index.embedder());
}

Pairs corrections_in(const SmallIndex& index, const std::string& text) {
  Pairs pairs;
  for (const Correction& c : answer(index, text).corrections) pairs.emplace_back(c.typed, c.taken);
  return pairs;
}

/// An index that contains the word qonnector, which is in no dictionary.
class Spelling : public ::testing::Test {
 protected:
  static std::vector<SmallFile> files(std::vector<SmallFile> more = {}) {
    more.push_back({"src/qonnector.py",
                    "def open_qonnector(host):\n    return connection(host, retry=3)\n\n"
                    "def close_qonnector(connection):\n    connection.close()\n"});
    more.push_back({"src/parser.py", "def parse_header(line):\n    return line.split(':')\n"});
    return more;
  }

  Pairs corrections(const std::string& text) const { return corrections_in(index_, text); }

  const SmallIndex index_{files()};
};

TEST_F(Spelling, TakesTheWordOneSlipAway) {
  EXPECT_EQ(corrections("where is the conection closed"), (Pairs{{"conection", "connection"}}));
  EXPECT_EQ(corrections("Connnection retry"), (Pairs{{"Connnection", "connection"}}));
  EXPECT_EQ(corrections("parse the haeder"), (Pairs{{"haeder", "header"}}));
  EXPECT_EQ(corrections("connectiom"), (Pairs{{"connectiom", "connection"}}));
  EXPECT_EQ(corrections("conection of a haeder"),
            (Pairs{{"conection", "connection"}, {"haeder", "header"}}));
}

TEST_F(Spelling, KnowsTheNamesOfTheView) {
  EXPECT_EQ(corrections("open the qonector"), (Pairs{{"qonector", "qonnector"}}));
}

TEST_F(Spelling, CorrectsWhatProgrammersOftenMisspell) {
  const SmallIndex index(
      files({{"src/enviroment.py", "def receive(address, length):\n    separate(environment)\n"}}));
  EXPECT_EQ(corrections_in(index, "recieve lenght seperate adress"),
            (Pairs{{"recieve", "receive"},
                   {"lenght", "length"},
                   {"seperate", "separate"},
                   {"adress", "address"}}));
  EXPECT_EQ(corrections_in(index, "enviroment"), Pairs{});  // in a path of the view
}

TEST_F(Spelling, LeavesWhatNothingInTheViewIsNearTo) {
  EXPECT_EQ(corrections("authenticaton of users"), Pairs{});
}

TEST_F(Spelling, TakesNoStemForAWord) {
  const SmallIndex index(
      files({{"src/sanitizer.py", "def sanitize(text):\n    return sanitized(text)\n"}}));
  EXPECT_EQ(corrections_in(index, "sanic"), Pairs{});
}

TEST_F(Spelling, SaysEachWordOnce) {
  EXPECT_EQ(corrections("conection conection"), (Pairs{{"conection", "connection"}}));
}

TEST_F(Spelling, LeavesATextThatIsTooLongToLookUp) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "word" + std::to_string(i) + "x ";
  EXPECT_EQ(corrections(text + "conection"), Pairs{});
}

TEST_F(Spelling, LeavesWhatIsAWord) {
  EXPECT_EQ(corrections("where is the connection closed"), Pairs{});
  EXPECT_EQ(corrections("open the qonnector"), Pairs{});
  EXPECT_EQ(corrections("a quiver of lavender"), Pairs{});  // in a dictionary, but not in the view
  EXPECT_EQ(corrections("recursion"), Pairs{});             // a word that programmers use
}

TEST_F(Spelling, LeavesNamesAndShortWordsAndOtherScripts) {
  EXPECT_EQ(corrections("conectionPool parse_haeder Conection2"), Pairs{});
  EXPECT_EQ(corrections("prse"), Pairs{});
  EXPECT_EQ(corrections("p\xc3\xa4rser \xe8\xa7\xa3\xe6\x9e\x90\xe5\x99\xa8"), Pairs{});
  EXPECT_EQ(corrections("xonnection"), Pairs{});  // first letters are never corrected
  EXPECT_EQ(corrections(std::string(2000, 'q')), Pairs{});
}

TEST_F(Spelling, LeavesATextOfManyUnknownWords) {
  EXPECT_EQ(corrections("wir suchen zuerst einmal jede verbindung zwischen unseren rechnern und "
                        "schliessen dann gleich conection"),
            Pairs{});
}

TEST_F(Spelling, FindsWhatTheWordMeantFinds) {
  const std::vector<Hit> meant = answer(index_, "close the connection").hits;
  const std::vector<Hit> typed = answer(index_, "close the conection").hits;
  ASSERT_FALSE(meant.empty());
  ASSERT_EQ(meant, typed);
  for (std::size_t i = 0; i < meant.size(); ++i) EXPECT_EQ(meant[i].score, typed[i].score);
}

TEST_F(Spelling, DoesNotDependOnWhatElseIsIndexed) {
  const SmallFile nearer{"src/more.py",
                         "def connectian(): pass\ndef connectian_again(): connectian()\n"};
  const SmallIndex outside(files(), {.segment_count = 2, .outside = {nearer}});
  EXPECT_EQ(corrections_in(outside, "connectin"), (Pairs{{"connectin", "connection"}}));
  EXPECT_EQ(corrections_in(outside, "connectiaan"), Pairs{});
  const SmallIndex inside(files({nearer}));
  EXPECT_EQ(corrections_in(inside, "connectiaan"), (Pairs{{"connectiaan", "connectian"}}));
}

// Only the first chunks of the view with the stem are read, regardless of their segments.
TEST_F(Spelling, ReadsTheFirstChunksOfTheView) {
  for (const std::uint32_t segments : {1U, 2U, 3U}) {
    for (const int written : {0, 3, 4, 9}) {
      std::vector<SmallFile> all;
      for (int i = 0; i < 10; ++i) {
        const char* const word = i == written ? "zorblize" : "zorblized";
        const std::string number = std::to_string(i);
        all.push_back({"f" + number + ".py", "x" + number + " = " + word + "\n"});
      }
      const SmallIndex index(all, {.segment_count = segments});
      EXPECT_EQ(corrections_in(index, "zorbllize"),
                written < 4 ? (Pairs{{"zorbllize", "zorblize"}}) : Pairs{})
          << segments << " segments, file " << written;
    }
  }
}

/// The number of slips between two words: their optimal string alignment distance.
std::size_t slips(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      d[i][j] = std::min(
          {d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.size()][b.size()];
}

/// The misspellings of `word` by one slip after the first letter.
std::set<std::string> misspellings(const std::string& word) {
  std::set<std::string> all;
  for (std::size_t at = 1; at < word.size(); ++at) {
    all.insert(std::string(word).erase(at, 1));
    if (at > 1) {
      std::string swapped = word;
      std::swap(swapped[at], swapped[at - 1]);
      all.insert(swapped);
    }
    for (char letter = 'a'; letter <= 'z'; ++letter) {
      std::string changed = word;
      changed[at] = letter;
      all.insert(changed);
      all.insert(std::string(word).insert(at, 1, letter));
    }
  }
  return all;
}

TEST(CorrectSpelling, TakesAWordOfTheViewThatIsOneSlipAway) {
  const std::vector<std::string> known = {"connection", "retry",   "qonnector", "parse",
                                          "header",     "receive", "quorumate", "split"};
  const SmallIndex index({{"a.py", "connection retry qonnector parse\n\nheader\n"},
                          {"b.py", "receive quorumate split connection\n"}});
  Stemmer stemmer;
  std::set<std::string> stems;
  for (const std::string& word : known) stems.emplace(stemmer.stem(word));
  std::set<std::string> left_alone;
  for (const std::string& word : known) {
    for (const std::string& typed : misspellings(word)) {
      const Pairs pairs = corrections_in(index, typed);
      const bool is_of_view = stems.contains(std::string(stemmer.stem(typed)));
      ASSERT_LE(pairs.size(), is_of_view ? 0U : 1U) << typed;
      for (const auto& [from, to] : pairs) {
        ASSERT_EQ(from, typed);
        ASSERT_EQ(slips(from, to), 1U) << from << ' ' << to;
        ASSERT_EQ(to[0], from[0]);
        ASSERT_TRUE(stems.contains(std::string(stemmer.stem(to)))) << to;
      }
      if (pairs.empty() && !is_of_view && typed.contains('q')) left_alone.insert(typed);
    }
  }
  // No misspelling with a q is another word of the dictionary or of the view, so each is corrected.
  EXPECT_EQ(left_alone, std::set<std::string>{});
}

TEST(WithCorrections, ReplacesWholeWords) {
  EXPECT_EQ(with_corrections("an eror: eror_code (eror)", {{"eror", "error"}}),
            "an error: eror_code (error)");
  EXPECT_EQ(with_corrections("nothing", {}), "nothing");
}

}  // namespace
}  // namespace gitctx

#include "search/spelling.h"

#include <gtest/gtest.h>

#include "tests/pipeline/indexed_repo.h"

namespace gitctx {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// The word qonnector occurs nowhere else.
class Spelling : public ::testing::Test {
 protected:
  Spelling() : repo_(builder_.path()) {
    builder_.write("src/qonnector.py",
                   "def open_qonnector(host):\n    return connection(host, retry=3)\n"
                   "def close_qonnector(connection):\n    connection.close()\n");
    builder_.write("src/parser.py", "def parse_header(line):\n    return line.split(':')\n");
    builder_.commit("first");
    repo_.index();
  }

  Pairs corrections(const std::string& text, const std::string& owner = "HEAD@") {
    Pairs pairs;
    for (const Correction& c : repo_.answer(owner, {.text = text}).corrections) {
      pairs.emplace_back(c.typed, c.taken);
    }
    return pairs;
  }

  RepoBuilder builder_;
  IndexedRepo repo_;
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
  builder_.write("src/enviroment.py", "def receive(address, length):\n    separate(environment)\n");
  builder_.commit("second");
  repo_.index();
  EXPECT_EQ(corrections("recieve lenght seperate adress"), (Pairs{{"recieve", "receive"},
                                                                  {"lenght", "length"},
                                                                  {"seperate", "separate"},
                                                                  {"adress", "address"}}));
  EXPECT_EQ(corrections("enviroment"), Pairs{});  // the view has it
}

TEST_F(Spelling, LeavesWhatNothingInTheViewIsNearTo) {
  EXPECT_EQ(corrections("authenticaton of users"), Pairs{});
}

TEST_F(Spelling, TakesNoStemForAWord) {
  builder_.write("src/sanitizer.py", "def sanitize(text):\n    return sanitized(text)\n");
  builder_.commit("second");
  repo_.index();
  EXPECT_EQ(corrections("sanic"), Pairs{});
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
  EXPECT_EQ(corrections("a quiver of lavender"), Pairs{});  // not in the view, but in a dictionary
  EXPECT_EQ(corrections("recursion"), Pairs{});             // a word of programmers
}

TEST_F(Spelling, LeavesNamesAndShortWordsAndOtherScripts) {
  EXPECT_EQ(corrections("conectionPool parse_haeder Conection2"), Pairs{});
  EXPECT_EQ(corrections("prse"), Pairs{});
  EXPECT_EQ(corrections("p\xc3\xa4rser \xe8\xa7\xa3\xe6\x9e\x90\xe5\x99\xa8"), Pairs{});
  EXPECT_EQ(corrections("xonnection"), Pairs{});  // the first letter is never wrong
  EXPECT_EQ(corrections(std::string(2000, 'q')), Pairs{});
}

TEST_F(Spelling, LeavesATextOfManyUnknownWords) {
  EXPECT_EQ(corrections("wir suchen zuerst einmal jede verbindung zwischen unseren rechnern und "
                        "schliessen dann gleich conection"),
            Pairs{});
}

TEST_F(Spelling, FindsWhatTheWordMeantFinds) {
  const std::vector<Hit> meant = repo_.search("HEAD@", "close the connection");
  const std::vector<Hit> typed = repo_.search("HEAD@", "close the conection");
  ASSERT_FALSE(meant.empty());
  ASSERT_EQ(meant, typed);
  for (std::size_t i = 0; i < meant.size(); ++i) EXPECT_EQ(meant[i].score, typed[i].score);
}

TEST_F(Spelling, DoesNotDependOnWhatElseIsIndexed) {
  builder_.branch("other");
  builder_.write("src/more.py", "def connectian(): pass\ndef connectian_again(): connectian()\n");
  builder_.commit("a word that is nearer");
  builder_.checkout("main");
  IndexRequest more;
  more.refs = {"other"};
  repo_.index(more);
  EXPECT_EQ(corrections("connectin"), (Pairs{{"connectin", "connection"}}));
  EXPECT_EQ(corrections("connectiaan", "HEAD@"), Pairs{});
  EXPECT_EQ(corrections("connectiaan", "refs/heads/other"), (Pairs{{"connectiaan", "connectian"}}));
}

TEST(WithCorrections, ReplacesWholeWords) {
  EXPECT_EQ(with_corrections("an eror: eror_code (eror)", {{"eror", "error"}}),
            "an error: eror_code (error)");
  EXPECT_EQ(with_corrections("nothing", {}), "nothing");
}

}  // namespace
}  // namespace gitctx

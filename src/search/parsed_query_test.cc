#include "search/parsed_query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gitctx {
namespace {

using testing::Contains;
using testing::Field;
using testing::Not;

class ParsedQueryTest : public testing::Test {
 protected:
  ParsedQuery parse(std::string_view text, std::string_view repository = "") {
    return parse_query(text, repository, words_);
  }

  static auto has_term(const char* term) { return Contains(Field(&QueryWord::term, term)); }

 private:
  WordTable words_;
};

TEST_F(ParsedQueryTest, LeavesStopWordsOutUnlessThereIsNothingElse) {
  EXPECT_THAT(parse("where is the parser").terms, Not(has_term("the")));
  EXPECT_THAT(parse("the").terms, has_term("the"));
  EXPECT_TRUE(parse("is it the").says_nothing);
  EXPECT_TRUE(parse("The").says_nothing);
  EXPECT_FALSE(parse("then").says_nothing);
  EXPECT_FALSE(parse("the parser").says_nothing);
}

TEST_F(ParsedQueryTest, LeavesTheRepositorysNameOutOfLongQuestions) {
  EXPECT_THAT(parse("how does curl retry requests", "curl").terms, Not(has_term("curl")));
  EXPECT_THAT(parse("curl retry", "curl").terms, has_term("curl"));
}

TEST_F(ParsedQueryTest, OneLetterIsATermWhereItIsAllThatIsAsked) {
  EXPECT_THAT(parse("T").terms, has_term("t"));
  EXPECT_THAT(parse("parse C files").terms, Not(has_term("c")));
  EXPECT_TRUE(parse("7").terms.empty());
}

TEST_F(ParsedQueryTest, JoinsNeighbours) {
  EXPECT_THAT(parse("rate limit").terms, has_term("ratelimit"));
  EXPECT_THAT(parse("rate of limit").terms, Not(has_term("ratelimit")));
}

TEST_F(ParsedQueryTest, KnowsANameFromAQuestion) {
  EXPECT_TRUE(parse("parseJson").is_symbol);
  EXPECT_TRUE(parse("the parse_json").is_symbol);
  EXPECT_FALSE(parse("parse json").is_symbol);
}

TEST_F(ParsedQueryTest, AsksForTestsOnlyWhereTestsAreMeant) {
  for (const char* text : {"tests for the parser", "unit test of retries", "how is login tested",
                           "test case with two files", "fixture for a temporary folder"}) {
    EXPECT_TRUE(parse(text).wants_tests) << text;
  }
  for (const char* text : {"test runner worker pool", "how test files are discovered",
                           "testing client", "unit of work"}) {
    EXPECT_FALSE(parse(text).wants_tests) << text;
  }
}

TEST_F(ParsedQueryTest, AsksForDocumentsAndExamples) {
  EXPECT_TRUE(parse("example of a custom dialect").wants_documents);
  EXPECT_TRUE(parse("benchmark of the lexer").wants_documents);
  EXPECT_FALSE(parse("custom dialect").wants_documents);
}

TEST_F(ParsedQueryTest, AsksForLegacyCodeOrAVersion) {
  EXPECT_TRUE(parse("legacy session store").wants_superseded);
  EXPECT_TRUE(parse("v1 of the users API").wants_superseded);
  EXPECT_FALSE(parse("session values").wants_superseded);
}

}  // namespace
}  // namespace gitctx

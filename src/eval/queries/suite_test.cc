#include "eval/queries/suite.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/error.h"
#include "testing/planted_secrets.h"

namespace gitctx {
namespace {

constexpr const char* small_suite = R"(name: small
version: 1
commit: 0123456789abcdef0123456789abcdef01234567
mode: lexical
level: file
k: 5
queries:
  - query: where are retries
    category: question
    language: c
    relevant:
      - src/retry.c
      - {path: src/wait.c, start_line: 3, end_line: 9}
hidden:
  - {path: src/retry.c, bytes: [0, 12]}
  - {path: src/wait.c, lines: [1, 2]}
)";

TEST(Suite, IsReadAsWritten) {
  const Suite suite = parse_suite(small_suite, "s.yml");
  EXPECT_EQ(suite.name, "small");
  EXPECT_EQ(suite.mode, SearchMode::lexical);
  EXPECT_EQ(suite.judge.level, JudgeLevel::file);
  EXPECT_EQ(suite.judge.k, 5);
  const SuiteQuery query{
      "where are retries", "question", "c", {{"src/retry.c", {}}, {"src/wait.c", {{3, 9}}}}};
  EXPECT_EQ(suite.queries, (std::vector<SuiteQuery>{query}));
  const std::vector<HiddenPart> hidden{{"src/retry.c", ByteRange{0, 12}},
                                       {"src/wait.c", LineRange{1, 2}}};
  EXPECT_EQ(suite.hidden, hidden);
}

TEST(Suite, HasNoSecretsInItsNames) {
  const std::string secret = "AKIA" + random_characters("ABCDEFGHJKLMNPQRSTUVWXYZ", 16, 1);
  const std::string yaml = "name: " + secret + "\nqueries:\n  - query: q\n    category: " + secret +
                           "\n    language: " + secret + "\n    relevant: [a.c]\n";
  const Suite suite = parse_suite(yaml, "s.yml");
  const std::string mark = "[redacted: aws-access-key]";
  EXPECT_EQ(suite.name, mark);
  EXPECT_EQ(suite.queries[0].category, mark);
  EXPECT_EQ(suite.queries[0].language, mark);
}

TEST(Suite, WhatIsWrittenIsReadBack) {
  Suite suite = parse_suite(small_suite, "s.yml");
  suite.queries.push_back(
      {"quotes \" ' and \\ and: # \t\n - é", "", "", {{"a: b#c \"d\".py", {}}}});
  const Suite again = parse_suite(suite_yaml(suite), "s.yml");
  EXPECT_EQ(again.name, suite.name);
  EXPECT_EQ(again.commit, suite.commit);
  EXPECT_EQ(again.mode, suite.mode);
  EXPECT_EQ(again.judge.level, suite.judge.level);
  EXPECT_EQ(again.judge.k, suite.judge.k);
  EXPECT_EQ(again.queries, suite.queries);
  EXPECT_EQ(again.hidden, suite.hidden);
}

TEST(Suite, WhatIsNotGivenIsUsual) {
  const Suite suite = parse_suite("queries: [{query: q, relevant: [a]}]", "s.yml");
  EXPECT_EQ(suite.mode, SearchMode::hybrid);
  EXPECT_EQ(suite.judge.level, JudgeLevel::chunk);
  EXPECT_EQ(suite.judge.k, 10);
  EXPECT_TRUE(suite.hidden.empty());
}

struct WrongSuite {
  const char* yaml;
  const char* message;
};

const WrongSuite wrong_suites[] = {
    {"", "s.yml:1: expected a suite, a map with 'queries'"},
    {"name: x\n", "s.yml:1: expected a list of queries below 'queries'"},
    {"name: x\nqueries: []\n", "s.yml:2: expected a list of queries below 'queries'"},
    {"queries:\n  - q\n", "s.yml:2: expected a query with 'query' and 'relevant'"},
    {"queries:\n  - relevant: [a]\n", "s.yml:2: expected 'query'"},
    {"queries:\n  - query: ' '\n    relevant: [a]\n", "s.yml:2: expected 'query' to be a text"},
    {"queries:\n  - query: q\n", "s.yml:2: expected a list of files below 'relevant'"},
    {"queries:\n  - query: q\n    relevant:\n      - {path: a, start_line: 2}\n",
     "s.yml:4: expected both 'start_line' and 'end_line'"},
    {"queries:\n  - query: q\n    relevant:\n      - {path: a, start_line: 2, end_line: 1}\n",
     "s.yml:4: end_line: expected a line at or after start_line"},
    {"queries:\n  - query: q\n    relevant:\n      - {path: a, start_line: x, end_line: 1}\n",
     "s.yml:4: start_line: expected a whole number from 1 to 1073741824"},
    {"mode: fuzzy\nqueries: [{query: q, relevant: [a]}]",
     "s.yml:1: mode: expected hybrid, lexical or semantic, got 'fuzzy'"},
    {"level: line\nqueries: [{query: q, relevant: [a]}]",
     "s.yml:1: level: expected chunk or file, got 'line'"},
    {"k: 0\nqueries: [{query: q, relevant: [a]}]",
     "s.yml:1: k: expected a whole number from 1 to 100"},
    {"queries: [{query: q, relevant: [a]}]\nhidden:\n  - {path: a}\n",
     "s.yml:3: expected 'bytes: [begin, end]' or 'lines: [first, last]'"},
    {"version: 2\nqueries: []\n", "s.yml has suite version 2; this gitctx reads versions up to 1"}};

TEST(Suite, ASecondDocumentIsBrokenYaml) {
  try {
    parse_suite("queries: [{query: q, relevant: [a]}]\n---\nqueries: []\n", "s.yml");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "s.yml:3: broken YAML: a second YAML document, expected only one");
    EXPECT_EQ(error.code(), ErrorCode::failure);
  }
}

/// yaml-cpp returns a document that begins with a comma again and again.
TEST(Suite, ADocumentThatBeginsWithACommaEnds) {
  for (const char* const yaml : {",de2", ",a\n---\n,b\n", "---\n,a\n...\n,b\n"}) {
    EXPECT_THROW(parse_suite(yaml, "s.yml"), Error) << yaml;
  }
}

TEST(Suite, WhatIsWrongIsNamedWithItsLine) {
  for (const WrongSuite& wrong : wrong_suites) {
    try {
      parse_suite(wrong.yaml, "s.yml");
      ADD_FAILURE() << "read: " << wrong.yaml;
    } catch (const Error& error) {
      EXPECT_EQ(error.message(), wrong.message) << wrong.yaml;
      EXPECT_EQ(error.code(), ErrorCode::usage) << wrong.yaml;
      EXPECT_FALSE(error.hint().empty());
    }
  }
}

TEST(Suite, AnAnswerCountsOnce) {
  const Suite suite =
      parse_suite("queries: [{query: q, relevant: [a.c, a.c, {path: a.c}, b.c]}]", "s.yml");
  EXPECT_EQ(suite.queries[0].relevant.size(), 2u);
}

TEST(Suite, HasALimitedNumberOfQueriesAndAnswers) {
  const auto suite_with = [](std::size_t queries, std::size_t answers) {
    std::string text = "queries:\n";
    for (std::size_t i = 0; i < queries; ++i)
      text += fmt::format("- {{query: q{}, relevant: [a]}}\n", i);
    text += "- query: q\n  relevant: [";
    for (std::size_t i = 0; i < answers; ++i) text += fmt::format("f{}, ", i);
    return text + "]\n";
  };
  const auto error_of = [](const std::string& text) {
    try {
      parse_suite(text, "s.yml");
    } catch (const Error& error) {
      return error.message();
    }
    return std::string();
  };
  EXPECT_EQ(parse_suite(suite_with(19'999, 1'000), "s.yml").queries.size(), 20'000u);
  EXPECT_EQ(error_of(suite_with(20'000, 1)),
            "s.yml:2: expected at most 20000 queries below 'queries', got 20001");
  EXPECT_EQ(error_of(suite_with(0, 1'001)),
            "s.yml:3: expected at most 1000 files below 'relevant', got 1001");
}

TEST(Suite, AMisspeltKeyIsNamed) {
  try {
    parse_suite("queries:\n  - {query: q, relevant: [a.c]}\nhiden: []\n", "s.yml");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "s.yml:3: unknown key 'hiden'");
  }
}

TEST(Suite, BrokenYamlIsNamedWithItsLine) {
  try {
    parse_suite("name: x\nqueries: [\n", "s.yml");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::failure);
    EXPECT_EQ(error.message().substr(0, 8), "s.yml:3:");
  }
}

std::string blanked(std::string text, const std::variant<ByteRange, LineRange>& range) {
  blank_out(text, range);
  return text;
}

TEST(BlankOut, LineBreaksStay) {
  EXPECT_EQ(blanked("/* a\r\n b */ int c;\n", ByteRange{0, 11}), "    \r\n      int c;\n");
  EXPECT_EQ(blanked("a\nbc\nd", LineRange{2, 2}), "a\n  \nd");
  EXPECT_EQ(blanked("a\nbc\nd", LineRange{2, 9}), "a\n  \n ");
}

TEST(BlankOut, NothingBeyondTheTextIsTouched) {
  EXPECT_EQ(blanked("abc", ByteRange{2, 90}), "ab ");
  EXPECT_EQ(blanked("abc", ByteRange{7, 90}), "abc");
  EXPECT_EQ(blanked("abc", LineRange{2, 3}), "abc");
  EXPECT_EQ(blanked("", LineRange{1, 1}), "");
}

TEST(BlankOut, PartsMayOverlapInAnyOrder) {
  std::string text = "ab\ncd\nef\ngh";
  blank_out(text, std::vector<HiddenRange>{LineRange{3, 3}, ByteRange{1, 4}, ByteRange{0, 2},
                                           LineRange{9, 9}, ByteRange{3, 4}});
  EXPECT_EQ(text, "  \n d\n  \ngh");
}

TEST(BlankOut, TheTimeDoesNotDependOnOverlaps) {
  constexpr std::uint32_t count = 100'000;
  std::string text;
  std::vector<HiddenRange> ranges;
  for (std::uint32_t i = 0; i < count; ++i) {
    text += "line of code\n";
    ranges.emplace_back(ByteRange{i, 13 * count});
    ranges.emplace_back(LineRange{i + 1, count});
  }
  const auto start = std::chrono::steady_clock::now();
  blank_out(text, ranges);
  EXPECT_EQ(text.find_first_not_of(" \n"), std::string::npos);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST(BlankOut, ACharacterGoesAsAWhole) {
  EXPECT_EQ(blanked("aéb", ByteRange{2, 3}), "a  b");
  EXPECT_EQ(blanked("aéb", ByteRange{0, 2}), "   b");
}

TEST(Suite, AliasesCannotStandForMillionsOfValues) {
  std::string bomb = "a: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string item = "*a" + std::to_string(i - 1);
    bomb += "b" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + item;
    for (int k = 1; k < 10; ++k) bomb += ", " + item;
    bomb += "]\n";
  }
  const std::string inside_itself = "name: &a [*a]\n";
  const std::string deep = "name: " + std::string(150, '[') + std::string(150, ']') + "\n";
  for (const std::string& yaml : {bomb, inside_itself, deep}) {
    try {
      parse_suite(yaml, "s.yml");
      FAIL();
    } catch (const Error& error) {
      EXPECT_EQ(error.message(),
                "s.yml: too many or too deeply nested values, with all aliases expanded");
    }
  }
  EXPECT_NO_THROW(parse_suite(std::string(small_suite), "s.yml"));
}

}  // namespace
}  // namespace gitctx

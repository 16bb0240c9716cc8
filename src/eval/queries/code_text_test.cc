#include "eval/queries/code_text.h"

#include <gtest/gtest.h>

#include <string>

#include "chunk/comments.h"

namespace gitctx {
namespace {

std::vector<std::string> strings_of(const std::string& text, Language language) {
  std::vector<std::string> strings;
  for (const ByteRange& range : string_ranges(text, language, comment_ranges(text, language))) {
    strings.push_back(text.substr(range.begin, range.size()));
  }
  return strings;
}

TEST(StringRanges, AreTheContentsOfStrings) {
  using Strings = std::vector<std::string>;
  EXPECT_EQ(strings_of("f(\"a \\\" b\", 'c') // \"no\"\n", Language::c),
            (Strings{"a \\\" b", "c"}));
  EXPECT_EQ(strings_of("x = r'''one\ntwo''' + ''\n", Language::python), (Strings{"one\ntwo", ""}));
  EXPECT_EQ(strings_of("it's open \"here\n", Language::c), Strings{});
  EXPECT_EQ(strings_of("x = `one\n'two'`\n", Language::javascript), (Strings{"one\n'two'"}));
  EXPECT_EQ(strings_of("x=`date`\n", Language::bash), Strings{});
}

TEST(IsIn, FindsTheBytesOfRanges) {
  const std::vector<ByteRange> ranges{{2, 4}, {6, 7}};
  EXPECT_FALSE(is_in(ranges, 1));
  EXPECT_TRUE(is_in(ranges, 2));
  EXPECT_TRUE(is_in(ranges, 3));
  EXPECT_FALSE(is_in(ranges, 4));
  EXPECT_TRUE(is_in(ranges, 6));
  EXPECT_FALSE(is_in(ranges, 7));
}

TEST(EnglishWord, IsOneInAnyCase) {
  EXPECT_TRUE(is_english_word("Handle"));
  EXPECT_TRUE(is_english_word("validate"));
  EXPECT_FALSE(is_english_word("tlsproxy"));
}

TEST(Languages, AreProseDataOrCode) {
  EXPECT_TRUE(is_prose(Language::markdown));
  EXPECT_TRUE(is_data(Language::yaml));
  EXPECT_TRUE(is_code(Language::perl));
  EXPECT_FALSE(is_code(Language::plain_text));
}

}  // namespace
}  // namespace gitctx

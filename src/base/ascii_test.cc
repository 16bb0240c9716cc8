#include "base/ascii.h"

#include <gtest/gtest.h>

#include <cctype>
#include <string>

namespace gitctx {
namespace {

TEST(Ascii, AgreesWithTheCLocaleOnEveryCharacter) {
  for (int code = 0; code < 256; ++code) {
    const char c = static_cast<char>(code);
    const bool ascii = code < 128;
    EXPECT_EQ(is_lower(c), ascii && std::islower(code) != 0) << code;
    EXPECT_EQ(is_upper(c), ascii && std::isupper(code) != 0) << code;
    EXPECT_EQ(is_letter(c), ascii && std::isalpha(code) != 0) << code;
    EXPECT_EQ(is_digit(c), ascii && std::isdigit(code) != 0) << code;
    EXPECT_EQ(is_alphanumeric(c), ascii && std::isalnum(code) != 0) << code;
    EXPECT_EQ(lower_case(c), ascii ? static_cast<char>(std::tolower(code)) : c) << code;
    EXPECT_EQ(upper_case(c), ascii ? static_cast<char>(std::toupper(code)) : c) << code;
  }
}

TEST(Ascii, LowerCaseLeavesOtherScriptsAlone) {
  EXPECT_EQ(lower_case("Read_ME \xC3\x84 \xC4\xB0"), "read_me \xC3\x84 \xC4\xB0");
}

TEST(Ascii, EqualIgnoringCaseComparesWholeTexts) {
  EXPECT_TRUE(equal_ignoring_case("Content-Type", "content-TYPE"));
  EXPECT_FALSE(equal_ignoring_case("Content-Type", "content-typ"));
  EXPECT_FALSE(equal_ignoring_case("[", "{"));
}

TEST(Ascii, BlanksAreSpaceTabAndLineEnds) {
  EXPECT_TRUE(has_only_blanks(""));
  EXPECT_TRUE(has_only_blanks(" \t\r\n"));
  EXPECT_FALSE(has_only_blanks(" x "));
  EXPECT_FALSE(is_blank('\v'));
  EXPECT_FALSE(is_blank('\0'));
}

TEST(Ascii, TrimmedCutsBothEndsOnly) {
  EXPECT_EQ(trimmed(" \ta b\r\n"), "a b");
  EXPECT_EQ(trimmed(" \n "), "");
  EXPECT_EQ(trimmed(""), "");
  EXPECT_EQ(trimmed("`x` ", "` "), "x");
  EXPECT_EQ(trimmed_front("  a "), "a ");
  EXPECT_EQ(trimmed_front("  "), "");
}

TEST(Ascii, TakePartDropsTheSeparator) {
  std::string_view rest = "a\n\nb";
  EXPECT_EQ(take_part(rest, '\n'), "a");
  EXPECT_EQ(take_part(rest, '\n'), "");
  EXPECT_EQ(rest, "b");
  EXPECT_EQ(take_part(rest, '\n'), "b");
  EXPECT_EQ(rest, "");
  rest = "last\n";
  EXPECT_EQ(take_part(rest, '\n'), "last");
  EXPECT_EQ(rest, "");
}

}  // namespace
}  // namespace gitctx

#include "search/long_text/long_text.h"

#include <gtest/gtest.h>

#include <string>

namespace gitctx {
namespace {

const std::string report = R"(### [BUG] `Reader.read_line` loops at the end of a file

<!-- Please fill in the template -->
**Describe the bug**
When the file has no newline at its end, `read_line` and io::Buffer never return. I set maxBytes.

- OS version: 11
- [x] I have searched for readVersion

```python
reader = make_reader("a.txt")
reader.read_line()
```

_No response_
)";

TEST(LongText, IsSplitIntoTitleNamesAndNamesOfCode) {
  const LongText text = split_long_text(report.substr(4));
  ASSERT_EQ(text.parts.size(), 3U);
  EXPECT_EQ(text.parts[0].text, "make_reader a.txt reader.read_line");
  EXPECT_EQ(text.parts[1].text, "Reader.read_line read_line io::Buffer maxBytes");
  EXPECT_EQ(text.parts[2].text, "`Reader.read_line` loops at the end of a file");
  EXPECT_GT(text.parts[2].weight, text.parts[1].weight);
  EXPECT_GT(text.parts[1].weight, text.parts[0].weight);
  EXPECT_GT(text.weight_of_whole, 0);
}

TEST(LongText, AShortTextIsNotSplit) {
  EXPECT_TRUE(split_long_text("where are retries backed off").parts.empty());
  EXPECT_TRUE(split_long_text("line one\nline two\n").parts.empty());
  EXPECT_TRUE(split_long_text(std::string(200, 'a')).parts.empty());
  EXPECT_TRUE(split_long_text("").parts.empty());
}

TEST(LongText, ALongLineBeginsWithItsFirstSentence) {
  std::string line = "The reader loops at the end of a file. ";
  while (line.size() < 400) line += "It should return nothing and stop there. ";
  const LongText text = split_long_text(line);
  ASSERT_EQ(text.parts.size(), 1U);
  EXPECT_EQ(text.parts[0].text, "The reader loops at the end of a file.");
}

TEST(LongText, OfHostileLinesEnds) {
  for (const char* unit : {"```\n", "<!--", "# ", "\t\n", "a.b::c ", "a::", "\r\n"}) {
    std::string text;
    while (text.size() < 60'000) text += unit;
    for (const TextPart& part : split_long_text(text).parts) EXPECT_LE(part.text.size(), 60'000U);
  }
}

}  // namespace
}  // namespace gitctx

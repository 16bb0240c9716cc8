#include "eval/queries/python_docs.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {
namespace {

constexpr std::string_view text =
    "\"\"\"The file.\"\"\"\n"                // 1
    "class Handler(Base):\n"                 // 2
    "    tags = 1\n"                         // 3
    "\n"                                     // 4
    "    def __repr__(\n"                    // 5
    "        self,\n"                        // 6
    "    ):\n"                               // 7
    "        '''Returns a text.\n"           // 8
    "Not indented.'''\n"                     // 9
    "        return 'x'\n"                   // 10
    "\n"                                     // 11
    "    # about the next one\n"             // 12
    "    def next(self):\n"                  // 13
    "        if self:\n"                     // 14
    "            '''No documentation.'''\n"  // 15
    "\n"                                     // 16
    "class Other:\n"                         // 17
    "    '''The other.'''\n";                // 18

std::string_view owner_of(std::string_view docstring) {
  const auto code = documented_code(text, text.find(docstring));
  return code ? code->name : "nothing";
}

TEST(DocumentedCode, IsTheInnermostDefinition) {
  EXPECT_EQ(owner_of("'''Returns"), "__repr__");
  EXPECT_EQ(owner_of("'''The other"), "Other");
  EXPECT_EQ(owner_of("\"\"\"The file"), "nothing");
  EXPECT_EQ(owner_of("'''No documentation"), "nothing");
}

TEST(DocumentedCode, IsFoundInLinearTime) {
  constexpr int count = 20'000;
  std::string file(1'000'000, '\n');
  std::vector<std::size_t> docstrings;
  for (int i = 0; i < count; ++i) {
    file += "def f():\n  ";
    docstrings.push_back(file.size());
    file += "\"\"\"Text.\"\"\"\n";
  }
  const auto start = std::chrono::steady_clock::now();
  const LineBegins lines(file);
  for (const std::size_t docstring : docstrings) {
    const auto code = documented_code(file, docstring);
    ASSERT_TRUE(code);
    EXPECT_EQ(lines_of_block(file, lines, code->begin).count(), 2u);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST(LinesOfBlock, EndWhereTheIndentationEnds) {
  const LineBegins lines(text);
  EXPECT_EQ(lines_of_block(text, lines, text.find("    def __repr__")), (LineRange{5, 10}));
  EXPECT_EQ(lines_of_block(text, lines, text.find("class Handler")), (LineRange{2, 15}));
  EXPECT_EQ(lines_of_block(text, lines, text.find("class Other")), (LineRange{17, 18}));
}

}  // namespace
}  // namespace gitctx

#include "eval/queries/python_docs.h"

#include <gtest/gtest.h>

#include <string_view>

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

TEST(LinesOfBlock, EndWhereTheIndentationEnds) {
  EXPECT_EQ(lines_of_block(text, text.find("    def __repr__")), (LineRange{5, 10}));
  EXPECT_EQ(lines_of_block(text, text.find("class Handler")), (LineRange{2, 15}));
  EXPECT_EQ(lines_of_block(text, text.find("class Other")), (LineRange{17, 18}));
}

}  // namespace
}  // namespace gitctx

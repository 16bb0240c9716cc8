#include "text/notebook.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace gitctx {
namespace {

/// A notebook as Jupyter writes it.
constexpr char training[] = R"({
 "cells": [
  {
   "cell_type": "markdown",
   "metadata": {},
   "source": [
    "# Training\n",
    "\n",
    "See the \"paper\"."
   ]
  },
  {
   "cell_type": "code",
   "execution_count": 1,
   "metadata": {"tags": ["a", {"b": "}"}]},
   "outputs": [
    {
     "data": {"text/plain": ["def not_a_source():\n"]},
     "output_type": "display_data"
    }
   ],
   "source": [
    "%matplotlib inline\n",
    "def train(model):\n",
    "\tprint(\"\u00e9 \ud83d\ude00\")\n"
   ]
  }
 ],
 "metadata": {
  "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
)";

TEST(Notebook, HasItsSourceOnTheLinesOfTheFile) {
  const auto notebook = read_notebook(training);
  ASSERT_TRUE(notebook.has_value());
  EXPECT_EQ(notebook->language, Language::python);
  EXPECT_EQ(notebook->text,
            std::string(6, '\n') + "# # Training\n\n# See the \"paper\"." + std::string(14, '\n') +
                "# %matplotlib inline\ndef train(model):\n\tprint(\"\xC3\xA9 \xF0\x9F\x98\x80\")" +
                std::string(10, '\n'));
  EXPECT_EQ(std::ranges::count(notebook->text, '\n'),
            std::ranges::count(std::string_view(training), '\n'));
}

Language language_of_notebook(const std::string& metadata) {
  const auto notebook = read_notebook("{\"cells\": [], \"metadata\": " + metadata + "}");
  return notebook ? notebook->language : Language::json;
}

TEST(Notebook, HasTheLanguageOfItsKernel) {
  EXPECT_EQ(language_of_notebook("{}"), Language::python);
  EXPECT_EQ(language_of_notebook(R"({"kernelspec": {"language": "julia"}})"), Language::julia);
  EXPECT_EQ(language_of_notebook(R"({"language_info": {"name": "R"}})"), Language::r);
  EXPECT_EQ(language_of_notebook(R"({"kernelspec": {"language": "C++17"}})"), Language::cpp);
  EXPECT_EQ(language_of_notebook(R"({"kernelspec": {"language": "klingon"}})"),
            Language::plain_text);
}

std::string text_of_cell(const std::string& type, const std::string& source,
                         const std::string& language = "python") {
  const auto notebook =
      read_notebook("{\"cells\": [{\"source\": " + source + ", \"cell_type\": \"" + type +
                    "\"}], \"metadata\": {\"kernelspec\": {\"language\": \"" + language + "\"}}}");
  return notebook ? notebook->text : "no notebook";
}

TEST(Notebook, CommentsOutWhatIsNoCode) {
  EXPECT_EQ(text_of_cell("code", "\"x = 1\""), "x = 1");
  EXPECT_EQ(text_of_cell("markdown", "\"x is one\""), "# x is one");
  EXPECT_EQ(text_of_cell("markdown", "\"x is one\"", "scala"), "// x is one");
  EXPECT_EQ(text_of_cell("raw", "\"x is one\"", "haskell"), "-- x is one");
  EXPECT_EQ(text_of_cell("code", "[\n\"%%bash\\n\",\n\"ls\"]"), "\n# %%bash\n# ls");
  EXPECT_EQ(text_of_cell("code", "[\n\"%%time\\n\",\n\"f()\"]"), "\n# %%time\nf()");
  EXPECT_EQ(text_of_cell("code", "[\n\"if x:\\n\",\n\"    !ls\"]"), "\nif x:\n#     !ls");
  EXPECT_EQ(text_of_cell("code", "[\n\"!x\"]", "javascript"), "\n!x") << "an expression";
}

TEST(Notebook, MayStoreSeveralSourceLinesInOneLine) {
  EXPECT_EQ(text_of_cell("code", "\"a = 1\\nb = 2\\n\""), "a = 1\nb = 2");
  EXPECT_EQ(text_of_cell("code", "[\"a = 1\\n\", \"b = 2\\n\"]"), "a = 1\nb = 2");
  EXPECT_EQ(text_of_cell("code", "[\"a = 1\\n\", \"\\n\", \"b = 2\"]"), "a = 1\n\nb = 2");
  EXPECT_EQ(text_of_cell("code", "[\"a = 1\\r\\n\"]"), "a = 1");
  EXPECT_EQ(text_of_cell("code", "\"%%bash\\nls\\n\""), "# %%bash\n# ls");
  const auto notebook =
      read_notebook(R"_({"cells": [{"cell_type": "markdown", "source": ["About"]}, )_"
                    R"_({"cell_type": "code", "source": ["def train():\n", "    pass\n"]}, )_"
                    R"_({"cell_type": "code", "source": "train()"}], "metadata": {}})_"
                    "\n");
  ASSERT_TRUE(notebook.has_value());
  EXPECT_EQ(notebook->text, "# About\ndef train():\n    pass\ntrain()");
}

TEST(Notebook, ReturnsToTheLinesOfTheFile) {
  const auto notebook = read_notebook(
      "{\"cells\": [\n{\"source\": \"a\\nb\\nc\",\n\"outputs\": [],\n\n\"cell_type\": \"code\"},\n"
      "{\"cell_type\": \"code\", \"source\": \"d\"}\n]}\n");
  ASSERT_TRUE(notebook.has_value());
  EXPECT_EQ(notebook->text, "\na\nb\nc\n\nd\n\n");
}

TEST(Notebook, IsNoOtherJson) {
  for (const char* json :
       {"", "{", "[]", "{}", "{\"worksheets\": []}", "{\"cells\": 1}", "{\"cells\": [1]}",
        "{\"cells\": [{\"source\": [1]}]}", "{\"cells\": [{\"source\": \"\\", "{\"cells\": [",
        "{\"cells\": [], \"metadata\": \"\\u12", "{\"cells\": [], \"x\": [1, {\"y\": 2}"}) {
    EXPECT_FALSE(read_notebook(json).has_value()) << json;
  }
  EXPECT_TRUE(read_notebook("{\"cells\": [], \"x\": [1, {\"y\": [\"]\"]}]}").has_value());
}

TEST(Notebook, DecodesEveryEscape) {
  EXPECT_EQ(text_of_cell("code", R"("a\t\"\\\/\u0041")"), "a\t\"\\/A");
  EXPECT_EQ(text_of_cell("code", R"("\ud800x\ud800\u0041\udc00\u0000")"),
            "\xEF\xBF\xBDx\xEF\xBF\xBD"
            "A\xEF\xBF\xBD ");
  EXPECT_EQ(text_of_cell("code", R"("\u00zz")"), "no notebook");
}

}  // namespace
}  // namespace gitctx

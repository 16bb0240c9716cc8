#include "git/config_grammar.h"

#include <gtest/gtest.h>

#include <fstream>
#include <stdexcept>
#include <string>

#include "testing/repo_builder.h"

namespace gitctx {
namespace {

bool git_accepts(RepoBuilder& repo, const std::string& text) {
  const std::string file = repo.beside("config").string();
  std::ofstream(file) << text;
  try {
    repo.git({"config", "--file", file, "--list"});
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

TEST(ConfigGrammar, AcceptsWhatGitAccepts) {
  RepoBuilder repo;
  for (const std::string text : {"",
                                 "\n",
                                 "[a]",
                                 "[a]\n",
                                 "[a-b.c]\nx=1\n",
                                 "[a]b=1\n",
                                 "[a] b\n",
                                 "\xEF\xBB\xBF[a]\nb\n",
                                 "[a]\r\nb = 1\r\n",
                                 "# x [\n; y [\n[a] # z [\n",
                                 "[a \"b c\"]\nd = e\n",
                                 "[a\t\"b\\\"c\\d\"] d\n",
                                 "[a]\nb = \"c # d\" # \"\n",
                                 "[a]\nb = c\\\nd\n",
                                 "[a]\nb = \\t\\b\\n\\\\\\\"\n",
                                 "[a]\nb = \"c\\\n d\"\n",
                                 "[a]\nb = 'c\n",
                                 "[a]\nb =",
                                 "[a]\nb = \"\"\n",
                                 "[a]\nb = c\\",
                                 "[a]\nb = c\rd\n",
                                 "[a]\n\tb\t = 1\n"}) {
    EXPECT_TRUE(is_config_text(text)) << text;
    EXPECT_TRUE(git_accepts(repo, text)) << text;
  }
}

TEST(ConfigGrammar, RefusesWhatGitRefuses) {
  RepoBuilder repo;
  for (const std::string text : {"[",
                                 "[]\n",
                                 "[a",
                                 "[a\n",
                                 "[a b]\n",
                                 "[a_b]\n",
                                 "[a \"b]\n",
                                 "[a \"b\" ]\n",
                                 "[a \"b\n\"]\n",
                                 "= 1\n",
                                 "[a]\n= 1\n",
                                 "[a]\n1b = c\n",
                                 "[a]\n_ = c\n",
                                 "[a]\nb_c = d\n",
                                 "[a]\nb = \\q\n",
                                 "[a]\nb = \"c\n",
                                 "[a]\nb = \"c",
                                 "[a]\nb # c\n",
                                 "[a]\nb c\n",
                                 "\x01\x02",
                                 "[a]\nb = c # \\\nd e\n",
                                 "[a]\n]\n"}) {
    EXPECT_FALSE(is_config_text(text)) << text;
    EXPECT_FALSE(git_accepts(repo, text)) << text;
  }
}

}  // namespace
}  // namespace gitctx

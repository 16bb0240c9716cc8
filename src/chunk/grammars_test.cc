#include "chunk/grammars.h"

#include <gtest/gtest.h>

namespace gitctx {
namespace {

TEST(Grammars, ExistForExactlyTheLanguagesWithHasGrammar) {
  for (int i = 0; i < language_count; ++i) {
    const auto language = static_cast<Language>(i);
    EXPECT_EQ(grammar_of(language) != nullptr, has_grammar(language)) << "language " << i;
  }
}

}  // namespace
}  // namespace gitctx

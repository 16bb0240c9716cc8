#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "text/bpe_tokenizer.h"

namespace gitctx {
namespace {

using Tokens = std::vector<std::uint32_t>;

// The expected ids are tiktoken's; tests/tokens/update.js writes them.
TEST(Tokens, AreThoseOfTiktoken) {
  std::ifstream file(std::string(GITCTX_SOURCE_DIR) + "/tests/tokens/golden.json");
  const auto entries = nlohmann::json::parse(file);
  ASSERT_GE(entries.size(), 100u);
  for (const auto& entry : entries) {
    const auto text = entry.at("text").get<std::string>();
    EXPECT_EQ(BpeTokenizer::of(BpeEncoding::cl100k_base).encode(text),
              entry.at("cl100k_base").get<Tokens>())
        << text;
    EXPECT_EQ(BpeTokenizer::of(BpeEncoding::o200k_base).encode(text),
              entry.at("o200k_base").get<Tokens>())
        << text;
  }
}

}  // namespace
}  // namespace gitctx

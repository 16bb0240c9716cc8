#include "text/bpe_tokenizer.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <thread>

#include "base/utf8.h"

namespace gitctx {
namespace {

using Tokens = std::vector<std::uint32_t>;

const BpeTokenizer& cl100k() { return BpeTokenizer::of(BpeEncoding::cl100k_base); }
const BpeTokenizer& o200k() { return BpeTokenizer::of(BpeEncoding::o200k_base); }

std::string decode(const BpeTokenizer& tokenizer, const Tokens& tokens) {
  std::string text;
  for (const std::uint32_t token : tokens) text += tokenizer.vocabulary().token(token);
  return text;
}

TEST(BpeTokenizer, GivesTheIdsOfTheEncoding) {
  EXPECT_EQ(cl100k().encode("hello world"), (Tokens{15339, 1917}));
  EXPECT_EQ(o200k().encode("hello world"), (Tokens{24912, 2375}));
}

TEST(BpeTokenizer, ReadsSpecialTokensAsText) { EXPECT_EQ(cl100k().count("<|endoftext|>"), 7u); }

TEST(BpeTokenizer, CountsNothingInAnEmptyText) {
  EXPECT_EQ(o200k().count(""), 0u);
  EXPECT_EQ(o200k().encode(""), Tokens{});
}

TEST(BpeTokenizer, CountsBytesThatAreNoUtf8AsReplacementCharacters) {
  EXPECT_EQ(cl100k().encode("a\xff\xfe z"), cl100k().encode("a\ufffd\ufffd z"));
  EXPECT_EQ(o200k().encode("\xe2\x82"), o200k().encode("\ufffd"));
}

// A quadratic merge would exceed the time limit of the test program.
TEST(BpeTokenizer, TakesAMegabyteOfOneLetter) {
  EXPECT_EQ(o200k().count(std::string(1'000'000, 'a')), 125'000u);
  EXPECT_EQ(o200k().count(std::string(1'000'000, ' ')), 7'813u);
}

RC_GTEST_PROP(BpeTokenizer, TokensSpellTheText, (const std::string& text)) {
  const std::string valid = replace_invalid_utf8(text);
  for (const BpeTokenizer* tokenizer : {&cl100k(), &o200k()}) {
    const Tokens tokens = tokenizer->encode(text);
    RC_ASSERT(decode(*tokenizer, tokens) == valid);
    RC_ASSERT(tokenizer->count(text) == tokens.size());
  }
}

TEST(BpeTokenizer, IsUsedFromSeveralThreads) {
  std::vector<std::size_t> counts(4);
  {
    std::vector<std::jthread> threads;
    for (std::size_t& count : counts) {
      threads.emplace_back([&count] { count = o200k().count("one two three"); });
    }
  }
  EXPECT_EQ(counts, std::vector<std::size_t>(4, 3));
}

}  // namespace
}  // namespace gitctx

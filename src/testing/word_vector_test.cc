#include "testing/word_vector.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

namespace gitctx {
namespace {

using Json = nlohmann::json;

double dot(const std::vector<float>& a, const std::vector<float>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

TEST(WordVector, HasUnitLengthAndIsTheSameEachTime) {
  for (const char* const text : {"", "!", "one", "readFile of path_to_file", "日本語"}) {
    for (const std::size_t dimensions : {1, 2, 256, 3072}) {
      const auto vector = word_vector(text, dimensions);
      EXPECT_EQ(vector.size(), dimensions);
      const bool is_cancelled = dot(vector, vector) < 0.5;
      EXPECT_FALSE(is_cancelled) << text << ' ' << dimensions;
      EXPECT_NEAR(dot(vector, vector), 1, 1e-5);
      EXPECT_EQ(vector, word_vector(text, dimensions));
    }
  }
}

TEST(WordVector, PartsOfNamesAreWords) {
  const auto query = word_vector("read file", 1024);
  EXPECT_GT(dot(query, word_vector("readFile", 1024)), 0.4);
  EXPECT_GT(dot(query, word_vector("file_read()", 1024)), 0.4);
  EXPECT_LT(dot(query, word_vector("write socket", 1024)), 0.2);
}

TEST(WordVector, TokensAreWordsAndOtherBytes) {
  EXPECT_EQ(count_word_tokens(""), 0u);
  EXPECT_EQ(count_word_tokens(" \n\t"), 0u);
  EXPECT_EQ(count_word_tokens("int f(x_1);"), 6u);
  EXPECT_EQ(count_word_tokens("größer 日本"), 2u);
}

TEST(WordVector, TheLeastInstanceFollowsTheSchema) {
  const Json schema = Json::parse(R"({"type":"object","properties":{
    "grade":{"type":"integer","minimum":1},"why":{"type":["string","null"]},
    "kind":{"enum":["a","b"]},"list":{"type":"array","minItems":2,"items":{"type":"boolean"}},
    "none":{"type":"array","items":{"type":"boolean"}},"any":{"anyOf":[{"type":"null"}]}}})");
  EXPECT_EQ(least_instance(schema), Json::parse(R"({"grade":1,"why":"text","kind":"a",
    "list":[true,true],"none":[],"any":null})"));
}

}  // namespace
}  // namespace gitctx

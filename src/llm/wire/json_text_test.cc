#include "llm/wire/json_text.h"

#include <gtest/gtest.h>

#include <string>

namespace gitctx {
namespace {

TEST(JsonText, CountsHowDeepArraysAndObjectsStand) {
  EXPECT_EQ(json_depth("7"), 0u);
  EXPECT_EQ(json_depth(R"({"a":[1,[2]],"b":{}})"), 3u);
  EXPECT_EQ(json_depth(R"({"a":"[[[\"[["})"), 1u);
  EXPECT_EQ(json_depth("]]][["), 2u);
}

TEST(JsonText, FindsTheObjectBetweenWordsAndFences) {
  EXPECT_EQ(find_json_object("Here:\n```json\n{\"a\": \"}\"}\n```\nDone {x}"), "{\"a\": \"}\"}");
  EXPECT_EQ(find_json_object(R"({"a":{"b":1}} {"c":2})"), R"({"a":{"b":1}})");
}

TEST(JsonText, PassesOverBracesThatAreNoObject) {
  EXPECT_EQ(find_json_object("a {set} of {\"a\":1}"), "{\"a\":1}");
  EXPECT_EQ(find_json_object("{\"a\": {\"b\":1}"), "{\"b\":1}");
  EXPECT_EQ(find_json_object("no object"), std::nullopt);
  EXPECT_EQ(find_json_object("{\"a\":"), std::nullopt);
}

TEST(JsonText, GivesUpOnATextOfNothingButBraces) {
  EXPECT_EQ(find_json_object(std::string(1'000'000, '{')), std::nullopt);
}

}  // namespace
}  // namespace gitctx

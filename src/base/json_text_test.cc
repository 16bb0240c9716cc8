#include "base/json_text.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace gitctx {
namespace {

TEST(JsonText, WritesOneLineAndReplacesIllFormedUtf8) {
  const nlohmann::json json{{"b", "\xFF"}, {"a", {1, 2}}};
  EXPECT_EQ(json_text(json), "{\"a\":[1,2],\"b\":\"\xEF\xBF\xBD\"}");
  EXPECT_EQ(json_text(nlohmann::ordered_json{{"b", 1}, {"a", 2}}), R"({"b":1,"a":2})");
  EXPECT_EQ(json_text(nlohmann::json{{"a", 1}}, 2), "{\n  \"a\": 1\n}");
}

TEST(JsonText, QuotesAString) {
  EXPECT_EQ(json_string("a \"b\"\n\xFF"), "\"a \\\"b\\\"\\n\xEF\xBF\xBD\"");
}

TEST(JsonText, ParsesOnlyDocumentsOfBoundedDepth) {
  EXPECT_EQ(parse_json(R"({"a":1})")["a"], 1);
  EXPECT_EQ(json_text(parse_ordered_json(R"({"b":1,"a":2})")), R"({"b":1,"a":2})");
  EXPECT_TRUE(parse_json("{").is_discarded());
  EXPECT_TRUE(parse_json("").is_discarded());
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(parse_json(nested(max_json_depth)).is_array());
  EXPECT_TRUE(parse_json(nested(max_json_depth + 1)).is_discarded());
}

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

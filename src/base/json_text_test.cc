#include "base/json_text.h"

#include <gtest/gtest.h>

#include <yaml-cpp/yaml.h>

#include <nlohmann/json.hpp>
#include <string>

#include "base/printable.h"
#include "base/utf8.h"

namespace gitctx {
namespace {

TEST(JsonText, WritesOneLineAndReplacesIllFormedUtf8) {
  const nlohmann::json json{{"b", "\xFF"}, {"a", {1, 2}}};
  EXPECT_EQ(json_text(json), "{\"a\":[1,2],\"b\":\"\xEF\xBF\xBD\"}");
  EXPECT_EQ(json_text(nlohmann::ordered_json{{"b", 1}, {"a", 2}}), R"({"b":1,"a":2})");
  EXPECT_EQ(json_text(nlohmann::json{{"a", 1}}, 2), "{\n  \"a\": 1\n}");
}

TEST(JsonText, EscapesWhatAReaderCannotSee) {
  const nlohmann::json json{{"k\u202e", "\x1b\x7f\u009b\u2028\u200d\ufeff\U000e0041é"}};
  const std::string text =
      "{\"k\\u202e\":\"\\u001b\\u007f\\u009b\\u2028\\u200d\\ufeff\\udb40\\udc41é\"}";
  EXPECT_EQ(json_text(json), text);
  EXPECT_EQ(json_text(nlohmann::ordered_json(json)), text);
  EXPECT_EQ(parse_json(text), json);
  EXPECT_EQ(raw_json_text(json),
            "{\"k\u202e\":\"\\u001b\x7f\u009b\u2028\u200d\ufeff\U000e0041é\"}");
}

TEST(JsonText, ParsesToTheSameTextForEveryCharacter) {
  for (char32_t begin = 1; begin < 0x110000; begin += 0x800) {
    if (begin > 0x20000 && begin < 0xE0000 - 0x800) continue;
    std::string all;
    for (char32_t c = begin; c < begin + 0x800 && c < 0x110000; ++c) {
      if (c < 0xD800 || c > 0xDFFF) append_utf8(all, c);
    }
    const std::string text = json_text(nlohmann::json(all));
    ASSERT_EQ(parse_json(text), nlohmann::json(all)) << static_cast<std::uint32_t>(begin);
    for (std::string_view rest = text; !rest.empty();) {
      const DecodedCodePoint point = decode_utf8(rest);
      ASSERT_FALSE(is_hidden(point.value)) << static_cast<std::uint32_t>(point.value);
      rest.remove_prefix(point.size);
    }
  }
}

TEST(JsonText, KeepsTheLinesOfAnIndentedDocument) {
  EXPECT_EQ(json_text(nlohmann::json{{"a", "\u202e\n"}}, 2), "{\n  \"a\": \"\\u202e\\n\"\n}");
}

TEST(YamlString, IsAQuotedStringOfYaml) {
  EXPECT_EQ(yaml_string("a \"b\"\n\xFF"), "\"a \\\"b\\\"\\n\xEF\xBF\xBD\"");
  EXPECT_EQ(yaml_string("\u202e\U000e0041"), "\"\\u202e\\U000e0041\"");
  const std::string text = "a\x01\x7f\u0085\u2028\ufeff\U000e0041\U0001d173é\\u";
  EXPECT_EQ(YAML::Load(yaml_string(text)).as<std::string>(), text);
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

TEST(JsonText, OnlyBracketsAndCommasOutsideStringsCountForTheLimits) {
  const std::string deep(max_json_depth + 1, '[');
  EXPECT_FALSE(is_within_json_limits(deep));
  EXPECT_FALSE(is_within_json_limits("]]" + deep));
  EXPECT_TRUE(is_within_json_limits("\"\\\"" + deep + "\""));
  EXPECT_TRUE(is_within_json_limits("\"" + std::string(max_json_values + 1, ',') + "\""));
}

TEST(JsonText, ParsesOnlyDocumentsWithALimitedNumberOfValues) {
  const auto list = [](std::size_t values, const std::string& value) {
    std::string text = "[" + value;
    for (std::size_t i = 1; i < values; ++i) text += "," + value;
    return text + "]";
  };
  EXPECT_EQ(parse_json(list(max_json_values, "0")).size(), max_json_values);
  EXPECT_TRUE(parse_json(list(max_json_values + 1, "0")).is_discarded());
  EXPECT_TRUE(parse_ordered_json(list(max_json_values / 2 + 1, "{}")).is_discarded());
}

TEST(JsonWhole, RefusesWhatDoesNotFit) {
  const auto whole = [](const char* text, auto number) {
    return json_whole<decltype(number)>(nlohmann::json::parse(text));
  };
  EXPECT_EQ(whole("18446744073709551615", std::uint64_t{}), 18446744073709551615u);
  EXPECT_EQ(whole("-9223372036854775808", std::int64_t{}), INT64_MIN);
  EXPECT_EQ(whole("255", std::uint8_t{}), 255);
  EXPECT_EQ(whole("-7", 0), -7);
  for (const char* text : {"31415926535897932384", "1e30", "-1", "1.5", "\"1\"", "null", "true"}) {
    EXPECT_THROW(whole(text, std::uint64_t{}), nlohmann::json::exception) << text;
  }
  for (const char* text : {"9223372036854775808", "-9223372036854775809", "1e300", "-1e300"}) {
    EXPECT_THROW(whole(text, std::int64_t{}), nlohmann::json::exception) << text;
  }
  EXPECT_THROW(whole("256", std::uint8_t{}), nlohmann::json::exception);
  EXPECT_THROW(whole("2147483648", 0), nlohmann::json::exception);
}

TEST(JsonWhole, LeavesOtherTypesToTheLibrary) {
  bool is_set = false;
  json_get_to(nlohmann::ordered_json(true), is_set);
  EXPECT_TRUE(is_set);
  double number = 0;
  json_get_to(nlohmann::ordered_json(1.5), number);
  EXPECT_EQ(number, 1.5);
}

TEST(JsonText, CountsAreNeverBeyondWhatADoubleHolds) {
  const auto count = [](const char* text) {
    return json_count_member(nlohmann::json::parse(text), "n");
  };
  EXPECT_EQ(count(R"({"n": 7})"), 7u);
  EXPECT_EQ(count(R"({"n": 7.9})"), 7u);
  for (const char* text : {R"({"n": 18446744073709551615})", R"({"n": 1e300})", R"({"n": -1})"}) {
    EXPECT_EQ(count(text), 0u) << text;
  }
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

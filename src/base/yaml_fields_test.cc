#include "base/yaml_fields.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace gitctx {
namespace {

const YamlFields::Limits limits{
    .wrong = ErrorCode::usage, .broken = ErrorCode::configuration, .megabytes = 1};
const YamlFields fields("f.yml", "Correct that line", limits);

template <class Read>
std::string error_of(const std::string& yaml, Read read) {
  try {
    fields.read(yaml, read);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::configuration) << error.message();
    return error.message();
  }
  return {};
}

TEST(YamlFields, ReturnsWhatTheReaderReturns) {
  EXPECT_EQ(fields.read("{a: 3}", [](const YAML::Node& root) { return root["a"].Scalar(); }), "3");
}

TEST(YamlFields, ReportsAnUncheckedKindOfValueInsteadOfStopping) {
  const std::string list = "- {a: 1}\n";
  EXPECT_TRUE(error_of(list, [](const YAML::Node& root) {
                for (const auto& entry : root) entry.first.Scalar();
              }).starts_with("f.yml:1: broken YAML: "));
  EXPECT_TRUE(error_of(list, [](const YAML::Node& root) {
                root["missing"].Scalar();
              }).starts_with("f.yml:1: broken YAML: "));
  EXPECT_TRUE(error_of("a: 1\nb: x\n", [](const YAML::Node& root) {
                root["b"].as<int>();
              }).starts_with("f.yml:2: broken YAML: "));
  EXPECT_TRUE(error_of("x", [](const YAML::Node& root) {
                root["a"].Scalar();
              }).starts_with("f.yml:1: broken YAML: "));
}

TEST(YamlFields, RefusesAMapThatIsAnotherValue) {
  const auto line_of = [](const std::string& yaml) {
    return error_of(yaml, [](const YAML::Node& root) {
      const YamlFields strict("f.yml", "", {.wrong = ErrorCode::configuration});
      return strict.optional_map(root, "a", "numbers").has_value();
    });
  };
  EXPECT_EQ(line_of("{a: {b: 1}}"), "");
  EXPECT_EQ(line_of("{b: 1}"), "");
  EXPECT_EQ(line_of("{a: }"), "");
  EXPECT_EQ(line_of("b: 1\na: [b]"), "f.yml:2: expected a map of numbers below 'a'");
  EXPECT_EQ(line_of("a: text"), "f.yml:1: expected a map of numbers below 'a'");
}

std::string repeated(std::string_view unit, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += unit;
  return text;
}

TEST(YamlDocument, HasALimitedNumberOfOpenBracketsAndTokens) {
  // Without the limits, each of these texts takes gigabytes before the parser finds a fault.
  for (const char* unit : {"[", "{", "[]", "a,", "\"\"", "? ", ": "}) {
    const std::string text = "a: 1\nb: [" + repeated(unit, 10'000'000 / std::string(unit).size());
    try {
      load_yaml_document(text);
      FAIL() << unit;
    } catch (const YAML::Exception& error) {
      EXPECT_EQ(error.msg, "too many values or open brackets") << unit;
      EXPECT_EQ(error.mark.line, 1) << unit;
    }
  }
  EXPECT_NO_THROW(load_yaml_document("a: '" + repeated("[", 9'000) + "'"));
}

TEST(YamlDocument, HasALimitedNumberOfValues) {
  EXPECT_EQ(load_yaml_document(repeated("- a\n", 300'000)).size(), 300'000u);
  for (const char* unit : {"- a\n", "- {a, b}\n", "- - -\n"}) {
    try {
      load_yaml_document(repeated(unit, 1'000'001));
      FAIL() << unit;
    } catch (const YAML::Exception& error) {
      EXPECT_EQ(error.msg, "more than 1000000 values") << unit;
    }
  }
}

}  // namespace
}  // namespace gitctx

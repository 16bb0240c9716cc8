#include "llm/wire/json_schema.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <random>

namespace gitctx {
namespace {

constexpr const char* ranking_schema = R"({
  "type": "object",
  "properties": {
    "ranking": {"type": "array", "items": {"type": "integer", "minimum": 1}, "maxItems": 3},
    "note": {"type": ["string", "null"]},
    "grade": {"enum": [0, 1, 2]}
  },
  "required": ["ranking", "note", "grade"],
  "additionalProperties": false
})";

std::string fault_of(const std::string& document, const std::string& schema = ranking_schema) {
  return find_document_fault(document, schema).value_or("fits");
}

/// An object schema with one property `a`.
std::string with_property(const std::string& schema) {
  return fmt::format(R"({{"type":"object","properties":{{"a":{}}},"required":["a"],)"
                     R"("additionalProperties":false}})",
                     schema);
}

std::string schema_fault_of(const std::string& schema) {
  return find_schema_fault(schema).value_or("right");
}

TEST(JsonSchema, TakesADocumentThatFits) {
  EXPECT_EQ(fault_of(R"({"ranking":[3,1],"note":null,"grade":2})"), "fits");
  EXPECT_EQ(fault_of(R"({"grade":0,"note":"x","ranking":[]})"), "fits");
}

TEST(JsonSchema, SaysWhereADocumentDoesNotFit) {
  EXPECT_EQ(fault_of(R"({"ranking":[3,"1"],"note":null,"grade":2})"),
            "$.ranking[1]: expected an integer, got string");
  EXPECT_EQ(fault_of(R"({"ranking":[0],"note":null,"grade":2})"), "$.ranking[0]: number too small");
  EXPECT_EQ(fault_of(R"({"ranking":[1,2,3,4],"note":null,"grade":2})"),
            "$.ranking: too many items");
  EXPECT_EQ(fault_of(R"({"ranking":[],"note":7,"grade":2})"),
            "$.note: expected a string, got number");
  EXPECT_EQ(fault_of(R"({"ranking":[],"note":"","grade":3})"), "$.grade: expected one of [0,1,2]");
  EXPECT_EQ(fault_of(R"({"ranking":[],"note":""})"), "$: 'grade' is missing");
  EXPECT_EQ(fault_of(R"({"ranking":[],"note":"","grade":1,"more":1})"),
            "$: 'more' is not expected");
  EXPECT_EQ(fault_of(R"([])"), "$: expected an object, got array");
  EXPECT_EQ(fault_of(R"({"ranking":[)"), "$: not JSON, or too deep");
}

TEST(JsonSchema, TakesAWholeNumberWrittenAsAFraction) {
  EXPECT_EQ(fault_of(R"({"ranking":[2.0],"note":null,"grade":2})"), "fits");
  EXPECT_EQ(fault_of(R"({"ranking":[2.5],"note":null,"grade":2})"),
            "$.ranking[0]: expected an integer, got number");
}

TEST(JsonSchema, TakesWhatFitsOneOfTheAlternatives) {
  const std::string schema = with_property(R"({"anyOf":[{"type":"integer"},)" +
                                           with_property(R"({"type":"string"})") + "]}");
  ASSERT_EQ(schema_fault_of(schema), "right");
  EXPECT_EQ(fault_of(R"({"a":1})", schema), "fits");
  EXPECT_EQ(fault_of(R"({"a":{"a":"x"}})", schema), "fits");
  EXPECT_EQ(fault_of(R"({"a":{"a":1}})", schema), "$.a: matches none of the alternatives");
  const std::string one = with_property(R"({"anyOf":[{"type":"integer"}]})");
  EXPECT_EQ(fault_of(R"({"a":"x"})", one), "$.a: expected an integer, got string");
}

TEST(JsonSchema, ComparesNumbersWithTheirLimits) {
  const std::string schema = with_property(
      R"({"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1,"multipleOf":0.25})");
  EXPECT_EQ(fault_of(R"({"a":0.5})", schema), "fits");
  EXPECT_EQ(fault_of(R"({"a":0})", schema), "$.a: number too small");
  EXPECT_EQ(fault_of(R"({"a":1})", schema), "$.a: number too large");
  EXPECT_EQ(fault_of(R"({"a":0.3})", schema), "$.a: not a multiple of the step");
}

TEST(JsonSchema, RefusesWhatIsDeeperThanAnyDocument) {
  constexpr std::size_t levels = 200'000;
  const std::string deep = std::string(levels, '[') + std::string(levels, ']');
  EXPECT_EQ(fault_of(R"({"ranking":)" + deep + R"(,"note":null,"grade":1})"),
            "$: not JSON, or too deep");
  EXPECT_EQ(schema_fault_of(with_property(deep)), "$: not JSON, or too deep");
  const std::string less_deep = std::string(100, '[') + std::string(100, ']');
  EXPECT_EQ(fault_of(R"({"ranking":)" + less_deep + R"(,"note":null,"grade":1})"),
            "$.ranking[0]: expected an integer, got array");
}

TEST(JsonSchema, KeepsNamesOfTheDocumentShortAndOnOneLine) {
  const std::string name(200, 'x');
  EXPECT_EQ(fault_of(R"({"ranking":[],"note":"","grade":1,")" + name + R"(":1})"),
            "$: '" + name.substr(0, 60) + "' is not expected");
  EXPECT_EQ(fault_of(R"({"ranking":[],"note":"","grade":1,"a\nb":1})"),
            "$: 'a\\nb' is not expected");
}

TEST(JsonSchema, RefusesASchemaBeyondTheStrictSubset) {
  EXPECT_EQ(schema_fault_of(ranking_schema), "right");
  EXPECT_EQ(schema_fault_of("{"), "$: not JSON, or too deep");
  EXPECT_EQ(schema_fault_of(R"({"type":"array","items":{"type":"string"}})"),
            "$: the root must be of type object");
  EXPECT_EQ(schema_fault_of(R"({"type":"object","properties":{},"required":[]})"),
            "$: an object needs additionalProperties: false");
  EXPECT_EQ(schema_fault_of(R"({"type":"object","properties":{"a":{"type":"string"}},)"
                            R"("required":[],"additionalProperties":false})"),
            "$: 'a' must also be required");
  EXPECT_EQ(schema_fault_of(R"({"type":"object","properties":{},)"
                            R"("required":["b"],"additionalProperties":false})"),
            R"($: required: unknown property: "b")");
  EXPECT_EQ(schema_fault_of(with_property(R"({"type":"string","pattern":"a+"})")),
            "$.properties.a: 'pattern' is not allowed in a schema for strict structured output");
  EXPECT_EQ(schema_fault_of(with_property(R"({"$ref":"#"})")),
            "$.properties.a: '$ref' is not allowed in a schema for strict structured output");
  EXPECT_EQ(schema_fault_of(with_property(R"({"type":"array"})")),
            "$.properties.a: an array needs items");
  EXPECT_EQ(schema_fault_of(with_property(R"({"type":"text"})")),
            R"($.properties.a: unknown type: "text")");
  EXPECT_EQ(schema_fault_of(with_property("{}")), "$.properties.a: expected a type");
  EXPECT_EQ(schema_fault_of(with_property("true")), "$.properties.a: expected a schema");
  EXPECT_EQ(schema_fault_of(with_property(R"({"enum":[]})")),
            "$.properties.a: enum: expected a list of scalars");
  EXPECT_EQ(schema_fault_of(with_property(R"({"anyOf":[]})")),
            "$.properties.a: anyOf: expected schemas");
  EXPECT_EQ(schema_fault_of(with_property(R"({"type":"array","items":{"type":"null"},)"
                                          R"("minItems":-1})")),
            "$.properties.a: minItems: expected a whole number");
  EXPECT_EQ(schema_fault_of(R"({"type":"object","anyOf":[{"type":"null"}]})"),
            "$: the root cannot be anyOf");
}

TEST(JsonSchema, RefusesASchemaOfMoreThanTenLevels) {
  std::string schema = R"({"type":"string"})";
  for (int level = 0; level < 9; ++level) schema = with_property(schema);
  EXPECT_EQ(schema_fault_of(schema), "right");
  EXPECT_TRUE(schema_fault_of(with_property(schema)).ends_with("deeper than 10 levels"));
}

/// The simple twin: makes a random schema and a document; returns whether the document fits.
bool fits_slowly(std::mt19937& random, int depth, std::string& schema, std::string& document) {
  const int kind = depth == 0 ? static_cast<int>(random() % 2) : static_cast<int>(random() % 4);
  const bool wrong = random() % 12 == 0;
  std::string inner_schema, inner_document;
  switch (kind) {
    case 0:
      schema = R"({"type":"integer"})";
      document = wrong ? "\"x\"" : "7";
      return !wrong;
    case 1:
      schema = R"({"type":"string"})";
      document = wrong ? "7" : "\"x\"";
      return !wrong;
    case 2: {
      const bool fits = fits_slowly(random, depth - 1, inner_schema, inner_document);
      schema = with_property(inner_schema);
      document = wrong ? "{}" : R"({"a":)" + inner_document + "}";
      return fits && !wrong;
    }
    default: {
      const bool fits = fits_slowly(random, depth - 1, inner_schema, inner_document);
      schema = R"({"anyOf":[{"type":"boolean"},)" + inner_schema + "]}";
      document = wrong ? "true" : inner_document;
      return wrong || fits;
    }
  }
}

TEST(JsonSchema, EqualsARecursiveJudgementOnRandomDocuments) {
  constexpr unsigned seed = 5;
  std::mt19937 random(seed);
  int fitting = 0;
  for (int round = 0; round < 2000; ++round) {
    std::string schema, document;
    const bool fits = fits_slowly(random, 5, schema, document);
    const std::string whole = with_property(schema);
    ASSERT_EQ(schema_fault_of(whole), "right") << whole;
    const auto fault = find_document_fault(R"({"a":)" + document + "}", whole);
    ASSERT_EQ(!fault, fits) << "seed " << seed << ": " << document << " for " << whole;
    fitting += fits ? 1 : 0;
  }
  EXPECT_GT(fitting, 200);
  EXPECT_LT(fitting, 1900);
}

}  // namespace
}  // namespace gitctx

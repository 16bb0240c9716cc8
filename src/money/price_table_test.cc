#include "money/price_table.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

TEST(PriceTable, TheEmbeddedOneKnowsTheModelsThatGitctxOffers) {
  const PriceTable table = PriceTable::load();
  EXPECT_EQ(table.as_of(), "2026-11-22");
  const ModelPrice* const small = table.find("openai", "text-embedding-3-small");
  ASSERT_TRUE(small);
  EXPECT_EQ(small->input_per_million, 0.02);
  EXPECT_EQ(small->batch_factor, 0.5);
  EXPECT_EQ(table.find("openai", "text-embedding-3-large")->input_per_million, 0.13);
  EXPECT_EQ(table.find("voyage", "voyage-code-3")->input_per_million, 0.18);
  for (const auto& [provider, model] :
       {std::pair("openai", "gpt-4.1-mini"), std::pair("anthropic", "claude-haiku-4-5"),
        std::pair("cohere", "embed-v4.0"), std::pair("gemini", "gemini-embedding-001")}) {
    EXPECT_TRUE(table.find(provider, model)) << provider << '/' << model;
  }
}

TEST(PriceTable, EveryEmbeddedPriceHasADateAndASource) {
  const PriceTable table = PriceTable::load();
  for (const ModelPrice& price : table.prices()) {
    EXPECT_GT(price.input_per_million, 0) << price.model;
    EXPECT_LE(price.cached_input_per_million, price.input_per_million) << price.model;
    EXPECT_EQ(price.checked.size(), 10u) << price.model;
    EXPECT_FALSE(price.source.empty()) << price.model;
  }
}

TEST(PriceTable, ADatedNameCostsWhatTheNameDoes) {
  const PriceTable table = PriceTable::load();
  EXPECT_EQ(table.find("openai", "gpt-4.1-mini-2025-04-14"), table.find("openai", "gpt-4.1-mini"));
  EXPECT_EQ(table.find("anthropic", "claude-haiku-4-5-20251001"),
            table.find("anthropic", "claude-haiku-4-5"));
  EXPECT_EQ(table.find("openai", "gpt-4o-latest"), table.find("openai", "gpt-4o"));
}

TEST(PriceTable, AnotherNameOrProviderIsNotKnown) {
  const PriceTable table = PriceTable::load();
  EXPECT_FALSE(table.find("openai", "gpt-4.1-minimal"));
  EXPECT_FALSE(table.find("openai", "gpt-4.1-mini-tuned"));
  EXPECT_FALSE(table.find("localhost", "text-embedding-3-small"));
  EXPECT_FALSE(table.find("openai", ""));
}

TEST(PriceTable, AFileOfOnesOwnReplacesAndAdds) {
  const TempDir dir;
  const auto path = dir.write("prices.yml",
                              "as_of: 2027-01-31\n"
                              "models:\n"
                              "  - {provider: openai, model: gpt-4.1-mini, input: 0.3}\n"
                              "  - {provider: llm.example.org, model: own, input: 0, output: 1}\n");
  const PriceTable table = PriceTable::load(path);
  EXPECT_EQ(table.as_of(), "2027-01-31");
  EXPECT_EQ(table.find("openai", "gpt-4.1-mini")->input_per_million, 0.3);
  EXPECT_EQ(table.find("openai", "gpt-4.1-mini")->cached_input_per_million, 0.3);
  EXPECT_EQ(table.find("openai", "gpt-4.1-mini")->output_per_million, 0);
  EXPECT_EQ(table.find("llm.example.org", "own")->output_per_million, 1);
  EXPECT_EQ(table.find("openai", "gpt-4.1")->input_per_million, 2);
  EXPECT_EQ(table.prices().size(), PriceTable::load().prices().size() + 1);
}

TEST(PriceTable, SaysInWhichLineAFileIsWrong) {
  const std::string head = "as_of: 2027-01-31\nmodels:\n";
  const std::pair<std::string, std::string> cases[] = {
      {"", "p.yml:1: expected as_of, sources, models"},
      {"models: []", "p.yml:1: expected 'as_of'"},
      {"as_of: today\nmodels: []", "p.yml:1: as_of: expected a date like 2026-01-31"},
      {"as_of: 2027-01-31", "p.yml:1: expected a list 'models'"},
      {"as_of: 2027-01-31\nmodel: []\nmodels: []", "p.yml:2: unknown key 'model'"},
      {head + "  - gpt",
       "p.yml:3: expected provider, model, input, cached_input, output, batch_factor, checked, "
       "source"},
      {head + "  - {model: m, input: 1}", "p.yml:3: expected 'provider'"},
      {head + "  - {provider: p, model: m}", "p.yml:3: expected 'input'"},
      {head + "  - {provider: p, model: m, inputs: 1}", "p.yml:3: unknown key 'inputs'"},
      {head + "  - {provider: p, model: m, input: -1}",
       "p.yml:3: input: expected a number from 0 to 1e+09"},
      {head + "  - {provider: p, model: m, input: inf}",
       "p.yml:3: input: expected a number from 0 to 1e+09"},
      {head + "  - {provider: p, model: m, input: $1}",
       "p.yml:3: input: expected a number from 0 to 1e+09"},
      {head + "  - {provider: p, model: m, input: 1, batch_factor: 2}",
       "p.yml:3: batch_factor: expected a number from 0 to 1"},
      {head + "  - {provider: p, model: m, input: 1}\n  - {provider: p, model: m, input: 2}",
       "p.yml:4: duplicate price of m of p"},
      {head + "  - {provider: p, model: m, input: 1, source: x}",
       "p.yml:3: 'x' is not one of the sources"},
      {"as_of: 2027-01-31\nsources:\n  - {x: https://example.org}\nmodels: []",
       "p.yml:3: expected a map of addresses below 'sources'"},
      {"as_of: 2027-01-31\nsources: x\nmodels: []",
       "p.yml:2: expected a map of addresses below 'sources'"},
      {std::string(2 << 20, '#'), "p.yml: larger than 1 MB"},
  };
  for (const auto& [yaml, message] : cases) {
    try {
      PriceTable::parse(yaml, "p.yml");
      FAIL() << "taken: " << yaml;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::configuration);
      EXPECT_EQ(error.message(), message);
    }
  }
}

TEST(PriceTable, SaysWhereAFileIsNoYaml) {
  try {
    PriceTable::parse("as_of: 2027-01-31\nmodels: [", "p.yml");
    FAIL() << "taken";
  } catch (const Error& error) {
    EXPECT_TRUE(error.message().starts_with("p.yml:2: broken YAML: ")) << error.message();
  }
}

TEST(PriceTable, SaysWhenAFileIsMissing) {
  const TempDir dir;
  EXPECT_THROW(PriceTable::load(dir / "none.yml"), Error);
}

TEST(CostUsd, CountsCachedInputApartAndTheBatchFactor) {
  const ModelPrice price{.input_per_million = 2,
                         .cached_input_per_million = 0.5,
                         .output_per_million = 8,
                         .batch_factor = 0.5};
  EXPECT_DOUBLE_EQ(cost_usd(price, {.input = 1'000'000}), 2);
  EXPECT_DOUBLE_EQ(cost_usd(price, {.input = 1'000'000, .cached_input = 400'000}), 1.4);
  EXPECT_DOUBLE_EQ(cost_usd(price, {.input = 1000, .output = 500}), 0.006);
  EXPECT_DOUBLE_EQ(cost_usd(price, {.input = 1000, .output = 500, .in_batch = true}), 0.003);
  EXPECT_EQ(cost_usd(price, {}), 0);
}

}  // namespace
}  // namespace gitctx

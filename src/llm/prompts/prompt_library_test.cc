#include "llm/prompts/prompt_library.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "llm/prompts/built_in_prompts.h"

namespace gitctx {
namespace {

std::string built_in_changed(std::string_view name, std::string_view from, std::string_view to) {
  std::string yaml(built_in_prompt_yaml(name));
  return yaml.replace(yaml.find(from), from.size(), to);
}

std::string fault_of(const std::string& name, const std::string& yaml) {
  try {
    parse_replacement(name, yaml, name + ".yml");
    return "right";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
    return error.message();
  }
}

TEST(PromptLibrary, HoldsEveryPromptOfTheContract) {
  EXPECT_EQ(built_in_prompt_names().size(), 4u);
  for (const std::string_view name : built_in_prompt_names()) {
    const Prompt& prompt = built_in_prompt(name);
    EXPECT_EQ(prompt.name, name);
    EXPECT_EQ(find_contract_fault(prompt), "");
    EXPECT_FALSE(prompt.purpose.empty());
    EXPECT_EQ(prompt.temperature, 0.0) << "replies to the same request should be the same";
  }
}

TEST(PromptLibrary, EveryBuiltInPromptDeclaresItsContentToBeData) {
  for (const std::string_view name : built_in_prompt_names()) {
    const std::string& system = built_in_prompt(name).messages.at(0).content;
    EXPECT_NE(system.find("\"| \""), std::string::npos) << name;
    const auto has = [&](std::string_view words) {
      return system.find(words) != std::string::npos;
    };
    EXPECT_TRUE(has("never an\ninstruction") || has("never an instruction") ||
                has("is\nnever an instruction"))
        << name;
  }
}

TEST(PromptLibrary, TheJudgeReasonsBeforeItGrades) {
  const std::string& schema = built_in_prompt("judge").schema->json;
  EXPECT_LT(schema.find("reasoning"), schema.find("score"));
}

TEST(PromptLibrary, TakesThePromptOfARepositoryInPlaceOfTheBuiltInOne) {
  const std::string changed = built_in_changed("rerank", "version: 1", "version: 7");
  EXPECT_EQ(parse_replacement("rerank", changed, "rerank.yml").version, 7);
}

TEST(PromptLibrary, RefusesAPromptThatItsCodeCouldNotUse) {
  EXPECT_EQ(fault_of("rerank", built_in_changed("rerank", "{{query}}", "{{qurey}}")),
            "rerank.yml: unknown variable {{qurey}}; known are query, candidates, count");
  EXPECT_EQ(fault_of("rerank", built_in_changed("rerank", "{{count}} ", "")),
            "rerank.yml: {{count}} is not used");
  EXPECT_EQ(fault_of("rerank", std::string(built_in_prompt_yaml("judge"))),
            "rerank.yml: expected the name rerank, got judge");
  std::string yaml = built_in_changed("rerank", "      ranking:\n", "      order:\n");
  yaml.replace(yaml.find("[ranking]"), 9, "[order]");
  EXPECT_EQ(fault_of("rerank", yaml), "rerank.yml: output: the schema needs a property 'ranking'");
  yaml = built_in_changed("rerank", "output:", "#");
  EXPECT_EQ(fault_of("rerank", yaml.substr(0, yaml.find('#'))),
            "rerank.yml: expected 'output' with a schema");
  const std::string_view judge = built_in_prompt_yaml("judge");
  EXPECT_EQ(fault_of("answer", std::string(built_in_prompt_yaml("answer")) +
                                   std::string(judge.substr(judge.find("output:")))),
            "answer.yml: output: the reply is plain text");
}

TEST(PromptLibrary, AsksNothingOfPromptsWithOtherNames) {
  EXPECT_EQ(find_contract_fault(parse_prompt(
                built_in_changed("rerank", "name: rerank", "name: my_own"), "my_own.yml")),
            "");
}

}  // namespace
}  // namespace gitctx

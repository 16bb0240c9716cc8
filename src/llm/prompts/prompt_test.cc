#include "llm/prompts/prompt.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace gitctx {
namespace {

constexpr const char* small_prompt = R"(name: greet
version: 2
purpose: Greets somebody.
model:
  temperature: 0.5
  seed: 7
  max_output_tokens: 50
messages:
  - role: system
    content: |
      Be kind.
  - role: user
    content: "Greet {{name}} of {{place}}, {{name}}."
output:
  name: greeting
  schema:
    type: object
    properties:
      text: {type: string, enum: ["1", hello, "true"]}
      tone: {enum: [1, -2, 0.5, true, null]}
    required: [text, tone]
    additionalProperties: false
)";

/// The message and the code of the Error.
std::string fault_of(std::string_view yaml) {
  try {
    parse_prompt(yaml, "p.yml");
    return "right";
  } catch (const Error& error) {
    EXPECT_TRUE(error.hint() == "Fix that line" || error.hint() == "Remove the aliases")
        << error.hint();
    return fmt::format("{} {}", static_cast<int>(error.code()), error.message());
  }
}

std::string changed(std::string_view from, std::string_view to) {
  std::string yaml = small_prompt;
  return yaml.replace(yaml.find(from), from.size(), to);
}

TEST(Prompt, IsReadFromYaml) {
  const Prompt prompt = parse_prompt(small_prompt, "p.yml");
  EXPECT_EQ(prompt.name, "greet");
  EXPECT_EQ(prompt.version, 2);
  EXPECT_EQ(prompt.purpose, "Greets somebody.");
  EXPECT_EQ(prompt.temperature, 0.5);
  EXPECT_EQ(prompt.seed, 7);
  EXPECT_EQ(prompt.max_output_tokens, 50);
  ASSERT_EQ(prompt.messages.size(), 2u);
  EXPECT_EQ(prompt.messages[0].role, ChatMessage::Role::system);
  EXPECT_EQ(prompt.messages[0].content, "Be kind.");
  EXPECT_EQ(prompt.variables, (std::vector<std::string>{"name", "place"}));
}

TEST(Prompt, KeepsTheOrderOfASchemaAndTellsTextsFromNumbers) {
  const Prompt prompt = parse_prompt(small_prompt, "p.yml");
  ASSERT_TRUE(prompt.schema);
  EXPECT_EQ(prompt.schema->name, "greeting");
  EXPECT_EQ(
      prompt.schema->json,
      R"({"type":"object","properties":{"text":{"type":"string","enum":["1","hello","true"]},)"
      R"("tone":{"enum":[1,-2,0.5,true,null]}},"required":["text","tone"],)"
      R"("additionalProperties":false})");
}

TEST(Prompt, NeedsNeitherModelSettingsNorOutput) {
  const Prompt prompt = parse_prompt(
      "name: a\nversion: 1\npurpose: p\nmessages: [{role: user, content: hi}]\n", "p.yml");
  EXPECT_EQ(prompt.temperature, std::nullopt);
  EXPECT_EQ(prompt.schema, std::nullopt);
  EXPECT_EQ(prompt.max_output_tokens, 1024);
}

TEST(Prompt, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(fault_of("name: [\n"), "1 p.yml:2: broken YAML: end of sequence flow not found");
  EXPECT_EQ(fault_of("just words"),
            "2 p.yml:1: expected name, version, purpose, model, messages, output");
  EXPECT_EQ(fault_of(changed("purpose:", "purpos:")), "2 p.yml:3: unknown key 'purpos'");
  EXPECT_EQ(fault_of(changed("name: greet", "name: Greet")),
            "2 p.yml:1: expected a name of a-z, 0-9 and _");
  EXPECT_EQ(fault_of(changed("version: 2", "version: two")),
            "2 p.yml:2: version: expected a whole number from 1 to 1000000");
  EXPECT_EQ(fault_of(changed("temperature: 0.5", "temperature: 3")),
            "2 p.yml:5: temperature: expected a number from 0 to 2");
  EXPECT_EQ(fault_of(changed("role: system", "role: tool")),
            "2 p.yml:9: role: expected system, user or assistant");
  EXPECT_EQ(fault_of(changed("role: user", "role: assistant")),
            "2 p.yml:9: the last message must be the user's");
  EXPECT_EQ(fault_of(changed("{{place}}", "{{ place }}")),
            "2 p.yml:13: expected {{name}}, got '{{ place }}'");
  EXPECT_EQ(fault_of(changed("{{name}}.", "{{name.")), "2 p.yml:13: '{{' without '}}'");
  EXPECT_EQ(fault_of(changed("name: greeting", "name: 'a b'")),
            "2 p.yml:15: expected at most 64 characters: A-Z, a-z, 0-9, _ and -");
  EXPECT_EQ(fault_of(changed("[text, tone]", "[text]")),
            "2 p.yml:17: schema: $: 'tone' must also be required");
}

TEST(Prompt, RefusesASchemaOfAliasesWithoutEnd) {
  std::string yaml = "name: a\nversion: 1\npurpose: p\nmessages: [{role: user, content: hi}]\n";
  yaml += "output:\n  name: x\n  schema:\n    l0: &l0 [1, 1]\n";
  for (int i = 1; i < 30; ++i) yaml += fmt::format("    l{0}: &l{0} [*l{1}, *l{1}]\n", i, i - 1);
  EXPECT_EQ(fault_of(yaml),
            "1 p.yml: too many or too deeply nested values, with all aliases expanded");
}

TEST(Prompt, IsRenderedIntoARequest) {
  const Prompt prompt = parse_prompt(small_prompt, "p.yml");
  const ChatRequest request =
      render_prompt(prompt, {{"name", "Ada"}, {"place", "London"}, {"unused", "x"}});
  ASSERT_EQ(request.messages.size(), 2u);
  EXPECT_EQ(request.messages[1].role, ChatMessage::Role::user);
  EXPECT_EQ(request.messages[1].content, "Greet Ada of London, Ada.");
  EXPECT_EQ(request.temperature, 0.5);
  EXPECT_EQ(request.seed, 7);
  EXPECT_EQ(request.max_output_tokens, 50);
  EXPECT_EQ(request.schema->name, "greeting");
}

TEST(Prompt, DoesNotReplaceVariablesInsideValues) {
  const Prompt prompt = parse_prompt(small_prompt, "p.yml");
  const ChatRequest request = render_prompt(prompt, {{"name", "{{place}}"}, {"place", "{{name"}});
  EXPECT_EQ(request.messages[1].content, "Greet {{place}} of {{name, {{place}}.");
}

TEST(Prompt, IsNotRenderedWithoutAValueForEachVariable) {
  const Prompt prompt = parse_prompt(small_prompt, "p.yml");
  try {
    render_prompt(prompt, {{"name", "Ada"}});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "prompt greet: no value for {{place}}");
    EXPECT_EQ(error.code(), ErrorCode::usage);
  }
}

TEST(Prompt, HasAHashOfAllThatAModelIsAsked) {
  const std::string hash = prompt_hash(parse_prompt(small_prompt, "a.yml"));
  EXPECT_EQ(hash.size(), 16u);
  const auto hash_with = [](std::string_view from, std::string_view to) {
    return prompt_hash(parse_prompt(changed(from, to), "b.yml"));
  };
  EXPECT_EQ(hash_with("Greets somebody.", "Says hello."), hash);
  EXPECT_NE(hash_with("Be kind.", "Be brief."), hash);
  EXPECT_NE(hash_with("role: system", "role: assistant"), hash);
  EXPECT_NE(hash_with("version: 2", "version: 3"), hash);
  EXPECT_NE(hash_with("seed: 7", "seed: 8"), hash);
  EXPECT_NE(hash_with("temperature: 0.5", "temperature: 0"), hash);
  EXPECT_NE(hash_with("hello", "hi"), hash);
}

}  // namespace
}  // namespace gitctx

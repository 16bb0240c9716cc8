#include "eval/prompts/prompt_suite.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

constexpr const char* whole_suite = R"(name: answers
version: 1
purpose: Answers rest on the code
target: {kind: answer, prompt: answer, k: 6, mode: lexical, folder: shop/}
repetitions: 2
evaluators:
  - citations
  - {kind: hit, group: none}
  - kind: judge
    name: right
    criterion: Is it right?
    grades: [wrong, misleading, nearly, right]
limits: {accuracy: 0.8, accuracy_drop: 10%, cost_usd: 0.02, coverage: 0.9}
examples:
  - id: retries
    inputs: {question: "How long are retries?"}
    reference:
      text: A second.
      items: [a, b]
      contains: second
      parts: [{path: retry.c, start_line: 2, end_line: 4}, wait.c]
    metadata: {language: c, size: 3}
    split: test
  - {id: rest, inputs: {question: "What else?"}}
)";

std::string message_of(const std::string& yaml) {
  try {
    parse_prompt_suite(yaml, "s.yml");
  } catch (const Error& error) {
    return error.message();
  }
  return "";
}

std::string small_suite(const std::string& target, const std::string& evaluators,
                        const std::string& examples) {
  return "name: s\ntarget: " + target + "\nevaluators: " + evaluators + "\n" + examples + "\n";
}

TEST(PromptSuite, IsReadWithEveryField) {
  const PromptSuite suite = parse_prompt_suite(whole_suite, "s.yml");
  EXPECT_EQ(suite.name, "answers");
  EXPECT_EQ(suite.target.kind, TargetKind::answer);
  EXPECT_EQ(suite.target.k, 6);
  EXPECT_EQ(suite.target.mode, SearchMode::lexical);
  EXPECT_EQ(suite.target.folder, "shop");
  EXPECT_EQ(suite.repetitions, 2);
  ASSERT_EQ(suite.evaluators.size(), 3u);
  EXPECT_EQ(suite.evaluators[0].group, ScoreGroup::accuracy);
  EXPECT_EQ(suite.evaluators[1].group, ScoreGroup::none);
  EXPECT_EQ(suite.evaluators[1].k, 1);
  EXPECT_EQ(suite.evaluators[2].name, "right");
  EXPECT_EQ(suite.evaluators[2].rubric.grades[3], "right");
  EXPECT_DOUBLE_EQ(suite.limits.accuracy_drop, 0.1);
  EXPECT_EQ(suite.limits.cost_usd, 0.02);
  EXPECT_FALSE(suite.limits.relevance);
  const SuiteExample& example = suite.examples.at(0);
  EXPECT_EQ(example.reference.contains, std::vector<std::string>{"second"});
  EXPECT_EQ(example.reference.parts.at(0).lines->last, 4u);
  EXPECT_EQ(example.metadata.at("size"), "3");
  EXPECT_EQ(suite.examples.at(1).split, "base");
}

TEST(PromptSuite, IsToldFromASuiteOfQueries) {
  EXPECT_TRUE(is_prompt_suite(whole_suite));
  EXPECT_FALSE(is_prompt_suite("name: s\nqueries: [{query: a, relevant: [b]}]\n"));
  EXPECT_FALSE(is_prompt_suite("target: ["));
  EXPECT_FALSE(is_prompt_suite(""));
}

TEST(PromptSuite, WrongOnesAreRefusedWithTheirLine) {
  const std::string examples = "examples: [{id: a, inputs: {query: q}}]";
  EXPECT_EQ(message_of(small_suite("{kind: serach}", "[hit]", examples)),
            "s.yml:2: kind: expected prompt, search, answer or rerank, got 'serach'");
  EXPECT_EQ(message_of(small_suite("{kind: prompt}", "[exact]", examples)),
            "s.yml:2: expected 'prompt'");
  EXPECT_EQ(message_of(small_suite("{kind: search}", "[]", examples)),
            "s.yml:3: expected a list of evaluators below 'evaluators'");
  EXPECT_NE(message_of(small_suite("{kind: search}", "[rank]", examples)).find("got 'rank'"),
            std::string::npos);
  EXPECT_EQ(message_of(small_suite("{kind: search}", "[hit, hit]", examples)),
            "s.yml:3: two evaluators are named 'hit'; give one a 'name'");
  EXPECT_EQ(message_of(small_suite("{kind: search}", "[judge]", examples)),
            "s.yml:3: a judge needs its 'criterion'");
  EXPECT_EQ(message_of(small_suite("{kind: search}", "[{kind: judge, criterion: c, grades: [a]}]",
                                   examples)),
            "s.yml:3: grades: expected four texts, the meanings of 0, 1, 2 and 3");
  EXPECT_EQ(message_of(small_suite("{kind: search}", "[hit]", "limits: {acuracy: 1}\n" + examples)),
            "s.yml:4: unknown key 'acuracy'");
  EXPECT_EQ(message_of(small_suite("{kind: search}", "[hit]",
                                   "limits: {accuracy_drop: much}\n" + examples)),
            "s.yml:4: accuracy_drop: expected a share such as 5% or 0.05");
  EXPECT_EQ(message_of(small_suite("{kind: search}", "[hit]", "")),
            "s.yml:1: expected either 'examples' or 'data', the name of a file of examples");
  EXPECT_EQ(message_of(small_suite("{kind: search}", "[hit]",
                                   "examples: [{id: a, inputs: {q: b}}, {id: a, inputs: {q: b}}]")),
            "s.yml:4: two examples are named 'a'");
  EXPECT_NE(message_of("name: [").find("broken YAML"), std::string::npos);
}

TEST(PromptSuite, ExamplesMayLieBesideIt) {
  const TempDir folder;
  folder.write("data.yml", "- {id: a, inputs: {query: q}, reference: {parts: [x.c]}}\n");
  const auto path = folder.write("s.yml", small_suite("{kind: search}", "[hit]", "data: data.yml"));
  EXPECT_EQ(load_prompt_suite(path).examples.at(0).id, "a");
  folder.write("data.yml", "- {id: a, inputs: {question: q}, reference: {parts: [x.c]}}\n");
  EXPECT_THROW(load_prompt_suite(path), Error);
  folder.write("data.yml", "- {id: a, inputs: {query: q}}\n");
  EXPECT_THROW(load_prompt_suite(path), Error) << "no example has parts";
}

TEST(PromptSuite, ExamplesAreWrittenAndReadBack) {
  std::vector<SuiteExample> examples = parse_prompt_suite(whole_suite, "s.yml").examples;
  examples[1].inputs["odd: {name}"] = "a \"quoted\"\nvalue: # no comment";
  examples[1].reference.excludes = {"- a", "true"};
  EXPECT_EQ(parse_suite_examples(suite_examples_yaml(examples), "e.yml"), examples);
}

TEST(PromptSuite, IsAskedBySplit) {
  const PromptSuite suite = parse_prompt_suite(whole_suite, "s.yml");
  EXPECT_EQ(examples_of_split(suite, "").size(), 2u);
  EXPECT_EQ(examples_of_split(suite, "test").at(0).id, "retries");
  EXPECT_THROW(examples_of_split(suite, "train"), Error);
}

}  // namespace
}  // namespace gitctx

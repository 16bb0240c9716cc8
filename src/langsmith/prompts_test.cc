#include "langsmith/prompts.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "http/curl_transport.h"
#include "testing/conformance/conformance_server.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;
using Role = ChatMessage::Role;

class LangSmithPrompts : public testing::Test {
 protected:
  LangSmithPrompts() {
    settings_.endpoint = server_.langsmith_url();
    settings_.api_key = "test-key";
  }

  ConformanceServer server_;
  std::unique_ptr<HttpTransport> transport_ = make_curl_transport();
  LangSmithSettings settings_;
};

TEST_F(LangSmithPrompts, ComeDownAsTheyWentUp) {
  LangSmithClient client(*transport_, settings_, {.attempts = 1});
  const std::vector<ChatMessage> messages{{Role::system, "You answer {\"json\": 1}."},
                                          {Role::user, "{{ question }} of {{path}}"},
                                          {Role::assistant, "Well,"}};
  const PushedPrompt first =
      push_prompt(client, {.name = "answer", .messages = messages, .description = "answers"}, {});
  EXPECT_NE(first.commit, "");
  EXPECT_EQ(first.link, "http://localhost:3000/prompts/answer");
  const PushedPrompt second =
      push_prompt(client, {.name = "answer", .messages = {{Role::user, "{{question}}"}}}, {});
  EXPECT_NE(second.commit, first.commit);

  const HubPrompt pulled = pull_prompt(client, "answer:" + first.commit, {});
  EXPECT_EQ(pulled.commit, first.commit);
  ASSERT_EQ(pulled.messages.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(pulled.messages[i].role, messages[i].role);
    EXPECT_EQ(pulled.messages[i].content, messages[i].content);
  }
  EXPECT_EQ(pull_prompt(client, "answer", {}).commit, second.commit);
  EXPECT_EQ(pull_prompt(client, "-/answer:" + first.commit, {}).commit, first.commit);
}

TEST_F(LangSmithPrompts, WithoutAChangeThereIsNoCommit) {
  LangSmithClient client(*transport_, settings_, {.attempts = 1});
  const PromptPush push{.name = "answer", .messages = {{Role::user, "{{question}}"}}};
  EXPECT_NE(push_prompt(client, push, {}).commit, "");
  EXPECT_EQ(push_prompt(client, push, {}).commit, "");
}

TEST_F(LangSmithPrompts, RefusesThoseOfOtherOwnersWithAWayThatWorks) {
  LangSmithClient client(*transport_, settings_, {.attempts = 1});
  try {
    pull_prompt(client, "somebody/answer:v1", {});
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
    EXPECT_EQ(error.message(),
              "the prompt 'somebody/answer:v1' names an owner, and gitctx pulls only prompts of "
              "your own workspace");
    EXPECT_EQ(error.hint(), "Fork it in LangSmith, then run: gitctx eval pull-prompt answer");
  }
  EXPECT_EQ(server_.total().requests, 0u);
  // The advice of the hint works: the fork is a prompt in the user's own workspace.
  push_prompt(client, {.name = "answer", .messages = {{Role::user, "{{question}}"}}}, {});
  EXPECT_EQ(pull_prompt(client, "answer", {}).messages.size(), 1u);
}

TEST(MessagesYaml, KeepsTheRoleOfEachMessage) {
  EXPECT_EQ(
      messages_yaml(
          {{Role::system, "Be \"brief\"."}, {Role::user, "a\nb"}, {Role::assistant, "Well,"}}),
      "messages:\n  - system: \"Be \\\"brief\\\".\"\n  - user: \"a\\nb\"\n"
      "  - assistant: \"Well,\"\n");
}

TEST_F(LangSmithPrompts, BadIdentifiersAreUsageErrors) {
  LangSmithClient client(*transport_, settings_, {.attempts = 1});
  for (const char* const name : {"", "a/b/c", "a b", "../a", "a:", "a?b"}) {
    try {
      pull_prompt(client, name, {});
      ADD_FAILURE() << name;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::usage) << name;
    }
  }
  EXPECT_THROW(push_prompt(client, {.name = "a/b"}, {}), Error);
  EXPECT_EQ(server_.total().requests, 0u);
}

TEST(PromptManifest, NamesWhatIsFilledIn) {
  const Json manifest = prompt_manifest({{Role::user, "{{b}} {{a}} {{b}} {{not a name}} {{"}});
  EXPECT_EQ(manifest["id"], Json::array({"langchain", "prompts", "chat", "ChatPromptTemplate"}));
  EXPECT_EQ(manifest["kwargs"]["input_variables"], Json::array({"a", "b"}));
  const Json& message = manifest["kwargs"]["messages"][0];
  EXPECT_EQ(message["id"].back(), "HumanMessagePromptTemplate");
  EXPECT_EQ(message["kwargs"]["prompt"]["kwargs"]["template_format"], "mustache");
}

TEST(PromptManifest, FStringsBecomeOurTemplates) {
  Json manifest = prompt_manifest({{Role::system, ""}});
  Json& prompt = manifest["kwargs"]["messages"][0]["kwargs"]["prompt"]["kwargs"];
  prompt["template_format"] = "f-string";
  prompt["template"] = "Answer {question} as {{\"a\": 1}}";
  const Json sequence{{"id", {"langchain", "schema", "runnable", "RunnableSequence"}},
                      {"kwargs", {{"first", manifest}, {"last", nullptr}}}};
  for (const Json& each : {manifest, sequence}) {
    const auto messages = messages_of_manifest(each, "p");
    ASSERT_EQ(messages.size(), 1u);
    EXPECT_EQ(messages[0].content, "Answer {{question}} as {\"a\": 1}");
  }
}

TEST(PromptManifest, WhatIsNoChatPromptIsRefused) {
  for (const char* const text :
       {"null", "[]", "{}", R"({"kwargs":{"messages":[]}})", R"({"kwargs":{"messages":[1]}})",
        R"({"kwargs":{"messages":[{"id":["x"],"kwargs":{}}]}})",
        R"({"id":["RunnableSequence"],"kwargs":{"first":7}})"}) {
    EXPECT_THROW(messages_of_manifest(Json::parse(text), "p"), Error) << text;
  }
}

}  // namespace
}  // namespace gitctx

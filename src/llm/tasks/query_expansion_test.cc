#include "llm/tasks/query_expansion.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "llm/prompts/prompt_library.h"
#include "llm/testing/scripted_model.h"

namespace gitctx {
namespace {

using Texts = std::vector<std::string>;

QueryExpansion expand(ScriptedModel& model, std::string_view query) {
  return expand_query(model, built_in_prompt("expand_query"), query, {});
}

TEST(QueryExpansion, GivesRewritesAndIdentifiers) {
  ScriptedModel model;
  model.say(R"({"rewrites":["retry with back-off"],"identifiers":["RetryPolicy","backoff"]})");
  const QueryExpansion expansion = expand(model, "try again");
  EXPECT_EQ(expansion.rewrites, Texts{"retry with back-off"});
  EXPECT_EQ(expansion.identifiers, (Texts{"RetryPolicy", "backoff"}));
  EXPECT_EQ(expansion.bill.calls, 1u);
  EXPECT_EQ(model.requests()[0].messages.back().content, "Query:\n| try again");
}

TEST(QueryExpansion, LeavesOutTheQueryRepetitionsAndBlanks) {
  ScriptedModel model;
  model.say(R"({"rewrites":[" try again ","","a","a","b\nc"],"identifiers":[]})");
  EXPECT_EQ(expand(model, "try again\n").rewrites, (Texts{"a", "b c"}));
}

TEST(QueryExpansion, KeepsToItsLimits) {
  ScriptedModel model;
  model.say(
      R"({"rewrites":["1","2","3","4"],"identifiers":["1","2","3","4","5","6","7","8","9"]})");
  const QueryExpansion expansion = expand(model, "q");
  EXPECT_EQ(expansion.rewrites.size(), 3u);
  EXPECT_EQ(expansion.identifiers.size(), 8u);
}

TEST(QueryExpansion, IsEmptyForWhatAPromptOfTheRepositoryMadeOfIt) {
  ScriptedModel model;
  model.say(R"({"rewrites":[1,2],"identifiers":"x"})");
  EXPECT_TRUE(expand(model, "q").rewrites.empty());
}

TEST(QueryExpansion, PassesOnWhatTheModelThrows) {
  ScriptedModel model;
  EXPECT_THROW(expand(model, "q"), Error);
}

}  // namespace
}  // namespace gitctx

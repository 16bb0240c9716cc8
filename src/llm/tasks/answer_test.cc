#include "llm/tasks/answer.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "llm/prompts/prompt_library.h"
#include "llm/testing/scripted_model.h"

namespace gitctx {
namespace {

const std::vector<AnswerContext> two_contexts{
    {"src/cache.cc", {40, 42}, "void evict() {\n  pop();\n}\n"},
    {"src/cache.cc", {43, 44}, "// end\n\n"},
};

Answer answer_with(ScriptedModel& model, const std::vector<AnswerContext>& contexts,
                   const std::function<void(std::string_view)>& on_text = {},
                   const AnswerOptions& options = {}) {
  return answer_question(model, built_in_prompt("answer"), "How is it\nevicted?", contexts, on_text,
                         {}, options);
}

TEST(Answer, ShowsNumberedSourcesAndTheQuotedQuestion) {
  ScriptedModel model;
  model.say("By pop() [src/cache.cc:40-42].");
  const Answer answer = answer_with(model, two_contexts);
  EXPECT_EQ(model.requests()[0].messages.back().content,
            "Sources:\npath: src/cache.cc\n40| void evict() {\n41|   pop();\n42| }\n\n"
            "path: src/cache.cc\n43| // end\n44| \n\nQuestion:\n| How is it\n| evicted?");
  EXPECT_EQ(answer.text, "By pop() [src/cache.cc:40-42].");
  EXPECT_EQ(answer.citations, (std::vector<Citation>{{"src/cache.cc", {40, 42}}}));
  EXPECT_TRUE(answer.rejected.empty());
  EXPECT_EQ(answer.contexts_used, 2u);
  EXPECT_EQ(answer.model, "model-1");
  EXPECT_EQ(answer.bill.usage, (ChatUsage{100, 0, 10}));
  EXPECT_EQ(answer.bill.cost_usd, 0.01);
}

TEST(Answer, TakesACitationOverPartsThatTouch) {
  ScriptedModel model;
  model.say("[src/cache.cc:41-44]");
  EXPECT_EQ(answer_with(model, two_contexts).citations.size(), 1u);
}

TEST(Answer, RejectsCitationsOfLinesThatTheModelWasNotGiven) {
  ScriptedModel model;
  model.say("See [src/cache.cc:39-41], [src/cache.cc:44-45] and [src/made_up.cc:1-2].");
  const Answer answer = answer_with(model, two_contexts);
  EXPECT_TRUE(answer.citations.empty());
  EXPECT_EQ(answer.rejected.size(), 3u);
  EXPECT_EQ(answer.text,
            "See [src/cache.cc:39-41 (not in the sources)], [src/cache.cc:44-45 (not in the "
            "sources)] and [src/made_up.cc:1-2 (not in the sources)].");
}

TEST(Answer, StreamsWhatItReturns) {
  ScriptedModel model;
  const std::string text = "First [src/cache.cc:40-42]; then [no/file.cc:1], and [an open end";
  model.say(text);
  std::string streamed;
  int pieces = 0;
  const Answer answer = answer_with(model, two_contexts, [&](std::string_view piece) {
    streamed += piece;
    ++pieces;
  });
  EXPECT_EQ(streamed, answer.text);
  EXPECT_GT(pieces, 3);
  EXPECT_NE(streamed.find("[no/file.cc:1 (not in the sources)]"), std::string::npos);
}

TEST(Answer, LeavesOutContextsThatDoNotFitAndTheirLines) {
  ScriptedModel model;
  model.say("[b.cc:1-2] [a.cc:1-3]");
  const std::vector<AnswerContext> contexts{{"a.cc", {1, 3}, "123456\n123456\n123456\n"},
                                            {"b.cc", {1, 2}, std::string(90, 'x')}};
  const Answer answer = answer_with(model, contexts, {}, {.source_tokens = 20});
  EXPECT_EQ(answer.contexts_used, 1u);
  EXPECT_EQ(answer.citations, (std::vector<Citation>{{"a.cc", {1, 3}}}));
  EXPECT_EQ(answer.rejected, (std::vector<Citation>{{"b.cc", {1, 2}}}));
}

TEST(Answer, CutsTheFirstContextRatherThanLeaveItOut) {
  ScriptedModel model;
  model.say("[a.cc:1-2] [a.cc:3-3]");
  const std::vector<AnswerContext> contexts{{"a.cc", {1, 3}, "123456\n123456\n123456\n"}};
  const Answer answer = answer_with(model, contexts, {}, {.source_tokens = 5});
  EXPECT_EQ(answer.citations, (std::vector<Citation>{{"a.cc", {1, 2}}}));
  EXPECT_EQ(answer.rejected.size(), 1u);
}

TEST(Answer, NeedsSomethingToAnswerFrom) {
  ScriptedModel model;
  EXPECT_THROW(answer_with(model, {}), Error);
  EXPECT_TRUE(model.requests().empty());
}

TEST(Answer, PassesOnWhatTheModelThrows) {
  ScriptedModel model;
  EXPECT_THROW(answer_with(model, two_contexts), Error);
}

}  // namespace
}  // namespace gitctx

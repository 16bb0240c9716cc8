#include "llm/chat/reply_cache.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "base/error.h"
#include "llm/testing/scripted_model.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

using Mode = CachedChatModel::Mode;

ChatRequest question(const std::string& text = "Hi") {
  return {.messages = {{ChatMessage::Role::user, text}},
          .schema = {},
          .temperature = {},
          .seed = {},
          .max_output_tokens = 100,
          .on_text = {}};
}

TEST(ReplyCache, AnswersTheSameRequestWithoutACall) {
  const TempDir dir;
  ScriptedModel inner;
  inner.say("one").say("two");
  {
    ReplyCache cache = ReplyCache::open(dir / "replies.db");
    CachedChatModel model(inner, cache, Mode::read_write);
    EXPECT_EQ(model.complete(question(), {}).cost_usd, 0.01);
  }
  ReplyCache cache = ReplyCache::open(dir / "replies.db");
  CachedChatModel model(inner, cache, Mode::read_write);
  const ChatReply again = model.complete(question(), {});
  EXPECT_EQ(again.text, "one");
  EXPECT_EQ(again.model, "model-1");
  EXPECT_EQ(again.usage, (ChatUsage{100, 0, 10}));
  EXPECT_EQ(again.cost_usd, 0);
  EXPECT_EQ(again.saved_usd, 0.01);
  EXPECT_EQ(model.complete(question("Other"), {}).text, "two");
  EXPECT_EQ(inner.requests().size(), 2u);
  EXPECT_EQ(cache.size(), 2u);
}

TEST(ReplyCache, GivesACachedTextToTheReceiverOfPieces) {
  const TempDir dir;
  ReplyCache cache = ReplyCache::open(dir / "replies.db");
  ScriptedModel inner;
  inner.say("one");
  CachedChatModel model(inner, cache, Mode::read_write);
  model.complete(question(), {});
  std::string pieces;
  ChatRequest request = question();
  request.on_text = [&](std::string_view piece) { pieces += std::string(piece) + "|"; };
  model.complete(request, {});
  EXPECT_EQ(pieces, "one|");
}

TEST(ReplyCache, NeverCallsWhenItOnlyReplays) {
  const TempDir dir;
  ReplyCache cache = ReplyCache::open(dir / "replies.db");
  ScriptedModel inner;
  inner.say("one");
  CachedChatModel replaying(inner, cache, Mode::replay_only);
  try {
    replaying.complete(question(), {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), "no reply of scripted/model to this request is kept");
    EXPECT_EQ(error.code(), ErrorCode::failure);
  }
  EXPECT_TRUE(inner.requests().empty());
  CachedChatModel(inner, cache, Mode::read_write).complete(question(), {});
  EXPECT_EQ(replaying.complete(question(), {}).text, "one");
}

TEST(ReplyCache, IsPassedByWhenItIsOff) {
  const TempDir dir;
  ReplyCache cache = ReplyCache::open(dir / "replies.db");
  ScriptedModel inner;
  inner.say("one").say("two");
  CachedChatModel model(inner, cache, Mode::off);
  model.complete(question(), {});
  EXPECT_EQ(model.complete(question(), {}).text, "two");
  EXPECT_EQ(cache.size(), 0u);
}

TEST(ReplyCache, KeepsNoErrors) {
  const TempDir dir;
  ReplyCache cache = ReplyCache::open(dir / "replies.db");
  ScriptedModel inner;
  CachedChatModel model(inner, cache, Mode::read_write);
  EXPECT_THROW(model.complete(question(), {}), Error);
  inner.say("one");
  EXPECT_EQ(model.complete(question(), {}).text, "one");
}

TEST(ReplyCache, TellsApartAllThatChangesAReply) {
  const ChatModelDescription model{"openai", "gpt-4.1"};
  const ChatRequest base = question();
  std::vector<ChatRequest> requests(9, base);
  requests[1].messages[0].content = "Ho";
  requests[2].messages[0].role = ChatMessage::Role::system;
  requests[3].messages.push_back({ChatMessage::Role::user, ""});
  requests[4].schema = OutputSchema{"a", "{}"};
  requests[5].schema = OutputSchema{"b", "{}"};
  requests[6].temperature = 0;
  requests[7].seed = 0;
  requests[8].max_output_tokens = 101;
  std::set<std::string> keys;
  for (const ChatRequest& request : requests) keys.insert(reply_key(model, request));
  keys.insert(reply_key({"openai", "gpt-4.1-mini"}, base));
  keys.insert(reply_key({"other", "gpt-4.1"}, base));
  keys.insert(reply_key(model, question("\xFF")));
  keys.insert(reply_key(model, question("\xFE")));
  EXPECT_EQ(keys.size(), 13u);
  ChatRequest streamed = base;
  streamed.on_text = [](std::string_view) {};
  EXPECT_EQ(reply_key(model, streamed), reply_key(model, base));
}

TEST(ReplyCache, HasKeysThatStayTheSame) {
  EXPECT_EQ(reply_key({"openai", "gpt-4.1"}, question()), "93c7293bcf5ce99509a7176e5d74958f");
}

TEST(ReplyCache, IsUsedFromSeveralThreads) {
  const TempDir dir;
  ReplyCache cache = ReplyCache::open(dir / "replies.db");
  ScriptedModel inner;
  constexpr int threads = 4, questions = 20;
  for (int i = 0; i < threads * questions; ++i) inner.say("text");
  CachedChatModel model(inner, cache, Mode::read_write);
  {
    std::vector<std::jthread> running;
    for (int t = 0; t < threads; ++t) {
      running.emplace_back([&] {
        for (int i = 0; i < questions; ++i) model.complete(question(std::to_string(i)), {});
      });
    }
  }
  EXPECT_EQ(cache.size(), static_cast<std::size_t>(questions));
}

TEST(ReplyCache, RefusesAFileOfAnotherVersionAndOneThatIsNoDatabase) {
  const TempDir dir;
  Database::open(dir / "replies.db").set_user_version(7);
  EXPECT_THROW(ReplyCache::open(dir / "replies.db"), Error);
  EXPECT_THROW(ReplyCache::open(dir.write("text.db", std::string(5000, 'x'))), Error);
}

}  // namespace
}  // namespace gitctx

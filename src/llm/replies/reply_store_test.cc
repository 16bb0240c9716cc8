#include "llm/replies/reply_store.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "base/error.h"
#include "llm/replies/reply_database.h"
#include "llm/testing/scripted_model.h"
#include "testing/planted_secrets.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

ChatRequest question(const std::string& text = "Hi") {
  return {.messages = {{ChatMessage::Role::user, text}},
          .schema = {},
          .temperature = {},
          .seed = {},
          .max_output_tokens = 100,
          .on_text = {}};
}

std::size_t count_replies(const std::filesystem::path& file) {
  Database database = Database::open(file);
  Statement statement = database.prepare("SELECT count(*) FROM replies");
  statement.step();
  return static_cast<std::size_t>(statement.integer(0));
}

TEST(ReplyStore, AnswersTheSameRequestWithoutACall) {
  const TempDir dir;
  ScriptedModel inner;
  inner.say("one").say("two");
  {
    ReplyDatabase replies = ReplyDatabase::open_cache(dir / "replies.db");
    RecordedChatModel model(inner, &replies);
    const ChatReply first = model.complete(question(), {});
    EXPECT_EQ(first.cost_usd, 0.01);
    EXPECT_FALSE(first.is_recorded);
  }
  ReplyDatabase replies = ReplyDatabase::open_cache(dir / "replies.db");
  RecordedChatModel model(inner, &replies);
  const ChatReply again = model.complete(question(), {});
  EXPECT_EQ(again.text, "one");
  EXPECT_EQ(again.model, "model-1");
  EXPECT_EQ(again.usage, (ChatUsage{100, 0, 10}));
  EXPECT_EQ(again.cost_usd, 0);
  EXPECT_EQ(again.saved_usd, 0.01);
  EXPECT_TRUE(again.is_recorded);
  EXPECT_EQ(model.complete(question("Other"), {}).text, "two");
  EXPECT_EQ(inner.requests().size(), 2u);
  EXPECT_EQ(count_replies(dir / "replies.db"), 2u);
}

TEST(ReplyStore, KeepsAndSendsNoSecrets) {
  const TempDir dir;
  const auto file = dir / "replies.db";
  for (const PlantedSecret& secret : planted_secrets()) {
    ScriptedModel inner;
    inner.say("It is " + secret.text);
    ReplyDatabase replies = ReplyDatabase::open_cache(file);
    RecordedChatModel model(inner, &replies);
    model.complete(question("What is wrong here?\n" + secret.text), {});
    ASSERT_EQ(inner.requests().size(), 1u);
    const std::string& sent = inner.requests()[0].messages[0].content;
    EXPECT_TRUE(hides(sent, secret)) << sent;
    const ChatReply again = model.complete(question("What is wrong here?\n" + sent.substr(20)), {});
    EXPECT_TRUE(again.is_recorded) << "the key is that of the text without secrets";
    EXPECT_EQ(again.text.find(secret.value), std::string::npos) << again.text;
  }
  EXPECT_EQ(count_replies(file), planted_secrets().size());
}

TEST(ReplyStore, ShowsNoSecretOfARecordedReply) {
  const TempDir dir;
  const PlantedSecret secret = planted_secrets()[0];
  ReplyDatabase replies = ReplyDatabase::open_cache(dir / "replies.db");
  ScriptedModel inner;
  RecordedChatModel model(inner, &replies);
  // Older versions of gitctx recorded replies without redaction.
  replies.keep(reply_key(model_title(inner.description()), question()), question(),
               {.text = secret.text, .model = "m"});
  std::string shown;
  ChatRequest request = question();
  request.on_text = [&](std::string_view piece) { shown += piece; };
  const ChatReply reply = model.complete(request, {});
  EXPECT_TRUE(reply.is_recorded);
  for (const std::string& text : {reply.text, shown}) {
    EXPECT_EQ(text.find(secret.value), std::string::npos) << text;
    EXPECT_NE(text.find("[redacted: " + secret.kind + "]"), std::string::npos) << text;
  }
}

TEST(ReplyStore, GivesARecordedTextToTheReceiverOfPieces) {
  const TempDir dir;
  ReplyDatabase replies = ReplyDatabase::open_cache(dir / "replies.db");
  ScriptedModel inner;
  inner.say("one");
  RecordedChatModel model(inner, &replies);
  model.complete(question(), {});
  std::string pieces;
  ChatRequest request = question();
  request.on_text = [&](std::string_view piece) { pieces += std::string(piece) + "|"; };
  model.complete(request, {});
  EXPECT_EQ(pieces, "one|");
}

TEST(ReplyStore, IsNotNeeded) {
  ScriptedModel inner;
  inner.say("one").say("two");
  RecordedChatModel model(inner, nullptr);
  model.complete(question(), {});
  EXPECT_EQ(model.complete(question(), {}).text, "two");
}

TEST(ReplyStore, KeepsTheFirstReplyOfAKey) {
  const TempDir dir;
  ReplyDatabase replies = ReplyDatabase::open_cache(dir / "replies.db");
  replies.keep("k", question(), {.text = "one", .model = "m", .ms = 7});
  replies.keep("k", question(), {.text = "two", .model = "m"});
  EXPECT_EQ(replies.find("k", question())->text, "one");
  EXPECT_EQ(replies.find("k", question())->ms, 7);
}

TEST(ReplyStore, FindsTheRepliesOfACacheOfVersion1) {
  const TempDir dir;
  {
    Database old = Database::open(dir / "replies.db");
    old.execute(
        "CREATE TABLE replies (key TEXT PRIMARY KEY, model TEXT, answered_by TEXT, text TEXT,"
        " truncated INTEGER, input_tokens INTEGER, cached_input_tokens INTEGER,"
        " output_tokens INTEGER, cost_usd REAL) WITHOUT ROWID;"
        "INSERT INTO replies VALUES ('93c7293bcf5ce99509a7176e5d74958f', 'openai/gpt-4.1',"
        " 'gpt-4.1-x', 'paid for', 1, 3, 2, 1, 0.5)");
    old.set_user_version(1);
  }
  class Gpt final : public ChatModel {
    const ChatModelDescription& description() const override { return description_; }
    ChatReply complete(const ChatRequest&, const std::stop_token&) override {
      throw Error(ErrorCode::failure, "called");
    }
    ChatModelDescription description_{"openai", "gpt-4.1"};
  } gpt;
  for (int opened = 0; opened < 2; ++opened) {
    ReplyDatabase replies = ReplyDatabase::open_cache(dir / "replies.db");
    const ChatReply reply = RecordedChatModel(gpt, &replies).complete(question(), {});
    EXPECT_EQ(reply.text, "paid for");
    EXPECT_EQ(reply.model, "gpt-4.1-x");
    EXPECT_TRUE(reply.truncated);
    EXPECT_EQ(reply.usage, (ChatUsage{3, 2, 1}));
    EXPECT_EQ(reply.saved_usd, 0.5);
  }
}

TEST(ReplyStore, FindsTheRepliesOfACacheOfVersion2) {
  const TempDir dir;
  {
    Database old = Database::open(dir / "replies.db");
    old.execute(
        "CREATE TABLE replies (key TEXT PRIMARY KEY, text TEXT NOT NULL, model TEXT NOT NULL,"
        " truncated INTEGER NOT NULL, input_tokens INTEGER NOT NULL,"
        " cached_input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL,"
        " cost_usd REAL NOT NULL, ms REAL NOT NULL) WITHOUT ROWID;"
        "INSERT INTO replies VALUES ('k', 'paid for', 'm', 0, 3, 2, 1, 1.0, 0.25)");
    old.set_user_version(2);
  }
  for (int opened = 0; opened < 2; ++opened) {
    ReplyDatabase replies = ReplyDatabase::open_cache(dir / "replies.db");
    EXPECT_EQ(replies.find("k", question()).value().text, "paid for");
    replies.keep("new", question(), {.text = "t", .model = "m"});
    EXPECT_TRUE(replies.find("new", question()));
  }
}

TEST(ReplyStore, ADamagedReplyCountsAsNoneAndIsReplaced) {
  const char* const changes[] = {"text = 'One'",
                                 "model = 'n'",
                                 "truncated = 1",
                                 "input_tokens = -1",
                                 "cached_input_tokens = 9",
                                 "output_tokens = 11",
                                 "cost_usd = 0.02",
                                 "ms = 8",
                                 "checksum = checksum + 1",
                                 "checksum = NULL",
                                 "checksum = 'x'",
                                 "key = 'other'"};
  for (const std::string change : changes) {
    const TempDir dir;
    ReplyDatabase replies = ReplyDatabase::open_cache(dir / "replies.db");
    const ChatReply reply{
        .text = "one", .model = "m", .usage = {100, 0, 10}, .cost_usd = 0.01, .ms = 7};
    replies.keep("k", question(), reply);
    ASSERT_TRUE(replies.find("k", question()));
    Database::open(dir / "replies.db").execute(("UPDATE replies SET " + change).c_str());
    EXPECT_FALSE(replies.find("k", question())) << change;
    EXPECT_FALSE(replies.find("other", question())) << change;
    replies.keep("k", question(), reply);
    EXPECT_EQ(replies.find("k", question()).value().text, "one") << change;
  }
}

TEST(ReplyStore, KeepsNoErrors) {
  const TempDir dir;
  ReplyDatabase replies = ReplyDatabase::open_cache(dir / "replies.db");
  ScriptedModel inner;
  RecordedChatModel model(inner, &replies);
  EXPECT_THROW(model.complete(question(), {}), Error);
  inner.say("one");
  EXPECT_EQ(model.complete(question(), {}).text, "one");
}

TEST(ReplyStore, TellsApartAllThatChangesAReply) {
  const std::string_view model = "openai/gpt-4.1";
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
  keys.insert(reply_key("openai/gpt-4.1-mini", base));
  keys.insert(reply_key("other/gpt-4.1", base));
  keys.insert(reply_key(model, question("\xFF")));
  keys.insert(reply_key(model, question("\xFE")));
  keys.insert(reply_key(model, base, 1));
  EXPECT_EQ(keys.size(), 14u);
  ChatRequest streamed = base;
  streamed.on_text = [](std::string_view) {};
  EXPECT_EQ(reply_key(model, streamed), reply_key(model, base));
}

TEST(ReplyStore, HasKeysThatStayTheSame) {
  EXPECT_EQ(reply_key("openai/gpt-4.1", question()), "907d308d248222269bf985c1a9f0de9f");
}

TEST(ReplyStore, IsUsedFromSeveralThreads) {
  const TempDir dir;
  ReplyDatabase replies = ReplyDatabase::open_cache(dir / "replies.db");
  ScriptedModel inner;
  constexpr int threads = 4, questions = 20;
  for (int i = 0; i < threads * questions; ++i) inner.say("text");
  RecordedChatModel model(inner, &replies);
  {
    std::vector<std::jthread> running;
    for (int t = 0; t < threads; ++t) {
      running.emplace_back([&] {
        for (int i = 0; i < questions; ++i) model.complete(question(std::to_string(i)), {});
      });
    }
  }
  EXPECT_EQ(count_replies(dir / "replies.db"), static_cast<std::size_t>(questions));
}

TEST(ReplyStore, RefusesAFileOfAnotherVersionAndOneThatIsNoDatabase) {
  const TempDir dir;
  Database::open(dir / "replies.db").set_user_version(7);
  EXPECT_THROW(ReplyDatabase::open_cache(dir / "replies.db"), Error);
  EXPECT_THROW(ReplyDatabase::open_cache(dir.write("text.db", std::string(5000, 'x'))), Error);
}

}  // namespace
}  // namespace gitctx

#include "llm/chat/reply_cache.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/hash.h"
#include "base/json_text.h"

namespace gitctx {
namespace {

using Json = nlohmann::ordered_json;

constexpr int table_version = 1;

}  // namespace

ReplyCache ReplyCache::open(const std::filesystem::path& path) {
  Database database = Database::open(path);
  Database::Transaction transaction(database);
  const int version = database.user_version();
  if (version != 0 && version != table_version) {
    throw Error(ErrorCode::failure,
                fmt::format("{} is of another version of gitctx", path.string()),
                "move the file away; it is made anew");
  }
  database.execute(
      "CREATE TABLE IF NOT EXISTS replies (key TEXT PRIMARY KEY, model TEXT, answered_by TEXT,"
      " text TEXT, truncated INTEGER, input_tokens INTEGER, cached_input_tokens INTEGER,"
      " output_tokens INTEGER, cost_usd REAL) WITHOUT ROWID");
  database.set_user_version(table_version);
  transaction.commit();
  return ReplyCache(std::move(database));
}

std::optional<ChatReply> ReplyCache::find(std::string_view key) {
  const std::scoped_lock lock(mutex_);
  Statement statement = database_.prepare(
      "SELECT answered_by, text, truncated, input_tokens, cached_input_tokens, output_tokens,"
      " cost_usd FROM replies WHERE key = ?");
  if (!statement.bind(1, key).step()) return std::nullopt;
  const auto tokens = [&](int column) {
    return static_cast<std::uint64_t>(statement.integer(column));
  };
  return ChatReply{.text = statement.text(1),
                   .model = statement.text(0),
                   .truncated = statement.integer(2) != 0,
                   .usage = {tokens(3), tokens(4), tokens(5)},
                   .cost_usd = 0,
                   .saved_usd = statement.real(6)};
}

void ReplyCache::store(std::string_view key, std::string_view model, const ChatReply& reply) {
  const std::scoped_lock lock(mutex_);
  const auto tokens = [](std::uint64_t count) { return static_cast<std::int64_t>(count); };
  database_.prepare("INSERT OR IGNORE INTO replies VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(1, key)
      .bind(2, model)
      .bind(3, std::string_view(reply.model))
      .bind(4, std::string_view(reply.text))
      .bind(5, std::int64_t{reply.truncated})
      .bind(6, tokens(reply.usage.input_tokens))
      .bind(7, tokens(reply.usage.cached_input_tokens))
      .bind(8, tokens(reply.usage.output_tokens))
      .bind(9, reply.cost_usd)
      .run();
}

std::size_t ReplyCache::size() {
  const std::scoped_lock lock(mutex_);
  Statement statement = database_.prepare("SELECT count(*) FROM replies");
  statement.step();
  return static_cast<std::size_t>(statement.integer(0));
}

std::string reply_key(const ChatModelDescription& model, const ChatRequest& request) {
  Json content{{"provider", model.provider},
               {"model", model.model},
               {"messages", Json::array()},
               {"schema", nullptr},
               {"temperature", nullptr},
               {"seed", nullptr},
               {"max_output_tokens", request.max_output_tokens}};
  for (const ChatMessage& message : request.messages) {
    content["messages"].push_back({static_cast<int>(message.role), message.content});
  }
  if (request.schema) content["schema"] = {request.schema->name, request.schema->json};
  if (request.temperature) content["temperature"] = *request.temperature;
  if (request.seed) content["seed"] = *request.seed;
  // Bytes that are no text have to make a difference, too.
  std::string bytes = json_text(content);
  for (const ChatMessage& message : request.messages) bytes += message.content + '\0';
  return fmt::format("{:016x}{:016x}", hash64(bytes, 1), hash64(bytes, 2));
}

ChatReply CachedChatModel::complete(const ChatRequest& request, const std::stop_token& stop) {
  if (mode_ == Mode::off) return model_.complete(request, stop);
  const std::string key = reply_key(description(), request);
  const std::string name = description().provider + "/" + description().model;
  if (auto cached = cache_.find(key)) {
    if (request.on_text) request.on_text(cached->text);
    return std::move(*cached);
  }
  if (mode_ == Mode::replay_only) {
    throw Error(ErrorCode::failure, fmt::format("no reply of {} to this request is kept", name),
                "run once with a key and a cache that is written to");
  }
  ChatReply reply = model_.complete(request, stop);
  cache_.store(key, name, reply);
  return reply;
}

}  // namespace gitctx

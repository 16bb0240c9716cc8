#include "llm/replies/reply_database.h"

#include "base/database.h"

namespace gitctx {
namespace {

#define GITCTX_CREATE_REPLIES               \
  "CREATE TABLE IF NOT EXISTS replies ("    \
  "  key TEXT PRIMARY KEY,"                 \
  "  text TEXT NOT NULL,"                   \
  "  model TEXT NOT NULL,"                  \
  "  truncated INTEGER NOT NULL,"           \
  "  input_tokens INTEGER NOT NULL,"        \
  "  cached_input_tokens INTEGER NOT NULL," \
  "  output_tokens INTEGER NOT NULL,"       \
  "  cost_usd REAL NOT NULL,"               \
  "  ms REAL NOT NULL"                      \
  ") WITHOUT ROWID;"

constexpr DatabaseTables cache_tables{
    .version = 2,
    .create = GITCTX_CREATE_REPLIES,
    .upgrade = "ALTER TABLE replies RENAME TO replies_1;" GITCTX_CREATE_REPLIES
               "INSERT INTO replies SELECT key, text, answered_by, truncated, input_tokens,"
               " cached_input_tokens, output_tokens, cost_usd, 0 FROM replies_1;"
               "DROP TABLE replies_1;"};

}  // namespace

ReplyDatabase ReplyDatabase::open_cache(const std::filesystem::path& path) {
  return ReplyDatabase(open_versioned_database(path, cache_tables));
}

ReplyDatabase::ReplyDatabase(Database database) : database_(std::move(database)) {
  database_.execute(GITCTX_CREATE_REPLIES);
}

std::optional<ChatReply> ReplyDatabase::find(const std::string& key, const ChatRequest&) {
  const std::lock_guard lock(mutex_);
  Statement select = database_.prepare(
      "SELECT text, model, truncated, input_tokens, cached_input_tokens, output_tokens, cost_usd, "
      "ms FROM replies WHERE key = ?");
  if (!select.bind(1, key).step()) return std::nullopt;
  const auto tokens = [&](int column) {
    return static_cast<std::uint64_t>(select.integer(column));
  };
  return ChatReply{.text = select.text(0),
                   .model = select.text(1),
                   .truncated = select.integer(2) != 0,
                   .usage = {tokens(3), tokens(4), tokens(5)},
                   .cost_usd = select.real(6),
                   .ms = select.real(7)};
}

void ReplyDatabase::keep(const std::string& key, const ChatRequest&, const ChatReply& reply) {
  const std::lock_guard lock(mutex_);
  const auto tokens = [](std::uint64_t count) { return static_cast<std::int64_t>(count); };
  database_.prepare("INSERT OR IGNORE INTO replies VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(1, key)
      .bind(2, reply.text)
      .bind(3, reply.model)
      .bind(4, std::int64_t{reply.truncated})
      .bind(5, tokens(reply.usage.input_tokens))
      .bind(6, tokens(reply.usage.cached_input_tokens))
      .bind(7, tokens(reply.usage.output_tokens))
      .bind(8, reply.cost_usd)
      .bind(9, reply.ms)
      .run();
}

}  // namespace gitctx

#include "llm/replies/reply_database.h"

#include <string>
#include <utility>
#include <vector>

#include "base/database.h"

namespace gitctx {
namespace {

#define GITCTX_REPLY_COLUMNS                \
  "  key TEXT PRIMARY KEY,"                 \
  "  text TEXT NOT NULL,"                   \
  "  model TEXT NOT NULL,"                  \
  "  truncated INTEGER NOT NULL,"           \
  "  input_tokens INTEGER NOT NULL,"        \
  "  cached_input_tokens INTEGER NOT NULL," \
  "  output_tokens INTEGER NOT NULL,"       \
  "  cost_usd REAL NOT NULL,"               \
  "  ms REAL NOT NULL"
#define GITCTX_CREATE_REPLIES_2 "CREATE TABLE replies (" GITCTX_REPLY_COLUMNS ") WITHOUT ROWID;"

constexpr char create_replies[] = "CREATE TABLE IF NOT EXISTS replies (" GITCTX_REPLY_COLUMNS
                                  ", checksum INTEGER) WITHOUT ROWID;";

constexpr DatabaseTables cache_tables_2{
    .version = 2,
    .create = GITCTX_CREATE_REPLIES_2,
    .upgrade = "ALTER TABLE replies RENAME TO replies_1;" GITCTX_CREATE_REPLIES_2
               "INSERT INTO replies SELECT key, text, answered_by, truncated, input_tokens,"
               " cached_input_tokens, output_tokens, cost_usd, 0 FROM replies_1;"
               "DROP TABLE replies_1;"};
/// The tables of a reply cache. They need no upgrade statements, because the constructor adds the
/// checksums.
constexpr DatabaseTables cache_tables{.version = 3, .create = create_replies, .upgrade = ""};

constexpr char select_replies[] =
    "SELECT key, text, model, truncated, input_tokens, cached_input_tokens, output_tokens, "
    "cost_usd, ms, checksum FROM replies ";
constexpr int checksum_column = 9;

/// The reply in a row that select_replies returns.
ChatReply reply_of(const Statement& row) {
  const auto tokens = [&](int column) { return static_cast<std::uint64_t>(row.integer(column)); };
  return {.text = row.text(1),
          .model = row.text(2),
          .truncated = row.integer(3) != 0,
          .usage = {tokens(4), tokens(5), tokens(6)},
          .cost_usd = row.real(7),
          .ms = row.real(8)};
}

RowSeal seal_of(std::string_view key, const ChatReply& reply) {
  const auto tokens = [](std::uint64_t count) { return static_cast<std::int64_t>(count); };
  RowSeal seal;
  seal.add(key).add(reply.text).add(reply.model).add(std::int64_t{reply.truncated});
  seal.add(tokens(reply.usage.input_tokens)).add(tokens(reply.usage.cached_input_tokens));
  seal.add(tokens(reply.usage.output_tokens)).add(reply.cost_usd).add(reply.ms);
  return seal;
}

}  // namespace

ReplyDatabase ReplyDatabase::open_cache(const std::filesystem::path& path) {
  if (Database::open(path).user_version() == 1) open_versioned_database(path, cache_tables_2);
  return ReplyDatabase(open_versioned_database(path, cache_tables));
}

ReplyDatabase::ReplyDatabase(Database database) : database_(std::move(database)) {
  database_.execute(create_replies);
  add_checksums();
}

/// Replies of older versions are assumed to be intact.
void ReplyDatabase::add_checksums() {
  const auto has_checksums = [this] {
    return database_.prepare("SELECT 1 FROM pragma_table_info('replies') WHERE name = 'checksum'")
        .step();
  };
  if (has_checksums()) return;
  Database::Transaction transaction(database_);
  if (!has_checksums()) {
    database_.execute("ALTER TABLE replies ADD COLUMN checksum INTEGER");
    std::vector<std::pair<std::string, std::int64_t>> checksums;
    {
      Statement rows = database_.prepare(select_replies);
      while (rows.step())
        checksums.emplace_back(rows.text(0), seal_of(rows.text(0), reply_of(rows)).value());
    }
    Statement update = database_.prepare("UPDATE replies SET checksum = ? WHERE key = ?");
    for (const auto& [key, checksum] : checksums) update.bind(1, checksum).bind(2, key).run();
  }
  transaction.commit();
}

std::optional<ChatReply> ReplyDatabase::find(const std::string& key, const ChatRequest&) {
  const std::lock_guard lock(mutex_);
  {
    Statement select = database_.prepare(std::string(select_replies) + "WHERE key = ?");
    if (!select.bind(1, key).step()) return std::nullopt;
    ChatReply reply = reply_of(select);
    if (seal_of(key, reply).is_in(select, checksum_column)) return reply;
  }
  // The damaged row is deleted, because the request is sent again, and keep() does not replace an
  // existing row.
  database_.prepare("DELETE FROM replies WHERE key = ?").bind(1, key).run();
  return std::nullopt;
}

void ReplyDatabase::keep(const std::string& key, const ChatRequest&, const ChatReply& reply) {
  const std::lock_guard lock(mutex_);
  const auto tokens = [](std::uint64_t count) { return static_cast<std::int64_t>(count); };
  database_.prepare("INSERT OR IGNORE INTO replies VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(1, key)
      .bind(2, reply.text)
      .bind(3, reply.model)
      .bind(4, std::int64_t{reply.truncated})
      .bind(5, tokens(reply.usage.input_tokens))
      .bind(6, tokens(reply.usage.cached_input_tokens))
      .bind(7, tokens(reply.usage.output_tokens))
      .bind(8, reply.cost_usd)
      .bind(9, reply.ms)
      .bind(10, seal_of(key, reply).value())
      .run();
}

}  // namespace gitctx

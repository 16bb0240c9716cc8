#include "app/trust/trust_store.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "base/guard/private_umask.h"
#include "base/printable.h"
#include "git/object_store.h"
#include "redact/redactor.h"

namespace gitctx {
namespace {

/// The first byte of content that is stored as a hash and a redacted text.
constexpr char redaction_byte = '\1';

constexpr std::array<std::string_view, 3> kind_names{"settings", "prompt", "suite"};

/// The maximum number of contents that are kept for one item. Worktrees on different branches can
/// have different contents of the item.
constexpr std::int64_t most_contents = 8;

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

constexpr std::string_view select_rows =
    "SELECT repository, kind, name, content, seal FROM accepted";

struct AcceptedRow {
  std::string repository;
  std::string kind;
  std::string name;
  std::string content;
  bool is_intact = false;

  bool operator==(const AcceptedRow&) const = default;
};

RowSeal seal_of(const AcceptedRow& row) {
  return RowSeal().add(row.repository).add(row.kind).add(row.name).add(row.content);
}

/// The row that a statement with select_rows returns.
AcceptedRow row_of(const Statement& statement) {
  const auto content = statement.blob(3);
  AcceptedRow row{
      .repository = statement.text(0),
      .kind = statement.text(1),
      .name = statement.text(2),
      .content = std::string(reinterpret_cast<const char*>(content.data()), content.size())};
  row.is_intact = seal_of(row).is_in(statement, 4);
  return row;
}

/// The row for an item that is to be stored or found. The row counts as intact.
AcceptedRow row_of(std::string_view repository, const TrustItem& item) {
  return {.repository = std::string(repository),
          .kind = std::string(trust_kind_name(item.kind)),
          .name = item.name,
          .content = kept_content(item.content),
          .is_intact = true};
}

/// Binds the key of the row to the first four parameters.
Statement& bind_key(Statement& statement, const AcceptedRow& row) {
  statement.bind(1, row.repository).bind(2, row.kind).bind(3, row.name);
  return statement.bind(4, bytes_of(row.content));
}

/// Seals the rows of version 1, which are assumed to be intact.
void seal_rows(Database& database) {
  std::vector<AcceptedRow> rows;
  {
    Statement select = database.prepare(select_rows);
    while (select.step()) rows.push_back(row_of(select));
  }
  Statement update = database.prepare(
      "UPDATE accepted SET seal = ?5 WHERE repository = ?1 AND kind = ?2 AND name = ?3 AND "
      "content = ?4");
  for (const AcceptedRow& row : rows) {
    bind_key(update, row).bind(5, seal_of(row).value()).run();
  }
}

constexpr DatabaseTables tables{
    .version = 2,
    .create =
        "CREATE TABLE accepted (repository TEXT NOT NULL, kind TEXT NOT NULL, "
        "name TEXT NOT NULL, content BLOB NOT NULL, accepted_at_s INTEGER NOT NULL, "
        "seal INTEGER, PRIMARY KEY (repository, kind, name, content)) WITHOUT ROWID",
    .upgrade = "ALTER TABLE accepted ADD COLUMN seal INTEGER",
    .finish_upgrade = seal_rows};

/// Throws Error if users other than `user` and root can change the file or folder at `path`. The
/// hint recommends the mode `expected`.
void check_access(const std::filesystem::path& path, uid_t user, unsigned expected) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) return;  // opening the file will report the error
  if (status.st_uid != user && status.st_uid != 0) {
    throw Error(ErrorCode::permission,
                fmt::format("cannot use {}: another user owns it", path.string()),
                fmt::format("Move {} away, then run: gitctx trust", shell_word(path.string())));
  }
  const unsigned mode = status.st_mode & 0777;
  if ((mode & 022) == 0) return;
  throw Error(ErrorCode::permission,
              fmt::format("cannot use {}: other users can change it: mode {:04o}, expected {:04o}",
                          path.string(), mode, expected),
              fmt::format("Run: chmod {:o} {}", expected, shell_word(path.string())));
}

/// Throws Error if other users can change the trust store or replace it, because they could accept
/// proposals in the name of `user`.
void check_store(const std::filesystem::path& file, uid_t user) {
  check_access(file.parent_path(), user, 0700);
  check_access(file, user, 0600);
}

}  // namespace

std::string_view trust_kind_name(TrustKind kind) {
  return kind_names[static_cast<std::size_t>(kind)];
}

bool has_secrets(std::string_view kept_content) { return kept_content.starts_with(redaction_byte); }

std::string kept_content(const std::string& content) {
  std::size_t secrets = 0;
  std::string kept = redacted(content, &secrets);
  // Content that begins with `redaction_byte` is also stored with its hash. Otherwise, it could be
  // mistaken for the stored form of other content.
  if (secrets == 0 && !content.starts_with(redaction_byte)) return content;
  return fmt::format("{}{}\n{}", redaction_byte, hash_blob(content).hex(), kept);
}

void check_size(const TrustItem& item) {
  if (item.content.size() <= largest_trust_item) return;
  throw Error(
      ErrorCode::usage,
      fmt::format("{} cannot be accepted: with the files that it names, it is larger than {} "
                  "MB",
                  item.name, largest_trust_item / (1024 * 1024)),
      "Run with GITCTX_TRUST=1 to accept everything once");
}

TrustStore TrustStore::open(const std::filesystem::path& file, uid_t user) {
  check_store(file, user);
  const PrivateUmask mask;
  return TrustStore(open_versioned_database(file, tables));
}

bool TrustStore::has(std::string_view repository, const TrustItem& item) {
  const AcceptedRow wanted = row_of(repository, item);
  Statement find = database_.prepare(fmt::format(
      "{} WHERE repository = ? AND kind = ? AND name = ? AND content = ?", select_rows));
  bind_key(find, wanted);
  bool is_found = false;
  // In a damaged file, the statement can return a row with another key.
  while (find.step()) is_found = is_found || row_of(find) == wanted;
  return is_found;
}

void TrustStore::add(std::string_view repository, std::span<const TrustItem> items) {
  std::ranges::for_each(items, check_size);
  Database::Transaction transaction(database_);
  Statement insert = database_.prepare("INSERT OR REPLACE INTO accepted VALUES (?, ?, ?, ?, ?, ?)");
  Statement forget = database_.prepare(
      "DELETE FROM accepted WHERE repository = ?1 AND kind = ?2 AND name = ?3 AND content NOT IN "
      "(SELECT content FROM accepted WHERE repository = ?1 AND kind = ?2 AND name = ?3 "
      "ORDER BY content = ?4 DESC, accepted_at_s DESC LIMIT ?5)");
  for (const TrustItem& item : items) {
    const AcceptedRow row = row_of(repository, item);
    bind_key(insert, row).bind(5, static_cast<std::int64_t>(std::time(nullptr)));
    insert.bind(6, seal_of(row).value()).run();
    bind_key(forget, row).bind(5, most_contents).run();
  }
  transaction.commit();
}

std::vector<TrustItem> TrustStore::items(std::string_view repository) {
  std::vector<TrustItem> found;
  Statement list = database_.prepare(
      fmt::format("{} WHERE repository = ? ORDER BY kind, name, accepted_at_s", select_rows));
  list.bind(1, repository);
  while (list.step()) {
    AcceptedRow row = row_of(list);
    const auto* const kind = std::ranges::find(kind_names, row.kind);
    if (!row.is_intact || row.repository != repository || kind == kind_names.end()) continue;
    found.push_back({.kind = static_cast<TrustKind>(kind - kind_names.begin()),
                     .name = std::move(row.name),
                     .content = std::move(row.content)});
  }
  return found;
}

std::size_t TrustStore::remove_all(std::string_view repository) {
  Statement remove = database_.prepare("DELETE FROM accepted WHERE repository = ?");
  remove.bind(1, repository).run();
  return database_.changes();
}

std::vector<bool> accepted_items(const TrustPlace& place, std::span<const TrustItem> items,
                                 std::vector<Notice>& notices) {
  std::vector<bool> accepted(items.size(), place.accepts_all);
  const auto is_own = [&](const TrustItem& item) {
    return !place.own_folder.empty() && item.name.starts_with(place.own_folder);
  };
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (is_own(items[i])) accepted[i] = true;
  }
  std::error_code ignored;
  if (std::ranges::find(accepted, false) == accepted.end() || place.store.empty() ||
      !std::filesystem::exists(place.store, ignored)) {
    return accepted;
  }
  try {
    TrustStore store = TrustStore::open(place.store);
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!accepted[i]) accepted[i] = store.has(place.repository, items[i]);
    }
  } catch (const Error& error) {
    for (std::size_t i = 0; i < items.size(); ++i) accepted[i] = is_own(items[i]);
    notices.push_back({"nothing in this repository is trusted: " + error.message(), error.hint()});
  }
  return accepted;
}

}  // namespace gitctx

#include "eval/prompts/run_store.h"

#include <fmt/format.h>

#include <vector>

#include "base/database.h"
#include "base/error.h"
#include "base/hash.h"
#include "eval/prompts/prompt_run_record.h"

namespace gitctx {
namespace {

/// The columns of StoredRun, in the order of its members.
constexpr std::string_view run_columns =
    "suite, started_ms, git_commit, model, complete, examples, accuracy, relevance, cost_usd, "
    "p50_ms, p95_ms, paid_usd";

std::optional<double> real_or_nothing(const Statement& statement, int column) {
  return statement.is_null(column) ? std::nullopt : std::optional(statement.real(column));
}

// The cost columns cannot be NULL, so this value marks an unknown cost.
constexpr double unknown_usd = -1;

std::optional<double> usd_or_nothing(const Statement& statement, int column) {
  const double usd = statement.real(column);
  return usd == unknown_usd ? std::nullopt : std::optional(usd);
}

/// A hash of all members but the id.
std::int64_t checksum_of(const StoredRun& run) {
  return static_cast<std::int64_t>(hash64(
      fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}", run.suite, run.started_ms,
                  run.commit, run.model, run.is_complete, run.examples, run.accuracy.value_or(-1),
                  run.relevance.value_or(-1), run.cost_usd.value_or(unknown_usd), run.p50_ms,
                  run.p95_ms, run.paid_usd.value_or(unknown_usd))));
}

std::int64_t checksum_of(std::string_view record) {
  return static_cast<std::int64_t>(hash64(record));
}

/// The seal in the row of the run `id`. `checksum` is that of the StoredRun or of the record.
RowSeal seal_of(std::int64_t id, std::int64_t checksum) { return RowSeal().add(id).add(checksum); }

[[noreturn]] void throw_damaged(std::int64_t id) {
  throw Error(ErrorCode::failure, fmt::format("the stored eval run {} is damaged", id),
              "Move gitctx/evals.db in the git folder away; the next run creates a new file");
}

/// The run in a row whose columns are the id and then run_columns.
StoredRun listed_run(const Statement& row) {
  return {.id = row.integer(0),
          .suite = row.text(1),
          .started_ms = row.integer(2),
          .commit = row.text(3),
          .model = row.text(4),
          .is_complete = row.integer(5) != 0,
          .examples = static_cast<std::size_t>(row.integer(6)),
          .accuracy = real_or_nothing(row, 7),
          .relevance = real_or_nothing(row, 8),
          .cost_usd = usd_or_nothing(row, 9),
          .p50_ms = row.real(10),
          .p95_ms = row.real(11),
          .paid_usd = usd_or_nothing(row, 12)};
}

std::optional<PromptRun> first_record(Statement& statement) {
  if (!statement.step()) return std::nullopt;
  const std::int64_t id = statement.integer(0);
  const std::string record = statement.text(1);
  if (!seal_of(id, checksum_of(record)).is_in(statement, 2)) throw_damaged(id);
  PromptRun run = parse_prompt_run(record, fmt::format("run {}", id));
  run.id = id;
  return run;
}

/// Replaces the checksums of version 2 by seals. A row of version 1, which has no checksums, is
/// assumed to be intact. A row with a wrong checksum keeps this checksum and gets no seal, so it
/// still counts as damaged.
void seal_runs(Database& database) {
  struct Seals {
    std::int64_t id = 0;
    std::optional<std::int64_t> summary;
    std::optional<std::int64_t> record;
  };
  std::vector<Seals> all;
  {
    Statement rows = database.prepare(fmt::format(
        "SELECT id, {}, summary_checksum, record, record_checksum FROM runs", run_columns));
    while (rows.step()) {
      const std::int64_t id = rows.integer(0);
      // `checked` is a column that the checksum covers. This column is NULL only in a damaged row.
      const auto seal = [&](int checked, std::int64_t checksum, int column) {
        const bool is_right = rows.is_null(column) || rows.integer(column) == checksum;
        return is_right && !rows.is_null(checked) ? std::optional(seal_of(id, checksum).value())
                                                  : std::nullopt;
      };
      all.push_back({.id = id,
                     .summary = seal(1, checksum_of(listed_run(rows)), 13),
                     .record = seal(14, checksum_of(rows.text(14)), 15)});
    }
  }
  Statement summary = database.prepare("UPDATE runs SET summary_checksum = ? WHERE id = ?");
  Statement record = database.prepare("UPDATE runs SET record_checksum = ? WHERE id = ?");
  for (const Seals& seals : all) {
    if (seals.summary) summary.bind(1, *seals.summary).bind(2, seals.id).run();
    if (seals.record) record.bind(1, *seals.record).bind(2, seals.id).run();
  }
}

constexpr char create_runs[] = R"sql(
CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  suite TEXT NOT NULL,
  started_ms INTEGER NOT NULL,
  git_commit TEXT NOT NULL,
  model TEXT NOT NULL,
  complete INTEGER NOT NULL,
  examples INTEGER NOT NULL,
  accuracy REAL,
  relevance REAL,
  cost_usd REAL NOT NULL,
  p50_ms REAL NOT NULL,
  p95_ms REAL NOT NULL,
  paid_usd REAL NOT NULL,
  record TEXT NOT NULL,
  summary_checksum INTEGER,
  record_checksum INTEGER
);
CREATE INDEX runs_of_suites ON runs (suite, id);
)sql";

// In version 1, runs and replies had no checksums. ReplyDatabase adds checksums to the replies of
// version 1.
constexpr DatabaseTables tables_2{.version = 2, .create = create_runs, .upgrade = R"sql(
ALTER TABLE runs ADD COLUMN summary_checksum INTEGER;
ALTER TABLE runs ADD COLUMN record_checksum INTEGER;
)sql"};
constexpr DatabaseTables tables{
    .version = 3, .create = create_runs, .upgrade = "", .finish_upgrade = seal_runs};

Database open_store(const std::filesystem::path& path) {
  if (Database::open(path).user_version() == 1) open_versioned_database(path, tables_2);
  return open_versioned_database(path, tables);
}

/// The column values of a run, without the id.
StoredRun stored_run(const PromptRun& run, const PromptSummary& summary) {
  // Adding 0 turns -0.0 into 0.0, because SQLite does not keep -0.0.
  StoredRun stored{.suite = run.suite,
                   .started_ms = run.started_ms,
                   .commit = run.commit,
                   .model = run.model,
                   .is_complete = run.is_complete(),
                   .examples = summary.examples,
                   .p50_ms = summary.p50_ms + 0.0,
                   .p95_ms = summary.p95_ms + 0.0};
  if (summary.cost_is_known) stored.cost_usd = summary.cost_usd + 0.0;
  if (summary.paid_is_known) stored.paid_usd = run.paid_usd + 0.0;
  if (summary.accuracy.scored > 0) stored.accuracy = summary.accuracy.value.mean + 0.0;
  if (summary.relevance.scored > 0) stored.relevance = summary.relevance.value.mean + 0.0;
  return stored;
}

}  // namespace

RunStore RunStore::open(const std::filesystem::path& path) { return RunStore(open_store(path)); }

std::int64_t RunStore::add(const PromptRun& run) {
  const PromptSummary summary = summarize(run);
  Database::Transaction transaction(database_);
  Statement insert =
      database_.prepare(fmt::format("INSERT INTO runs ({}, record) "
                                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                                    run_columns));
  const StoredRun stored = stored_run(run, summary);
  insert.bind(1, stored.suite).bind(2, stored.started_ms).bind(3, stored.commit);
  insert.bind(4, stored.model).bind(5, static_cast<std::int64_t>(stored.is_complete));
  insert.bind(6, static_cast<std::int64_t>(stored.examples));
  if (stored.accuracy) insert.bind(7, *stored.accuracy);
  if (stored.relevance) insert.bind(8, *stored.relevance);
  insert.bind(9, stored.cost_usd.value_or(unknown_usd))
      .bind(10, stored.p50_ms)
      .bind(11, stored.p95_ms);
  const std::string record = prompt_run_json(run, RecordDetail::all);
  insert.bind(12, stored.paid_usd.value_or(unknown_usd)).bind(13, record);
  insert.step();
  const std::int64_t id = insert.integer(0);
  insert.run();
  database_.prepare("UPDATE runs SET summary_checksum = ?, record_checksum = ? WHERE id = ?")
      .bind(1, seal_of(id, checksum_of(stored)).value())
      .bind(2, seal_of(id, checksum_of(record)).value())
      .bind(3, id)
      .run();
  transaction.commit();
  return id;
}

std::vector<StoredRun> RunStore::list(const std::string& suite, std::size_t most) {
  Statement select =
      database_.prepare(fmt::format("SELECT id, {}, summary_checksum FROM runs WHERE ?1 = '' OR "
                                    "suite = ?1 ORDER BY id DESC LIMIT ?2",
                                    run_columns));
  select.bind(1, suite).bind(2, static_cast<std::int64_t>(most));
  std::vector<StoredRun> runs;
  while (select.step()) {
    const StoredRun& run = runs.emplace_back(listed_run(select));
    const bool is_wanted = suite.empty() || run.suite == suite;
    if (!is_wanted || !seal_of(run.id, checksum_of(run)).is_in(select, 13)) throw_damaged(run.id);
  }
  return runs;
}

std::optional<PromptRun> RunStore::find(std::int64_t id) {
  Statement select = database_.prepare("SELECT id, record, record_checksum FROM runs WHERE id = ?");
  select.bind(1, id);
  auto run = first_record(select);
  if (run && run->id != id) throw_damaged(id);
  return run;
}

std::optional<PromptRun> RunStore::find_before(const std::string& suite, std::int64_t before) {
  Statement select = database_.prepare(
      "SELECT id, record, record_checksum FROM runs WHERE suite = ? AND id < ? AND complete = 1 "
      "ORDER BY id DESC LIMIT 1");
  select.bind(1, suite).bind(2, before);
  auto run = first_record(select);
  // A damaged SQLite index can lead to a run other than the requested one.
  const bool is_wanted = !run || (run->suite == suite && run->id < before && run->is_complete());
  if (!is_wanted) throw_damaged(run->id);
  return run;
}

ReplyDatabase open_stored_replies(const std::filesystem::path& path) {
  return ReplyDatabase(open_store(path));
}

}  // namespace gitctx

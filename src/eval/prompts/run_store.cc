#include "eval/prompts/run_store.h"

#include <fmt/format.h>

#include "base/database.h"
#include "eval/prompts/prompt_run_record.h"

namespace gitctx {
namespace {

// Version 1 had replies without checksums, which ReplyDatabase adds.
constexpr DatabaseTables tables{.version = 2,
                                .create = R"sql(
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
  record TEXT NOT NULL
);
CREATE INDEX runs_of_suites ON runs (suite, id);
)sql",
                                .upgrade = ""};

/// The columns of StoredRun, in the order of its members.
constexpr std::string_view run_columns =
    "suite, started_ms, git_commit, model, complete, examples, accuracy, relevance, cost_usd, "
    "p50_ms, p95_ms, paid_usd";

std::optional<double> real_or_nothing(const Statement& statement, int column) {
  return statement.is_null(column) ? std::nullopt : std::optional(statement.real(column));
}

std::optional<PromptRun> first_record(Statement& statement) {
  if (!statement.step()) return std::nullopt;
  const std::int64_t id = statement.integer(0);
  PromptRun run = parse_prompt_run(statement.text(1), fmt::format("run {}", id));
  run.id = id;
  return run;
}

}  // namespace

RunStore RunStore::open(const std::filesystem::path& path) {
  return RunStore(open_versioned_database(path, tables));
}

std::int64_t RunStore::add(const PromptRun& run) {
  const PromptSummary summary = summarize(run);
  Statement insert = database_.prepare(
      fmt::format("INSERT INTO runs ({}, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                  "RETURNING id",
                  run_columns));
  insert.bind(1, run.suite).bind(2, run.started_ms).bind(3, run.commit).bind(4, run.model);
  insert.bind(5, static_cast<std::int64_t>(run.is_complete()));
  insert.bind(6, static_cast<std::int64_t>(summary.examples));
  if (summary.accuracy.scored > 0) insert.bind(7, summary.accuracy.value.mean);
  if (summary.relevance.scored > 0) insert.bind(8, summary.relevance.value.mean);
  insert.bind(9, summary.cost_usd).bind(10, summary.p50_ms).bind(11, summary.p95_ms);
  insert.bind(12, run.paid_usd).bind(13, prompt_run_json(run, RecordDetail::all));
  insert.step();
  const std::int64_t id = insert.integer(0);
  insert.run();
  return id;
}

std::vector<StoredRun> RunStore::list(const std::string& suite, std::size_t most) {
  Statement select = database_.prepare(
      fmt::format("SELECT id, {} FROM runs WHERE ?1 = '' OR suite = ?1 ORDER BY id DESC LIMIT ?2",
                  run_columns));
  select.bind(1, suite).bind(2, static_cast<std::int64_t>(most));
  std::vector<StoredRun> runs;
  while (select.step()) {
    runs.push_back({.id = select.integer(0),
                    .suite = select.text(1),
                    .started_ms = select.integer(2),
                    .commit = select.text(3),
                    .model = select.text(4),
                    .is_complete = select.integer(5) != 0,
                    .examples = static_cast<std::size_t>(select.integer(6)),
                    .accuracy = real_or_nothing(select, 7),
                    .relevance = real_or_nothing(select, 8),
                    .cost_usd = select.real(9),
                    .p50_ms = select.real(10),
                    .p95_ms = select.real(11),
                    .paid_usd = select.real(12)});
  }
  return runs;
}

std::optional<PromptRun> RunStore::find(std::int64_t id) {
  Statement select = database_.prepare("SELECT id, record FROM runs WHERE id = ?");
  select.bind(1, id);
  return first_record(select);
}

std::optional<PromptRun> RunStore::find_before(const std::string& suite, std::int64_t before) {
  Statement select = database_.prepare(
      "SELECT id, record FROM runs WHERE suite = ? AND id < ? AND complete = 1 "
      "ORDER BY id DESC LIMIT 1");
  select.bind(1, suite).bind(2, before);
  return first_record(select);
}

ReplyDatabase open_stored_replies(const std::filesystem::path& path) {
  return ReplyDatabase(open_versioned_database(path, tables));
}

}  // namespace gitctx

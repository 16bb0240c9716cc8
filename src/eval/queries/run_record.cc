#include "eval/queries/run_record.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/json_text.h"
#include "redact/redactor.h"

namespace gitctx {

static void fields(auto& json, Is<QueryResult> auto& query) {
  needed_field(json, "query", query.text);
  needed_field(json, "category", query.category);
  needed_field(json, "language", query.language);
  for (std::size_t i = 0; i < metric_count; ++i) {
    needed_field(json, metric_names[i].data(), query.score.values[i]);
  }
  number_list_field(json, "ranks", query.score.ranks);
  field(json, "line_rank", query.hit_ranks.line);
  field(json, "file_rank", query.hit_ranks.file);
  field(json, "results", query.results);
}

static void fields(auto& json, Is<RankBand> auto& band) {
  field(json, "first_rank", band.first);
  field(json, "last_rank", band.last);
  field(json, "results", band.results);
  derived_field(json, "mean_score", rounded_score(band.mean_score));
  derived_field(json, "true_share", rounded_score(band.true_share));
}

static RecordJson interval_json(const MetricSummary& metric) {
  return {{"mean", metric.mean}, {"low", metric.interval.low}, {"high", metric.interval.high}};
}

static void fields(auto& json, Is<GroupSummary> auto& group) {
  field(json, "name", group.name);
  field(json, "queries", group.queries);
  for (std::size_t i = 0; i < metric_count; ++i) {
    derived_field(json, metric_names[i].data(), interval_json(group.metrics[i]));
  }
  for (std::size_t i = 0; i < hit_rate_count; ++i) {
    derived_field(json, hit_rate_names[i].data(), interval_json(group.hit_rates[i]));
  }
  derived_field(json, "calibration", group.calibration);
}

static void fields(auto& json, Is<QueryChange> auto& change) {
  field(json, "query", change.text);
  field(json, "rank_before", change.rank_before);
  field(json, "rank_now", change.rank_now);
  field(json, "ndcg_before", change.ndcg_before);
  field(json, "ndcg_now", change.ndcg_now);
}

namespace {

RecordJson comparison_json(const EvalComparison& comparison) {
  RecordJson out{{"commit", comparison.commit},
                 {"mode", mode_name(comparison.mode)},
                 {"queries", comparison.queries},
                 {"only_before", comparison.only_before},
                 {"only_now", comparison.only_now}};
  for (std::size_t i = 0; i < metric_count; ++i) {
    const MetricComparison& metric = comparison.metrics[i];
    out[metric_names[i]] = {{"before", metric.before},           {"now", metric.now},
                            {"difference", metric.difference()}, {"low", metric.interval.low},
                            {"high", metric.interval.high},      {"p", metric.p}};
  }
  out["better"] = comparison.better;
  out["worse"] = comparison.worse;
  return out;
}

RecordJson query_json(const QueryResult& query, RecordDetail detail) {
  RecordJson out = query;
  if (detail == RecordDetail::baseline) return out;
  out["ms"] = rounded_ms(query.ms);
  out["relevant"] = query.relevant;
  out["hits"] = query.hits;
  for (std::size_t i = 0; i < query.scores.size() && i < query.hits.size(); ++i) {
    out["hits"][i]["score"] = rounded_score(query.scores[i]);
  }
  return out;
}

/// The fields of the document, except the queries and the comparison.
void query_head_fields(auto& json, Is<EvalRun> auto& run, RecordDetail detail) {
  const EvalSummary summary = summarize(run);
  derived_field(json, "version", record_version);
  needed_field(json, "suite", run.suite);
  needed_field(json, "commit", run.commit);
  named_field(json, "mode", run.mode, mode_names);
  named_field(json, "level", run.judge.level, level_names);
  needed_field(json, "k", run.judge.k);
  needed_field(json, "model", run.model);
  field(json, "chunking", run.chunking);
  field(json, "files", run.files);
  field(json, "chunks", run.chunks);
  derived_field(json, "all", summary.all);
  derived_field(json, "categories", summary.categories);
  derived_field(json, "languages", summary.languages);
  if (detail == RecordDetail::baseline) return;
  derived_field(
      json, "latency_ms",
      RecordJson{{"p50", rounded_ms(summary.p50_ms)}, {"p95", rounded_ms(summary.p95_ms)}});
}

}  // namespace

std::string run_record_json(const EvalRun& run, const EvalComparison* comparison,
                            RecordDetail detail) {
  RecordJson head;
  query_head_fields(head, run, detail);
  if (detail == RecordDetail::all) {
    head["baseline"] = comparison == nullptr ? RecordJson() : comparison_json(*comparison);
  }
  std::vector<RecordJson> queries;
  for (const QueryResult& query : run.queries) queries.push_back(query_json(query, detail));
  return record_text(head, "queries", queries);
}

/// Throws WrongValue for values that no run can have.
static void check_run(const EvalRun& run) {
  require_value(run.judge.k >= 1);
  for (const QueryResult& query : run.queries) {
    for (const double value : query.score.values) require_value(value >= 0 && value <= 1);
    const std::vector<int>& ranks = query.score.ranks;
    require_value(std::ranges::is_sorted(ranks) && (ranks.empty() || ranks.front() >= 1));
    require_value(query.hit_ranks.line >= 0 && query.hit_ranks.file >= 0);
  }
}

bool has_queries(std::string_view json) {
  const RecordJson document = parse_ordered_json(json);
  return document.is_object() && document.contains("queries");
}

EvalRun parse_run_record(std::string_view json, std::string_view file) {
  EvalRun run;
  read_record(json, file, record_version, "a record of gitctx eval run of a query suite",
              "Run: gitctx eval run --save-baseline", [&](const RecordJson& document) {
                query_head_fields(document, run, RecordDetail::baseline);
                needed_field(document, "queries", run.queries);
                check_run(run);
              });
  // Records from older versions of gitctx may contain secrets. Queries of two runs are paired by
  // their texts, so the texts of old runs must also be redacted.
  redact_secrets(run.suite);
  for (QueryResult& query : run.queries) {
    for (std::string* const text : {&query.text, &query.category, &query.language}) {
      redact_secrets(*text);
    }
  }
  return run;
}

}  // namespace gitctx

#include "eval/queries/run_record.h"

#include <array>
#include <nlohmann/json.hpp>

namespace gitctx {
namespace {

using Json = nlohmann::ordered_json;

std::string name_of(std::size_t metric) {
  return std::string(metric_name(static_cast<Metric>(metric)));
}

Json summary_json(const GroupSummary& group) {
  Json out{{"name", group.name}, {"queries", group.queries}};
  for (std::size_t i = 0; i < metric_count; ++i) {
    const MetricSummary& metric = group.metrics[i];
    out[name_of(i)] = {
        {"mean", metric.mean}, {"low", metric.interval.low}, {"high", metric.interval.high}};
  }
  return out;
}

Json summaries_json(const std::vector<GroupSummary>& groups) {
  Json out = Json::array();
  for (const GroupSummary& group : groups) out.push_back(summary_json(group));
  return out;
}

Json changes_json(const std::vector<QueryChange>& changes) {
  Json out = Json::array();
  for (const QueryChange& change : changes) {
    out.push_back({{"query", change.text},
                   {"rank_before", change.rank_before},
                   {"rank_now", change.rank_now},
                   {"ndcg_before", change.ndcg_before},
                   {"ndcg_now", change.ndcg_now}});
  }
  return out;
}

Json comparison_json(const EvalComparison& comparison) {
  Json out{{"commit", comparison.commit},
           {"mode", mode_name(comparison.mode)},
           {"queries", comparison.queries},
           {"only_before", comparison.only_before},
           {"only_now", comparison.only_now}};
  for (std::size_t i = 0; i < metric_count; ++i) {
    const MetricComparison& metric = comparison.metrics[i];
    out[name_of(i)] = {{"before", metric.before},           {"now", metric.now},
                       {"difference", metric.difference()}, {"low", metric.interval.low},
                       {"high", metric.interval.high},      {"p", metric.p}};
  }
  out["better"] = changes_json(comparison.better);
  out["worse"] = changes_json(comparison.worse);
  return out;
}

Json query_json(const QueryResult& query, RecordDetail detail) {
  Json out{{"query", query.text}, {"category", query.category}, {"language", query.language}};
  for (std::size_t i = 0; i < metric_count; ++i) {
    out[name_of(i)] = query.score.values[i];
  }
  out["ranks"] = query.score.ranks;
  if (detail == RecordDetail::baseline) return out;
  out["ms"] = rounded_ms(query.ms);
  out["relevant"] = query.relevant;
  out["hits"] = query.hits;
  return out;
}

/// The document without its queries.
Json head_json(const EvalRun& run, const EvalComparison* comparison, RecordDetail detail) {
  const EvalSummary summary = summarize(run);
  Json head{{"version", record_version},
            {"suite", run.suite},
            {"commit", run.commit},
            {"mode", mode_name(run.mode)},
            {"level", level_name(run.judge.level)},
            {"k", run.judge.k},
            {"model", run.model},
            {"chunking", run.chunking},
            {"files", run.files},
            {"chunks", run.chunks},
            {"all", summary_json(summary.all)},
            {"categories", summaries_json(summary.categories)},
            {"languages", summaries_json(summary.languages)}};
  if (detail == RecordDetail::baseline) return head;
  head["latency_ms"] = {{"p50", rounded_ms(summary.p50_ms)}, {"p95", rounded_ms(summary.p95_ms)}};
  head["baseline"] = comparison == nullptr ? Json(nullptr) : comparison_json(*comparison);
  return head;
}

QueryResult parse_query(const Json& json) {
  QueryResult query;
  json.at("query").get_to(query.text);
  json.at("category").get_to(query.category);
  json.at("language").get_to(query.language);
  for (std::size_t i = 0; i < metric_count; ++i) {
    json.at(name_of(i)).get_to(query.score.values[i]);
  }
  json.at("ranks").get_to(query.score.ranks);
  return query;
}

}  // namespace

std::string run_record_json(const EvalRun& run, const EvalComparison* comparison,
                            RecordDetail detail) {
  std::vector<Json> queries;
  for (const QueryResult& query : run.queries) queries.push_back(query_json(query, detail));
  return record_text(head_json(run, comparison, detail), "queries", queries);
}

EvalRun parse_run_record(std::string_view json, std::string_view file) {
  EvalRun run;
  read_record(json, file, record_version, "a record of gitctx eval run",
              "Run: gitctx eval run --save-baseline", [&](const Json& document) {
                document.at("suite").get_to(run.suite);
                document.at("commit").get_to(run.commit);
                document.at("model").get_to(run.model);
                run.mode =
                    parse_name(document.at("mode"), search_modes, mode_name, SearchMode::hybrid);
                run.judge.level =
                    parse_name(document.at("level"), judge_levels, level_name, JudgeLevel::chunk);
                document.at("k").get_to(run.judge.k);
                for (const Json& query : document.at("queries")) {
                  run.queries.push_back(parse_query(query));
                }
              });
  return run;
}

}  // namespace gitctx

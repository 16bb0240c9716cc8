#include "eval/queries/run_record.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/json_text.h"

namespace gitctx {
namespace {

using Json = nlohmann::ordered_json;

constexpr int record_version = 1;

Json summary_json(const GroupSummary& group) {
  Json out{{"name", group.name}, {"queries", group.queries}};
  for (std::size_t i = 0; i < metric_count; ++i) {
    const MetricSummary& metric = group.metrics[i];
    out[std::string(metric_name(static_cast<Metric>(i)))] = {
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
    out[std::string(metric_name(static_cast<Metric>(i)))] = {
        {"before", metric.before},           {"now", metric.now},
        {"difference", metric.difference()}, {"low", metric.interval.low},
        {"high", metric.interval.high},      {"p", metric.p}};
  }
  out["better"] = changes_json(comparison.better);
  out["worse"] = changes_json(comparison.worse);
  return out;
}

Json parts_json(const std::vector<FilePart>& parts) {
  Json out = Json::array();
  for (const FilePart& part : parts) {
    Json one{{"path", part.path}};
    if (part.lines) {
      one["start_line"] = part.lines->first;
      one["end_line"] = part.lines->last;
    }
    out.push_back(std::move(one));
  }
  return out;
}

Json query_json(const QueryResult& query, RecordDetail detail) {
  Json out{{"query", query.text}, {"category", query.category}, {"language", query.language}};
  for (std::size_t i = 0; i < metric_count; ++i) {
    out[std::string(metric_name(static_cast<Metric>(i)))] = query.score.values[i];
  }
  out["ranks"] = query.score.ranks;
  if (detail == RecordDetail::baseline) return out;
  out["ms"] = std::round(query.ms * 1e3) / 1e3;
  out["relevant"] = parts_json(query.relevant);
  out["hits"] = parts_json(query.hits);
  return out;
}

std::string line_of(const Json& json) { return json_text(json); }

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
  const auto rounded = [](double ms) { return std::round(ms * 1e3) / 1e3; };
  head["latency_ms"] = {{"p50", rounded(summary.p50_ms)}, {"p95", rounded(summary.p95_ms)}};
  head["baseline"] = comparison == nullptr ? Json(nullptr) : comparison_json(*comparison);
  return head;
}

SearchMode parse_mode(const Json& json) {
  for (const SearchMode mode : {SearchMode::lexical, SearchMode::semantic}) {
    if (json == mode_name(mode)) return mode;
  }
  return SearchMode::hybrid;
}

QueryResult parse_query(const Json& json) {
  QueryResult query;
  query.text = json.at("query").get<std::string>();
  query.category = json.at("category").get<std::string>();
  query.language = json.at("language").get<std::string>();
  for (std::size_t i = 0; i < metric_count; ++i) {
    query.score.values[i] = json.at(std::string(metric_name(static_cast<Metric>(i)))).get<double>();
  }
  query.score.ranks = json.at("ranks").get<std::vector<int>>();
  return query;
}

}  // namespace

std::string run_record_json(const EvalRun& run, const EvalComparison* comparison,
                            RecordDetail detail) {
  std::string out = "{\n";
  const Json head = head_json(run, comparison, detail);
  for (const auto& [name, value] : head.items()) {
    out += fmt::format("\"{}\": {},\n", name, line_of(value));
  }
  out += "\"queries\": [\n";
  for (std::size_t i = 0; i < run.queries.size(); ++i) {
    out += line_of(query_json(run.queries[i], detail));
    out += i + 1 < run.queries.size() ? ",\n" : "\n";
  }
  return out + "]}\n";
}

EvalRun parse_run_record(std::string_view json, std::string_view file) {
  EvalRun run;
  int version = 0;
  try {
    const Json document = Json::parse(json);
    version = document.at("version").get<int>();
    run.suite = document.at("suite").get<std::string>();
    run.commit = document.at("commit").get<std::string>();
    run.model = document.at("model").get<std::string>();
    run.mode = parse_mode(document.at("mode"));
    run.judge.level =
        document.at("level") == level_name(JudgeLevel::file) ? JudgeLevel::file : JudgeLevel::chunk;
    run.judge.k = document.at("k").get<int>();
    for (const Json& query : document.at("queries")) run.queries.push_back(parse_query(query));
  } catch (const Json::exception&) {
    throw Error(ErrorCode::failure, fmt::format("{} is no record of gitctx eval run", file),
                "--save-baseline writes it anew");
  }
  if (version > record_version) {
    throw Error(ErrorCode::failure, fmt::format("{} was written by a newer gitctx", file),
                "use a newer gitctx");
  }
  return run;
}

}  // namespace gitctx

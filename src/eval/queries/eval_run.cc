#include "eval/queries/eval_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <span>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/stop.h"
#include "redact/redactor.h"
#include "search/search.h"
#include "text/word_table.h"

namespace gitctx {
namespace {

std::vector<FilePart> parts_of(const std::vector<Hit>& hits) {
  std::vector<FilePart> parts;
  for (const Hit& hit : hits) parts.push_back({hit.path, hit.lines});
  return parts;
}

bool has_hit(const QueryResult& query, HitRate rate) {
  return is_hit(query.hit_ranks, query.results, rate);
}

Calibration calibrate(const std::vector<const QueryResult*>& queries) {
  std::vector<JudgedHit> judged;
  for (const QueryResult* query : queries) {
    for (std::size_t i = 0; i < query->scores.size() && i < query->hits.size(); ++i) {
      judged.push_back({static_cast<int>(i) + 1, query->scores[i],
                        is_true_hit(query->hits[i], query->relevant)});
    }
  }
  return calibration_by_rank(judged);
}

GroupSummary summarize_group(std::string name, const std::vector<const QueryResult*>& queries) {
  GroupSummary group;
  group.name = std::move(name);
  group.queries = queries.size();
  for (std::size_t metric = 0; metric < metric_count; ++metric) {
    std::vector<double> values;
    for (const QueryResult* query : queries) values.push_back(query->score.values[metric]);
    group.metrics[metric] = summarize_values(values);
  }
  for (std::size_t rate = 0; rate < hit_rate_count; ++rate) {
    const auto count = std::ranges::count_if(queries, [&](const QueryResult* query) {
      return has_hit(*query, static_cast<HitRate>(rate));
    });
    group.hit_rates[rate] = summarize_share(static_cast<std::size_t>(count), queries.size());
  }
  group.calibration = calibrate(queries);
  return group;
}

using Groups = std::map<std::string_view, std::vector<const QueryResult*>>;

constexpr std::string_view other_group = "other";

/// If there are more than most_groups named groups, moves the queries of the smallest ones into the
/// unnamed group.
void merge_small_groups(Groups& groups) {
  std::vector<std::pair<std::size_t, std::string_view>> sizes;
  for (const auto& [name, queries] : groups) {
    if (!name.empty()) sizes.emplace_back(queries.size(), name);
  }
  if (sizes.size() <= most_groups) return;
  std::ranges::stable_sort(sizes, std::ranges::greater(),
                           [](const auto& one) { return one.first; });
  std::vector<const QueryResult*>& rest = groups[""];
  for (const auto& [size, name] : std::span(sizes).subspan(most_groups)) {
    const auto group = groups.find(name);
    rest.insert(rest.end(), group->second.begin(), group->second.end());
    groups.erase(group);
  }
}

std::vector<GroupSummary> summarize_by(const EvalRun& run, std::string QueryResult::* name) {
  Groups groups;
  for (const QueryResult& query : run.queries) {
    const std::string_view group = query.*name;
    groups[group == other_group ? std::string_view() : group].push_back(&query);
  }
  merge_small_groups(groups);
  std::vector<GroupSummary> summaries;
  for (const auto& [group, queries] : groups) {
    summaries.push_back(summarize_group(std::string(group.empty() ? other_group : group), queries));
  }
  return summaries;
}

using QueryKey = std::pair<std::string, std::string>;

std::map<QueryKey, const QueryResult*> queries_by_key(const EvalRun& run) {
  std::map<QueryKey, const QueryResult*> queries;
  for (const QueryResult& query : run.queries) {
    queries.try_emplace({query.text, query.category}, &query);
  }
  return queries;
}

}  // namespace

EvalRun run_suite(const Suite& suite, const Snapshot& snapshot, const ViewReader& view,
                  Embedder& embedder, const Query& common, const std::stop_token& stop) {
  EvalRun run;
  run.suite = suite.name;
  if (!view.commit().is_none()) run.commit = view.commit().hex();
  run.mode = suite.mode;
  run.judge = suite.judge;
  run.model = snapshot.manifest().model;
  run.chunking = snapshot.manifest().chunking;
  run.files = view.file_count();
  run.chunks = view.chunk_count();
  Query query = common;
  query.mode = suite.mode;
  query.limit = suite.judge.k;
  WordTable words;
  // The first query warms caches, so it runs once unmeasured.
  if (!suite.queries.empty()) {
    query.text = suite.queries[0].text;
    search(snapshot, view, query, embedder, words);
  }
  for (const SuiteQuery& asked : suite.queries) {
    throw_if_stopped(stop);
    query.text = asked.text;
    const auto begin = std::chrono::steady_clock::now();
    const SearchResult found = search(snapshot, view, query, embedder, words);
    const auto end = std::chrono::steady_clock::now();
    QueryResult& result = run.queries.emplace_back();
    result.text = redacted(asked.text);
    result.category = asked.category;
    result.language = asked.language;
    result.relevant = asked.relevant;
    result.hits = parts_of(found.hits);
    for (const Hit& hit : found.hits) result.scores.push_back(hit.score);
    result.hit_ranks = hit_ranks(result.hits, result.relevant);
    result.results = result.hits.size();
    result.score = score_query(result.hits, result.relevant, suite.judge);
    result.ms = std::chrono::duration<double, std::milli>(end - begin).count();
  }
  return run;
}

EvalSummary summarize(const EvalRun& run) {
  EvalSummary summary;
  std::vector<const QueryResult*> all;
  std::vector<double> times;
  for (const QueryResult& query : run.queries) {
    all.push_back(&query);
    times.push_back(query.ms);
  }
  summary.all = summarize_group("all", all);
  summary.categories = summarize_by(run, &QueryResult::category);
  summary.languages = summarize_by(run, &QueryResult::language);
  summary.p50_ms = percentile_of(times, 0.5);
  summary.p95_ms = percentile_of(times, 0.95);
  return summary;
}

bool can_compare(const EvalRun& baseline, const EvalRun& run) {
  return baseline.judge.level == run.judge.level && baseline.judge.k == run.judge.k;
}

EvalComparison compare_runs(const EvalRun& baseline, const EvalRun& run) {
  if (!can_compare(baseline, run)) {
    throw Error(
        ErrorCode::usage,
        fmt::format("the baseline was judged by {} up to rank {}, this run by {} up to rank {}",
                    level_name(baseline.judge.level), baseline.judge.k, level_name(run.judge.level),
                    run.judge.k),
        "Use the same --level and -k, or replace the baseline with --save-baseline");
  }
  const auto before = queries_by_key(baseline);
  const auto now = queries_by_key(run);
  EvalComparison comparison;
  comparison.commit = baseline.commit;
  comparison.mode = baseline.mode;
  std::vector<std::pair<const QueryResult*, const QueryResult*>> pairs;
  for (const auto& [key, query] : now) {
    const auto known = before.find(key);
    if (known != before.end()) pairs.emplace_back(known->second, query);
  }
  if (pairs.empty()) {
    throw Error(ErrorCode::usage, "the baseline has no query in common with this suite",
                "Use --save-baseline to replace the baseline by this run");
  }
  comparison.queries = pairs.size();
  comparison.only_before = before.size() - pairs.size();
  comparison.only_now = now.size() - pairs.size();
  for (std::size_t metric = 0; metric < metric_count; ++metric) {
    MetricComparison& result = comparison.metrics[metric];
    std::vector<double> differences;
    for (const auto& [old, query] : pairs) {
      result.before += old->score.values[metric] / static_cast<double>(pairs.size());
      result.now += query->score.values[metric] / static_cast<double>(pairs.size());
      differences.push_back(query->score.values[metric] - old->score.values[metric]);
    }
    result.interval = bootstrap_mean(differences);
    result.p = sign_flip_test(differences);
  }
  for (const auto& [old, query] : pairs) {
    const double ndcg_before = old->score[Metric::ndcg];
    const double ndcg_now = query->score[Metric::ndcg];
    if (ndcg_before == ndcg_now) continue;
    (ndcg_now > ndcg_before ? comparison.better : comparison.worse)
        .push_back({query->text, old->first_rank(), query->first_rank(), ndcg_before, ndcg_now});
  }
  return comparison;
}

}  // namespace gitctx

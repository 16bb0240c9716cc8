#include "tools/train/ranker_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>

#include "app/services/view_selector.h"
#include "base/error.h"
#include "base/file.h"
#include "core/settings.h"
#include "embed/embedder_source.h"
#include "index/text_cache.h"
#include "ingest/index_run.h"
#include "search/search.h"
#include "text/word_table.h"
#include "tools/train/corpus.h"
#include "tools/train/judged_queries.h"
#include "tools/train/ranker_fit.h"
#include "tools/train/ranker_header.h"

namespace gitctx {

namespace {

/// Each repository is also searched with every n-th query of one other repository. These queries
/// have no answer in the searched repository.
constexpr std::size_t strange_query_step = 3;

/// Each repository is searched with every n-th pointless query. Repositories whose numbers differ
/// by a multiple of n get the same queries. A pointless query has half the weight of a normal
/// query.
constexpr std::size_t pointless_step = 10;
constexpr double pointless_share = 0.5;

/// Weight of a query with a misspelt word.
constexpr double slip_share = 0.3;

FeatureMask features_of(SearchMode mode, const std::string& without) {
  FeatureMask mask{};
  const std::string names = ',' + without + ',';
  for (std::size_t f = 0; f < feature_count; ++f) {
    const bool is_left_out = names.contains(fmt::format(",{},", feature_table[f].name));
    mask[f] = is_used_in(feature_table[f], mode) && !is_left_out;
  }
  return mask;
}

/// The candidates of all queries in one mode.
class Retrieval {
 public:
  Retrieval(const std::vector<JudgedRepository>& repositories, const RankerArguments& arguments)
      : repositories_(repositories),
        pointless_(read_file(arguments.pointless)),
        line_share_(arguments.line_share) {
    settings_.model.embedding = arguments.embedding;
    embedders_ = make_local_embedders(settings_.model);
    embedder_ = embedders_->make_embedder();
  }

  std::vector<FitQuery> run(SearchMode mode) {
    std::vector<FitQuery> queries;
    for (std::size_t r = 0; r < repositories_.size(); ++r) {
      const RepositoryLayout layout = require_repository(repositories_[r].path);
      run_index(layout, settings_, *embedders_, {}, {}, [](const IndexProgress&) {});
      const SelectedView selected = select_view(layout, settings_, *embedders_, {});
      const ViewReader view = selected.snapshot->open_view(selected.record);
      const auto calibrate_with = [&](const JudgedQuery& query, double share) {
        queries.push_back(find(view, r, query, mode, false));
        queries.back().only_calibrates = true;
        queries.back().share = share;
      };
      for (const JudgedQuery& query : repositories_[r].queries) {
        if (query.has_lines()) {
          queries.push_back(find(view, r, query, mode, false));
          queries.back().ranking_share = line_share_;
          continue;
        }
        queries.push_back(find(view, r, query, mode, true));
        if (!repositories_[r].under.empty()) queries.push_back(find(view, r, query, mode, false));
        if (const auto slipped = with_slip(query.text)) {
          calibrate_with({*slipped, "slip", query.relevant}, slip_share);
        }
      }
      const JudgedRepository& other =
          repositories_[(r + repositories_.size() / 2 + 1) % repositories_.size()];
      for (std::size_t q = 0; q < other.queries.size(); q += strange_query_step) {
        queries.push_back(find(view, r, {other.queries[q].text, "none", {}}, mode, false));
      }
      const std::vector<std::string_view> pointless = lines_of(pointless_);
      for (std::size_t q = r % pointless_step; q < pointless.size(); q += pointless_step) {
        calibrate_with({std::string(pointless[q]), "none", {}}, pointless_share);
      }
    }
    return queries;
  }

 private:
  FitQuery find(const ViewReader& view, std::size_t repository, const JudgedQuery& judged,
                SearchMode mode, bool restricted) {
    Query query;
    query.text = judged.text;
    query.mode = mode;
    query.repository = repositories_[repository].name;
    const std::string& under = repositories_[repository].under;
    if (restricted && !under.empty()) query.paths = {under + "/**"};
    std::vector<PassTime> passes;
    FitQuery found{.repository = repository,
                   .text = judged.text,
                   .category = judged.category,
                   .relevant_count = judged.relevant.size(),
                   .restricted = restricted || under.empty()};
    // Stays empty for a query without candidates, which is then a miss.
    if (judged.has_lines()) found.has_lines.emplace();
    TextCache texts;
    found.found = find_candidates(view, query, *embedder_, words_, texts, passes);
    for (const Candidate& candidate : found.found.candidates) {
      const std::string path(view.file(candidate.file).path);
      const auto answer = std::ranges::find_if(
          judged.relevant, [&](const JudgedPart& part) { return names_path(part.path, path); });
      if (judged.has_lines()) {
        found.has_lines->push_back(
            std::ranges::any_of(judged.relevant, [&](const JudgedPart& part) {
              return names_path(part.path, path) && part.lines->first <= candidate.lines.last &&
                     candidate.lines.first <= part.lines->last;
            }));
      }
      found.answers.push_back(answer == judged.relevant.end()
                                  ? -1
                                  : static_cast<int>(answer - judged.relevant.begin()));
    }
    return found;
  }

  const std::vector<JudgedRepository>& repositories_;
  std::string pointless_;  ///< one query per line
  double line_share_;
  Settings settings_;
  std::unique_ptr<EmbedderSource> embedders_;
  std::unique_ptr<Embedder> embedder_;
  WordTable words_;
};

/// The mean over repositories, in which each repository counts with the mean over its queries.
class Means {
 public:
  void add(std::size_t repository, double value) {
    auto& [sum, count] = sums_[repository];
    sum += value;
    ++count;
  }
  double value() const {
    double total = 0;
    for (const auto& [repository, sum] : sums_) total += sum.first / sum.second;
    return sums_.empty() ? 0 : total / static_cast<double>(sums_.size());
  }

 private:
  std::map<std::size_t, std::pair<double, double>> sums_;
};

constexpr std::array<std::size_t, 3> line_ranks = {1, 3, 10};

struct Validation {
  Means all;    ///< queries of the judged folders
  Means whole;  ///< queries of whole repositories
  Means slips;  ///< queries of whole repositories, with a misspelt word
  /// For queries whose answers are lines, by category: the share of queries for which the first
  /// result, one of the first three, or one of the first ten shares a line with an answer.
  std::map<std::string, std::array<Means, line_ranks.size()>> lines;
  std::map<std::string, Means> by_category;
  std::map<std::string, Means> by_language;
  std::vector<CalibratedResult> results;
};

class RankerFit {
 public:
  RankerFit(const std::vector<JudgedRepository>& repositories, const RankerArguments& arguments,
            const std::vector<FitQuery>& queries, SearchMode mode)
      : repositories_(repositories),
        arguments_(arguments),
        queries_(queries),
        mode_(mode),
        folds_(arguments.folds == 0 ? repositories.size() : arguments.folds) {}

  /// Ranks the results of each repository with a model that was fitted without the fold of the
  /// repository.
  Validation validate(const FeatureMask& mask, bool with_calibration) const {
    Validation validation;
    for (std::size_t fold = 0; fold < folds_; ++fold) {
      const auto [fitted, held_out] = split(fold);
      const RankerModel model = fit(fitted, mask, with_calibration);
      for (const FitQuery* query : held_out) {
        if (with_calibration) {
          std::ranges::copy(calibrated_results(*query, model),
                            std::back_inserter(validation.results));
        }
        if (query->relevant_count == 0) continue;
        if (query->has_lines) {
          const std::size_t found = line_rank(*query, model);
          for (std::size_t k = 0; k < line_ranks.size(); ++k) {
            validation.lines[query->category][k].add(query->repository,
                                                     found > 0 && found <= line_ranks[k] ? 1 : 0);
          }
          continue;
        }
        const double ndcg = ndcg10(*query, model);
        if (query->only_calibrates) {
          validation.slips.add(query->repository, ndcg);
          continue;
        }
        if (!query->restricted || repositories_[query->repository].under.empty()) {
          validation.whole.add(query->repository, ndcg);
        }
        if (!query->restricted) continue;
        validation.all.add(query->repository, ndcg);
        validation.by_category[query->category].add(query->repository, ndcg);
        validation.by_language[repositories_[query->repository].language].add(query->repository,
                                                                              ndcg);
        if (arguments_.verbose && with_calibration && ndcg < 0.6) {
          fmt::print("    {:.2f} {}: {}\n", ndcg, repositories_[query->repository].name,
                     query->text);
        }
      }
    }
    return validation;
  }

  RankerModel fit(const FeatureMask& mask) const {
    std::vector<const FitQuery*> all;
    for (const FitQuery& query : queries_) all.push_back(&query);
    return fit(all, mask, true);
  }

 private:
  RankerModel fit(std::span<const FitQuery* const> queries, const FeatureMask& mask,
                  bool with_calibration) const {
    RankerModel model{
        fit_weights(queries, mask, arguments_.penalty), {}, fit_chunk_weights(queries, mode_)};
    if (with_calibration) model.calibration = fit_calibration(queries, model);
    return model;
  }

  std::pair<std::vector<const FitQuery*>, std::vector<const FitQuery*>> split(
      std::size_t fold) const {
    std::pair<std::vector<const FitQuery*>, std::vector<const FitQuery*>> parts;
    for (const FitQuery& query : queries_) {
      (query.repository % folds_ == fold ? parts.second : parts.first).push_back(&query);
    }
    return parts;
  }

  const std::vector<JudgedRepository>& repositories_;
  const RankerArguments& arguments_;
  const std::vector<FitQuery>& queries_;
  SearchMode mode_;
  std::size_t folds_;
};

void print_reliability(const std::vector<CalibratedResult>& results) {
  fmt::print("  calibration error {:.4f} over {} results\n", expected_calibration_error(results),
             results.size());
  const auto bins = bins_of(results);
  for (std::size_t i = 0; i < bins.size(); ++i) {
    const auto& [count, score, relevant] = bins[i];
    if (count == 0) continue;
    const double low = static_cast<double>(i) / 10;
    fmt::print("    {:.1f}-{:.1f}: {:5.0f} results, score {:.3f}, relevant {:.3f}\n", low,
               low + 0.1, count, score / count, relevant / count);
  }
}

void print_validation(std::string_view mode, const Validation& validation) {
  fmt::print(
      "{}: NDCG@10 {:.4f}, whole repositories {:.4f}, with a slip {:.4f}, by "
      "cross-validation\n",
      mode, validation.all.value(), validation.whole.value(), validation.slips.value());
  for (const auto* groups : {&validation.by_category, &validation.by_language}) {
    for (const auto& [name, means] : *groups) fmt::print("  {:<14} {:.3f}\n", name, means.value());
  }
  for (const auto& [name, means] : validation.lines) {
    fmt::print("  {:<14} lines in the first {:.3f}, three {:.3f}, ten {:.3f}\n", name,
               means[0].value(), means[1].value(), means[2].value());
  }
  print_reliability(validation.results);
}

void print_ablation(const RankerFit& fit, const FeatureMask& mask, double whole) {
  for (std::size_t f = 0; f < feature_count; ++f) {
    if (!mask[f]) continue;
    FeatureMask fewer = mask;
    fewer[f] = false;
    fmt::print("  without {:<16} {:+.4f}\n", feature_table[f].name,
               fit.validate(fewer, false).all.value() - whole);
    std::fflush(stdout);
  }
}

void check_arguments(const RankerArguments& arguments, std::size_t repositories) {
  if (repositories < 2 || repositories < arguments.folds) {
    throw Error(ErrorCode::usage,
                fmt::format("{} repositories are too few for {} folds of cross-validation",
                            repositories, arguments.folds),
                "Add repositories (at least two) or lower --folds");
  }
  const bool all_modes = arguments.mode.empty();
  if (!all_modes &&
      std::ranges::find(ranker_modes, arguments.mode, &RankerMode::name) == ranker_modes.end()) {
    throw Error(ErrorCode::usage, fmt::format("unknown mode '{}'", arguments.mode),
                "Use hybrid, lexical or semantic");
  }
  if (!all_modes && !arguments.out.empty()) {
    throw Error(ErrorCode::usage, "--out writes the weights of all modes", "Leave out --mode");
  }
}

}  // namespace

int run_ranker_command(const RankerArguments& arguments) {
  const std::vector<JudgedRepository> repositories = read_judged_queries(arguments.queries);
  check_arguments(arguments, repositories.size());
  Retrieval retrieval(repositories, arguments);
  std::vector<RankerModel> models;
  for (std::size_t m = 0; m < ranker_modes.size(); ++m) {
    if (!arguments.mode.empty() && arguments.mode != ranker_modes[m].name) continue;
    const std::vector<FitQuery> queries = retrieval.run(ranker_modes[m].mode);
    const RankerFit fit(repositories, arguments, queries, ranker_modes[m].mode);
    const FeatureMask mask = features_of(ranker_modes[m].mode, arguments.without);
    const Validation validation = fit.validate(mask, true);
    print_validation(ranker_modes[m].name, validation);
    std::fflush(stdout);
    if (arguments.ablate) print_ablation(fit, mask, validation.all.value());
    if (!arguments.out.empty()) models.push_back(fit.fit(mask));
  }
  if (!arguments.out.empty()) {
    replace_file_atomically(std::filesystem::absolute(arguments.out), ranker_header(models));
  }
  return 0;
}

}  // namespace gitctx

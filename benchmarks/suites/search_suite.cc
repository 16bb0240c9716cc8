#include <algorithm>

#include "app/services/search_session.h"
#include "benchmarks/suites/source_files.h"
#include "benchmarks/suites/suites.h"

namespace gitctx::bench {

namespace {

/// Answers queries over an indexed repository.
class SearchPipeline {
 public:
  virtual ~SearchPipeline() = default;
  /// The cost of one query. The cost has no peak memory if the search runs in the caller's process.
  virtual OperationCost search(const WorkRepository& repository, const std::string& query) = 0;
};

/// Runs `gitctx search` with one process per query.
class SearchProgram final : public SearchPipeline {
 public:
  explicit SearchProgram(std::string gitctx) : gitctx_(std::move(gitctx)) {}

  OperationCost search(const WorkRepository& repository, const std::string& query) override {
    return measure_program(
        {gitctx_, "-C", repository.path().string(), "search", "--json", "--", query});
  }

 private:
  std::string gitctx_;
};

/// Runs the same search inside one long-lived process. Measures either the whole search or only the
/// ranking.
class WarmSession final : public SearchPipeline {
 public:
  enum class Part { all, ranking };
  explicit WarmSession(Part part) : part_(part) {}

  OperationCost search(const WorkRepository& repository, const std::string& query) override {
    if (!session_) session_.emplace(repository.layout(), Settings{}, *embedders_);
    SearchRequest request;
    request.query.text = query;
    OperationCost cost;
    SearchAnswer answer;
    cost.wall_s = seconds_of([&] { answer = session_->search(request); });
    if (part_ == Part::all) return cost;
    cost.wall_s = 0;
    for (const PassTime& pass : answer.result.passes) {
      if (pass.name == "features" || pass.name == "rank") cost.wall_s += pass.ms / 1000;
    }
    return cost;
  }

 private:
  Part part_;
  std::unique_ptr<EmbedderSource> embedders_ = make_local_embedders({});
  std::optional<SearchSession> session_;
};

/// A generated file has 4.8 chunks on average, so this number of files has about 10,000 chunks.
constexpr std::uint32_t files_of_ten_thousand_chunks = 2080;

WorkRepository indexed_repository(const SuiteOptions& options) {
  WorkRepository repository(options);
  // Indexing in a separate process does not affect the memory of this process.
  run_program({options.gitctx.string(), "-C", repository.path().string(), "index", "-q"});
  return repository;
}

Measured search_all(SearchPipeline& pipeline, const WorkRepository& repository) {
  std::vector<double> ms;
  OperationCost all;
  for (const std::string& query : query_set()) {
    const OperationCost one = pipeline.search(repository, query);
    ms.push_back(1000 * one.wall_s);
    all.cpu_s += one.cpu_s;
    if (one.instructions) all.instructions = all.instructions.value_or(0) + *one.instructions;
    all.page_faults += one.page_faults;
    all.peak_memory_mb = std::max(all.peak_memory_mb, one.peak_memory_mb);
  }
  Measured measured(std::move(ms));
  if (all.peak_memory_mb > 0) measured.cost = all;
  return measured;
}

}  // namespace

void add_search_suite(const SuiteOptions& options, Benchmarks& benchmarks) {
  const auto add = [&](const char* name, double target,
                       const SuiteOptions& data) -> ProtocolBenchmark<SearchPipeline>& {
    return add_benchmark<SearchPipeline>(
        benchmarks,
        {.name = name,
         .unit = "ms",
         .statistic = Statistic::p95,
         .target = target,
         .critical = 2000,
         .critical_worst = 5000,
         .critical_memory = 500},
        [data] { return indexed_repository(data); }, search_all);
  };
  add("search/cold", 40, options).add<SearchProgram>("gitctx search", options.gitctx.string());
  add("search/warm", 20, options).add<WarmSession>("session", WarmSession::Part::all);
  SuiteOptions ten_thousand_chunks = options;
  ten_thousand_chunks.files = std::min(options.files, files_of_ten_thousand_chunks);
  add("search/ranking", 1, ten_thousand_chunks)
      .add<WarmSession>("session", WarmSession::Part::ranking);
}

Benchmarks all_benchmarks(const SuiteOptions& options) {
  Benchmarks benchmarks;
  add_chunker_suite(options, benchmarks);
  add_embedder_suite(options, benchmarks);
  add_vector_store_suite(options, benchmarks);
  add_text_index_suite(options, benchmarks);
  add_git_suite(options, benchmarks);
  add_ingest_suite(options, benchmarks);
  add_redact_suite(options, benchmarks);
  add_search_suite(options, benchmarks);
  return benchmarks;
}

}  // namespace gitctx::bench

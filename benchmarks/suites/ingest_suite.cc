#include "benchmarks/suites/source_files.h"
#include "benchmarks/suites/suites.h"

namespace gitctx::bench {

namespace {

namespace fs = std::filesystem;

/// Brings the index of a repository up to date.
class IngestPipeline {
 public:
  virtual ~IngestPipeline() = default;
  virtual OperationCost index(const WorkRepository& repository,
                              std::vector<MemoryPoint>* curve) = 0;
};

/// `gitctx index`, from the start of the process to its end.
class IndexProgram final : public IngestPipeline {
 public:
  explicit IndexProgram(fs::path gitctx) : gitctx_(std::move(gitctx)) {}

  OperationCost index(const WorkRepository& repository, std::vector<MemoryPoint>* curve) override {
    return measure_program({gitctx_.string(), "-C", repository.path().string(), "index", "-q"},
                           curve);
  }

 private:
  fs::path gitctx_;
};

using Repository = std::unique_ptr<WorkRepository>;

template <class Measure>
void add_benchmark(Metric metric, const SuiteOptions& options, Measure measure,
                   Benchmarks& benchmarks) {
  auto benchmark = std::make_unique<ProtocolBenchmark<IngestPipeline>>(
      std::move(metric), [options] { return std::make_unique<WorkRepository>(options); },
      [measure](IngestPipeline& pipeline, Repository& repository) {
        return measure(pipeline, *repository);
      });
  benchmark->add("gitctx index",
                 [options] { return std::make_unique<IndexProgram>(options.gitctx); });
  benchmarks.push_back(std::move(benchmark));
}

Measured first_index(IngestPipeline& pipeline, const WorkRepository& repository) {
  repository.drop_index();
  std::vector<MemoryPoint> curve;
  const OperationCost cost = pipeline.index(repository, &curve);
  return {cost.wall_s, cost, std::move(curve)};
}

Measured files_a_second(IngestPipeline& pipeline, const WorkRepository& repository) {
  Measured first = first_index(pipeline, repository);
  const double files = static_cast<double>(repository.file_count());
  return {files / first.value, *first.cost, std::move(first.memory_curve)};
}

Measured index_after_commit(IngestPipeline& pipeline, WorkRepository& repository) {
  repository.touch_files(10);
  const OperationCost cost = pipeline.index(repository, nullptr);
  return {cost.wall_s, cost, {}};
}

Measured index_nothing_new(IngestPipeline& pipeline, const WorkRepository& repository) {
  const OperationCost cost = pipeline.index(repository, nullptr);
  return {cost.wall_s, cost, {}};
}

Measured index_share(IngestPipeline& pipeline, const WorkRepository& repository) {
  const Measured first = first_index(pipeline, repository);
  return {repository.index_share(), *first.cost, {}};
}

}  // namespace

void add_ingest_suite(const SuiteOptions& options, Benchmarks& benchmarks) {
  add_benchmark(
      {.name = "ingest/first", .unit = "s", .target = 6, .critical = 100, .critical_memory = 2000},
      options, first_index, benchmarks);
  add_benchmark({.name = "ingest/files",
                 .unit = "files/s",
                 .higher_is_better = true,
                 .target = 1000,
                 .critical = 100},
                options, files_a_second, benchmarks);
  add_benchmark({.name = "ingest/index_size",
                 .unit = "of text",
                 .target = 1.1,
                 .critical = 3,
                 .cpu_bound = false},
                options, index_share, benchmarks);
  add_benchmark({.name = "ingest/ten_files", .unit = "s", .target = 0.2, .critical = 10}, options,
                index_after_commit, benchmarks);
  add_benchmark({.name = "ingest/nothing_new", .unit = "s", .target = 0.1, .critical = 10}, options,
                index_nothing_new, benchmarks);
}

}  // namespace gitctx::bench

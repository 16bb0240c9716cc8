#include "benchmarks/suites/source_files.h"
#include "benchmarks/suites/suites.h"

namespace gitctx::bench {

namespace {

/// Runs `gitctx index` and measures it from the start of the process to its end.
struct IndexProgram {
  std::string gitctx;

  /// The seconds that the program takes to bring the index up to date.
  Measured index(const WorkRepository& repository,
                 std::vector<MemoryPoint>* curve = nullptr) const {
    const OperationCost cost =
        measure_program({gitctx, "-C", repository.path().string(), "index", "-q"}, curve);
    return {cost.wall_s, cost, {}};
  }

  /// The seconds that the program takes to index a repository for the first time, with its memory
  /// over time.
  Measured index_first(const WorkRepository& repository) const {
    repository.drop_index();
    std::vector<MemoryPoint> curve;
    Measured first = index(repository, &curve);
    first.memory_curve = std::move(curve);
    return first;
  }
};

Measured files_a_second(const IndexProgram& program, const WorkRepository& repository) {
  Measured first = program.index_first(repository);
  first.value = static_cast<double>(repository.file_count()) / first.value;
  return first;
}

Measured index_after_commit(const IndexProgram& program, WorkRepository& repository) {
  repository.touch_files(10);
  return program.index(repository);
}

Measured index_nothing_new(const IndexProgram& program, const WorkRepository& repository) {
  return program.index(repository);
}

Measured index_share(const IndexProgram& program, const WorkRepository& repository) {
  Measured first = program.index_first(repository);
  first.value = repository.index_share();
  first.memory_curve.clear();
  return first;
}

}  // namespace

void add_ingest_suite(const SuiteOptions& options, Benchmarks& benchmarks) {
  const auto add = [&](Metric metric, auto measure) {
    add_benchmark<IndexProgram>(
        benchmarks, std::move(metric), [options] { return WorkRepository(options); }, measure)
        .add("gitctx index", [gitctx = options.gitctx.string()] {
          return std::make_unique<IndexProgram>(IndexProgram{gitctx});
        });
  };
  add({.name = "ingest/first", .unit = "s", .target = 6, .critical = 100, .critical_memory = 2000},
      [](IndexProgram& program, const WorkRepository& repository) {
        return program.index_first(repository);
      });
  add({.name = "ingest/files",
       .unit = "files/s",
       .higher_is_better = true,
       .target = 1000,
       .critical = 100},
      files_a_second);
  add({.name = "ingest/index_size",
       .unit = "of text",
       .target = 1.1,
       .critical = 3,
       .cpu_bound = false},
      index_share);
  add({.name = "ingest/ten_files", .unit = "s", .target = 0.2, .critical = 10}, index_after_commit);
  add({.name = "ingest/nothing_new", .unit = "s", .target = 0.1, .critical = 10},
      index_nothing_new);
}

}  // namespace gitctx::bench

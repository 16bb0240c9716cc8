#pragma once

#include <filesystem>
#include <string>

#include "benchmarks/framework/protocol_benchmark.h"

namespace gitctx::bench {

/// The workload of the suites: the kind of data, and its amount.
struct SuiteOptions {
  std::filesystem::path gitctx;  ///< the program, for benchmarks that start processes
  std::filesystem::path repo;    ///< repository to measure with; empty: generated files
  std::uint32_t files = 10000;   ///< number of generated files
  bool large = false;            ///< whether to also measure a million vectors and 3,072 dimensions
};

// There is one function per protocol, and one per pipeline.
void add_chunker_suite(const SuiteOptions& options, Benchmarks& benchmarks);
void add_embedder_suite(const SuiteOptions& options, Benchmarks& benchmarks);
void add_vector_store_suite(const SuiteOptions& options, Benchmarks& benchmarks);
void add_text_index_suite(const SuiteOptions& options, Benchmarks& benchmarks);
void add_git_suite(const SuiteOptions& options, Benchmarks& benchmarks);
void add_ingest_suite(const SuiteOptions& options, Benchmarks& benchmarks);
void add_redact_suite(const SuiteOptions& options, Benchmarks& benchmarks);
void add_search_suite(const SuiteOptions& options, Benchmarks& benchmarks);

Benchmarks all_benchmarks(const SuiteOptions& options);

}  // namespace gitctx::bench

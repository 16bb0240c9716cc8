#include <fmt/format.h>

#include <cmath>
#include <random>
#include <set>

#include "benchmarks/framework/callgrind.h"
#include "benchmarks/suites/library_stores.h"
#include "benchmarks/suites/suites.h"
#include "vector/flat_store.h"
#include "vector/testing/exact_store.h"

namespace gitctx::bench {

namespace {

constexpr std::size_t query_count = 100;
constexpr std::size_t result_count = 10;
constexpr std::size_t batch_rows = 1000;

/// Unit vectors around 200 centres, similar to the vectors of texts on a few hundred subjects. The
/// rows of a batch depend only on the batch's number, so they need not be kept.
struct VectorSource {
  std::size_t rows = 0;
  std::size_t dimension = 0;

  std::vector<float> batch(std::size_t number, std::size_t count) const {
    std::mt19937 random(static_cast<std::uint32_t>(number + 1));
    std::normal_distribution<float> normal;
    std::vector<float> values(count * dimension);
    for (std::size_t row = 0; row < count; ++row) {
      std::mt19937 centre(random() % 200);
      std::normal_distribution<float> around;
      float square = 0;
      for (std::size_t d = 0; d < dimension; ++d) {
        float& value = values[row * dimension + d];
        value = around(centre) + normal(random);
        square += value * value;
      }
      for (std::size_t d = 0; d < dimension; ++d) {
        values[row * dimension + d] /= std::sqrt(square);
      }
    }
    return values;
  }

  void fill(VectorStore& store) const {
    for (std::size_t done = 0; done < rows; done += batch_rows) {
      store.add(batch(done / batch_rows, std::min(batch_rows, rows - done)));
    }
    store.optimise();
  }
};

struct Queries {
  VectorSource data;
  std::vector<float> queries;
  std::vector<std::set<std::uint32_t>> truth;  // rows of the exact results; used only for recall

  std::span<const float> query(std::size_t i) const {
    return std::span(queries).subspan(i * data.dimension, data.dimension);
  }
};

Queries make_queries(const VectorSource& data) {
  return {data, data.batch(1'000'000'007, query_count), {}};
}

Queries make_queries_with_truth(const VectorSource& data) {
  Queries out = make_queries(data);
  ExactStore exact(data.dimension);
  data.fill(exact);
  for (std::size_t i = 0; i < query_count; ++i) {
    auto& rows = out.truth.emplace_back();
    for (const VectorHit& hit : exact.search(out.query(i), result_count, {})) rows.insert(hit.row);
  }
  return out;
}

/// Fills the store during the warm-up sample, which is not counted.
void fill_once(VectorStore& store, const Queries& queries) {
  if (store.size() == 0) queries.data.fill(store);
}

Measured query_latencies(VectorStore& store, const Queries& queries) {
  fill_once(store, queries);
  std::vector<double> ms;
  for (std::size_t i = 0; i < query_count; ++i) {
    ms.push_back(
        1000 * seconds_of([&] { keep(store.search(queries.query(i), result_count, {}).size()); }));
  }
  return Measured(std::move(ms));
}

double recall(VectorStore& store, const Queries& queries) {
  fill_once(store, queries);
  double found = 0;
  for (std::size_t i = 0; i < query_count; ++i) {
    for (const VectorHit& hit : store.search(queries.query(i), result_count, {})) {
      found += queries.truth[i].contains(hit.row) ? 1 : 0;
    }
  }
  return found / (query_count * result_count);
}

double rows_a_second(VectorStore& store, const Queries& queries) {
  fill_once(store, queries);
  return static_cast<double>(batch_rows) / seconds_of([&] {
           store.add(queries.queries);
           store.optimise();
         });
}

void add_size(std::size_t rows, std::size_t dimension, bool with_exact, Benchmarks& benchmarks) {
  const std::string size = fmt::format("{}k×{}", rows / 1000, dimension);
  const VectorSource data{rows, dimension};
  const bool is_common = rows <= 100'000 && dimension <= 256;
  auto& query = add_benchmark<VectorStore>(
      benchmarks,
      {.name = "vector_store/query/" + size,
       .unit = "ms",
       .statistic = Statistic::p95,
       .critical = 2000,
       .critical_worst = 5000,
       .critical_memory = is_common ? std::optional(500.0) : std::nullopt},
      [data] { return make_queries(data); }, query_latencies);
  query.add<FlatStore>("flat", dimension);
  if (with_exact) query.add<ExactStore>("exact", dimension);
  // Other libraries are not counted under callgrind.
  if (!is_under_callgrind()) add_library_stores(query, dimension);

  add_benchmark<VectorStore>(
      benchmarks,
      {.name = "vector_store/recall@10/" + size,
       .unit = "of 1",
       .higher_is_better = true,
       .target = 0.95,
       .critical = 0.9,
       .cpu_bound = false},
      [data] { return make_queries_with_truth(data); }, recall)
      .add<FlatStore>("flat", dimension);
  add_benchmark<VectorStore>(
      benchmarks,
      {.name = "vector_store/add/" + size,
       .unit = "rows/s",
       .higher_is_better = true,
       .critical = 1000},
      [data] { return Queries{data, data.batch(7, batch_rows), {}}; }, rows_a_second)
      .add<FlatStore>("flat", dimension);
}

}  // namespace

void add_vector_store_suite(const SuiteOptions& options, Benchmarks& benchmarks) {
  add_size(10'000, 256, true, benchmarks);
  if (is_under_callgrind()) return;  // more rows would only repeat the same loop
  add_size(100'000, 256, true, benchmarks);
  if (!options.large) return;
  add_size(1'000'000, 256, false, benchmarks);
  add_size(10'000, 3072, false, benchmarks);
  add_size(100'000, 3072, false, benchmarks);
}

}  // namespace gitctx::bench

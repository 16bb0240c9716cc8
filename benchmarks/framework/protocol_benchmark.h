#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "benchmarks/framework/performance_result.h"
#include "benchmarks/framework/resource_meter.h"

namespace gitctx::bench {

/// One sample: the metric's value. If another process did the work, the sample also has the cost of
/// the operation, because the meter of this process cannot measure it.
struct Measured {
  double value = 0;
  std::optional<OperationCost> cost;
  std::vector<MemoryPoint> memory_curve;
  std::vector<double> more_values;  ///< further samples taken together with this one

  Measured(double v) : value(v) {}  // NOLINT(google-explicit-constructor): a sample is a number
  Measured(double v, const OperationCost& c, std::vector<MemoryPoint> curve)
      : value(v), cost(c), memory_curve(std::move(curve)) {}
  /// Many samples at once, such as the latencies of a hundred queries. `values` must not be empty.
  explicit Measured(std::vector<double> values) : value(values.front()) {
    more_values.assign(values.begin() + 1, values.end());
  }
};

/// A function that takes one sample per call.
using Sampling = std::function<Measured()>;

/// A benchmark and all implementations that it can measure.
class Benchmark {
 public:
  virtual ~Benchmark() = default;

  const Metric& metric() const { return metric_; }
  std::vector<std::string> implementations() const;
  /// The implementation that the others are compared with, such as a physical limit or a library.
  const std::string& yardstick() const { return yardstick_; }
  /// Measures in a separate child process, so that no other operation affects memory and caches.
  /// After 20 seconds, stops sampling as soon as there are three samples. If the child fails,
  /// throws Error with the child's message.
  PerformanceResult run(const std::string& implementation, int samples) const;

 protected:
  explicit Benchmark(Metric metric) : metric_(std::move(metric)) {}

  Metric metric_;
  std::string yardstick_;
  /// For each implementation, a function that prepares the measurement in the child process.
  std::vector<std::pair<std::string, std::function<Sampling()>>> prepare_;
};

/// Measures any implementation of a protocol. `setup()` makes the context, which has the data and
/// everything else that the implementations share. `measure(implementation, context)` takes one
/// sample.
template <class Protocol>
class ProtocolBenchmark : public Benchmark {
 public:
  using Factory = std::function<std::unique_ptr<Protocol>()>;

  template <class Setup, class Measure>
  ProtocolBenchmark(Metric metric, Setup setup, Measure measure) : Benchmark(std::move(metric)) {
    sampling_ = [setup = std::move(setup), measure = std::move(measure)](const Factory& make) {
      using Context = std::invoke_result_t<Setup>;
      const std::shared_ptr<Protocol> implementation = make();
      const auto context = std::make_shared<Context>(setup());
      return [measure, implementation, context] {
        return Measured(measure(*implementation, *context));
      };
    };
  }

  ProtocolBenchmark& add(std::string name, Factory make) {
    const auto prepare = [sampling = sampling_, make = std::move(make)] { return sampling(make); };
    prepare_.emplace_back(std::move(name), prepare);
    return *this;
  }
  template <class Implementation, class... Arguments>
  ProtocolBenchmark& add(std::string name, Arguments... arguments) {
    return add(std::move(name), [=] { return std::make_unique<Implementation>(arguments...); });
  }
  /// Adds an implementation that is measured only for comparison.
  template <class Implementation, class... Arguments>
  ProtocolBenchmark& add_yardstick(const std::string& name, Arguments... arguments) {
    yardstick_ = name;
    return add<Implementation>(name, arguments...);
  }

 private:
  std::function<Sampling(const Factory&)> sampling_;
};

using Benchmarks = std::vector<std::unique_ptr<Benchmark>>;

/// Adds a benchmark that has no implementations yet.
template <class Protocol, class Setup, class Measure>
ProtocolBenchmark<Protocol>& add_benchmark(Benchmarks& benchmarks, Metric metric, Setup setup,
                                           Measure measure) {
  auto benchmark = std::make_unique<ProtocolBenchmark<Protocol>>(
      std::move(metric), std::move(setup), std::move(measure));
  ProtocolBenchmark<Protocol>& added = *benchmark;
  benchmarks.push_back(std::move(benchmark));
  return added;
}

/// The seconds that `body` takes.
template <class Body>
double seconds_of(Body&& body) {
  const auto begin = std::chrono::steady_clock::now();
  body();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Keeps the compiler from removing a computation whose result is unused.
template <class T>
void keep(const T& value) {
  asm volatile("" : : "r,m"(value) : "memory");
}

}  // namespace gitctx::bench

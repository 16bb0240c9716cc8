#include "benchmarks/framework/protocol_benchmark.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "benchmarks/framework/planted_cost.h"
#include "testing/temp_dir.h"

namespace gitctx::bench {

namespace {

using Json = nlohmann::json;

constexpr int fewest_samples = 3;
constexpr double most_seconds = 20;
constexpr const char* answer_name = "answer.json";

/// Takes the samples of one benchmark, in the child process.
class SampleTaker {
 public:
  SampleTaker(const Metric& metric, const std::string& implementation) : metric_(metric) {
    result_.metric = metric;
    result_.implementation = implementation;
  }

  PerformanceResult run(const Sampling& sampling, int samples) {
    sampling();  // a warm-up, not a sample: fills caches and loads libraries
    ResourceMeter::reset_peak_memory();
    const ResourceMeter whole(counter_);
    for (int i = 0; i < samples; ++i) {
      if (i >= fewest_samples && whole.cost().wall_s > most_seconds) break;
      take(sampling);
    }
    result_.cpu_seconds = median_of(&OperationCost::cpu_s);
    result_.page_faults = median_of(&OperationCost::page_faults);
    result_.written_mb = median_of(&OperationCost::written_mb);
    result_.peak_memory_mb = median_of(&OperationCost::peak_memory_mb);
    result_.private_memory_mb = median_of(&OperationCost::private_memory_mb);
    if (!instructions_.empty()) result_.instructions = median(instructions_);
    finish_result(result_);
    return std::move(result_);
  }

 private:
  void take(const Sampling& sampling) {
    const ResourceMeter meter(counter_);
    Measured measured = sampling();
    const double factor = plant_cost(counter_, meter.cost());
    OperationCost cost = meter.cost();
    if (measured.cost) {
      // The sample has the time and memory of another process, and may lack its instructions. The
      // counter of this process includes the instructions of that process.
      if (!measured.cost->instructions) measured.cost->instructions = cost.instructions;
      cost = *measured.cost;
    }
    add_value(measured.value, factor);
    for (const double value : measured.more_values) add_value(value, factor);
    costs_.push_back(cost);
    if (cost.instructions) instructions_.push_back(*cost.instructions);
    if (!measured.memory_curve.empty()) result_.memory_curve = std::move(measured.memory_curve);
  }

  double median_of(double OperationCost::* part) const {
    std::vector<double> values;
    for (const OperationCost& cost : costs_) values.push_back(cost.*part);
    return median(values);
  }

  void add_value(double value, double factor) {
    result_.samples.push_back(metric_.higher_is_better ? value / factor : value * factor);
  }

  const Metric& metric_;
  InstructionCounter counter_;
  PerformanceResult result_;
  std::vector<OperationCost> costs_;
  std::vector<double> instructions_;
};

/// The child process's reply: the result, or {"error": message}.
Json answer_of(const Metric& metric, const std::string& implementation, int samples,
               const std::function<Sampling()>& prepare) {
  try {
    return to_json(SampleTaker(metric, implementation).run(prepare(), samples));
  } catch (const std::exception& error) {
    return {{"error", error.what()}};
  }
}

}  // namespace

std::vector<std::string> Benchmark::implementations() const {
  std::vector<std::string> names;
  for (const auto& [name, prepare] : prepare_) names.push_back(name);
  return names;
}

PerformanceResult Benchmark::run(const std::string& implementation, int samples) const {
  const std::string id = metric_.name + ":" + implementation;
  const auto found =
      std::ranges::find(prepare_, implementation, [](const auto& p) { return p.first; });
  if (found == prepare_.end()) {
    throw Error(ErrorCode::usage, fmt::format("{}: no implementation {}", id, implementation));
  }
  const TempDir folder;
  const pid_t child = ::fork();
  if (child < 0) throw_system_error(errno, "cannot start", "a child process");
  if (child == 0) {
    [&]() noexcept {
      const Json answer = answer_of(metric_, implementation, samples, found->second);
      folder.write(answer_name, answer.dump());
    }();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!std::filesystem::exists(folder / answer_name)) {
    throw Error(ErrorCode::failure,
                fmt::format("{} ended without a result (status {})", id, status));
  }
  const Json json = Json::parse(read_file(folder / answer_name));
  if (json.contains("error")) {
    throw Error(ErrorCode::failure, id + ": " + json["error"].get<std::string>());
  }
  return result_from_json(json);
}

}  // namespace gitctx::bench

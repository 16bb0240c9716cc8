#include "benchmarks/framework/protocol_benchmark.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "benchmarks/framework/planted_cost.h"

namespace gitctx::bench::detail {

namespace {

using Json = nlohmann::json;

constexpr int fewest_samples = 3;

/// Takes the samples of one benchmark, in the child.
class SampleTaker {
 public:
  SampleTaker(const Metric& metric, const std::string& implementation, const RunOptions& options)
      : metric_(metric), options_(options) {
    result_.metric = metric;
    result_.implementation = implementation;
  }

  PerformanceResult run(const Sampling& sampling) {
    sampling();  // fills caches, loads what is loaded lazily
    ResourceMeter::reset_peak_memory();
    const ResourceMeter whole(counter_);
    for (int i = 0; i < options_.samples; ++i) {
      if (i >= fewest_samples && whole.cost().wall_s > options_.max_seconds) break;
      take(sampling);
    }
    result_.cpu_seconds = median(cpu_);
    result_.page_faults = median(faults_);
    result_.written_mb = median(written_);
    result_.peak_memory_mb = median(peaks_);
    result_.private_memory_mb = median(private_peaks_);
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
      // Time and memory are those of the process that did the work; the counter counts both.
      if (!measured.cost->instructions) measured.cost->instructions = cost.instructions;
      cost = *measured.cost;
    }
    add_value(measured.value, factor);
    for (const double value : measured.more_values) add_value(value, factor);
    cpu_.push_back(cost.cpu_s);
    faults_.push_back(cost.page_faults);
    written_.push_back(cost.written_mb);
    peaks_.push_back(cost.peak_memory_mb);
    private_peaks_.push_back(cost.private_memory_mb);
    if (cost.instructions) instructions_.push_back(*cost.instructions);
    if (!measured.memory_curve.empty()) result_.memory_curve = std::move(measured.memory_curve);
  }

  void add_value(double value, double factor) {
    const bool higher = metric_.higher_is_better;
    result_.samples.push_back(higher ? value / factor : value * factor);
  }

  const Metric& metric_;
  const RunOptions& options_;
  InstructionCounter counter_;
  PerformanceResult result_;
  std::vector<double> cpu_;
  std::vector<double> faults_;
  std::vector<double> written_;
  std::vector<double> peaks_;
  std::vector<double> private_peaks_;
  std::vector<double> instructions_;
};

std::string answer_of_child(const Metric& metric, const std::string& implementation,
                            const RunOptions& options, const std::function<Sampling()>& prepare) {
  try {
    const Sampling sampling = prepare();
    if (!sampling) throw Error(ErrorCode::usage, "no implementation " + implementation);
    return to_json(SampleTaker(metric, implementation, options).run(sampling)).dump();
  } catch (const std::exception& error) {
    return Json{{"error", error.what()}}.dump();
  }
}

void write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::string read_all(int descriptor) {
  std::string text;
  char buffer[65536];
  while (true) {
    const ssize_t got = ::read(descriptor, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    text.append(buffer, static_cast<std::size_t>(got));
  }
}

}  // namespace

PerformanceResult run_in_child(const Metric& metric, const std::string& implementation,
                               const RunOptions& options,
                               const std::function<Sampling()>& prepare) {
  int ends[2];
  if (::pipe(ends) != 0) throw_system_error(errno, "cannot create", "a pipe");
  const pid_t child = ::fork();
  if (child < 0) throw_system_error(errno, "cannot start", "a child process");
  if (child == 0) {
    ::close(ends[0]);
    write_all(ends[1], answer_of_child(metric, implementation, options, prepare));
    ::_exit(0);
  }
  ::close(ends[1]);
  const std::string answer = read_all(ends[0]);
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  const std::string id = metric.name + ":" + implementation;
  if (answer.empty()) {
    throw Error(ErrorCode::failure,
                fmt::format("{} ended without a result (status {})", id, status));
  }
  const Json json = Json::parse(answer);
  if (json.contains("error")) {
    throw Error(ErrorCode::failure, id + ": " + json["error"].get<std::string>());
  }
  return result_from_json(json);
}

}  // namespace gitctx::bench::detail

#include "benchmarks/framework/calibration.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <thread>

#include "benchmarks/framework/protocol_benchmark.h"

namespace gitctx::bench {

namespace {

std::string processor_name() {
  std::ifstream file("/proc/cpuinfo");
  std::string line;
  while (std::getline(file, line)) {
    if (!line.starts_with("model name")) continue;
    return line.substr(line.find(':') + 2);
  }
  return "unknown processor";
}

std::string machine_name() {
  const double pages = static_cast<double>(::sysconf(_SC_PHYS_PAGES));
  const double gb = pages * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e9;
  return fmt::format("{}, {} cores, {:.0f} GB", processor_name(),
                     std::thread::hardware_concurrency(), gb);
}

double integer_ms() {
  return 1000 * seconds_of([] {
           std::uint64_t state = 1;
           for (int i = 0; i < 10'000'000; ++i) {
             state = state * 6364136223846793005u + 1442695040888963407u;
           }
           keep(state);
         });
}

double memory_gb_s() {
  constexpr std::size_t size = 64'000'000;
  const std::vector<char> from(size, 'a');
  std::vector<char> to(size);
  const double seconds = seconds_of([&] {
    std::memcpy(to.data(), from.data(), size);
    keep(to.data());
  });
  return 2 * static_cast<double>(size) / 1e9 / seconds;
}

/// The median of five measurements, so that one disturbed measurement has little effect.
double median_of_five(double (*measure)()) {
  std::vector<double> values(5);
  std::ranges::generate(values, measure);
  return median(values);
}

}  // namespace

Calibration calibrate() {
  Calibration calibration;
  calibration.machine = machine_name();
  const InstructionCounter counter;
  calibration.counting = counter.counting();
  // Callgrind would count the loops below, and times measured under callgrind are meaningless.
  if (calibration.counting == Counting::callgrind) return calibration;
  calibration.integer_ms = median_of_five(integer_ms);
  calibration.memory_gb_s = median_of_five(memory_gb_s);
  return calibration;
}

}  // namespace gitctx::bench

#include "benchmarks/framework/planted_cost.h"

#ifdef GITCTX_PLANTED_COST
#include <cstdlib>
#include <ctime>
#include <vector>
#endif

namespace gitctx::bench {

#ifdef GITCTX_PLANTED_COST

namespace {

double share_of(const char* variable) {
  const char* text = std::getenv(variable);
  return text != nullptr ? std::strtod(text, nullptr) : 0;
}

double cpu_now_s() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void spin(double turns) {
  volatile unsigned sink = 0;
  for (double i = 0; i < turns; ++i) sink = sink * 31 + 1;
}

/// Spends about the given number of instructions in a loop. Reading the counter is expensive, so
/// only a short trial loop is counted. All iterations cost the same, so the trial gives the number
/// of iterations that are needed.
void spin_instructions(const InstructionCounter& counter, double instructions) {
  constexpr double trial = 10'000;
  const double before = counter.value().value_or(0);
  spin(trial);
  const double spent = counter.value().value_or(0) - before;
  if (spent > 0 && spent < instructions) spin(trial * (instructions - spent) / spent);
}

}  // namespace

double plant_cost(const InstructionCounter& counter, const OperationCost& sample) {
  static std::vector<char> ballast;
  const double memory = share_of("GITCTX_PLANT_MEMORY") * sample.private_memory_mb * 1e6;
  if (memory > 0 && ballast.empty()) ballast.assign(static_cast<std::size_t>(memory), 'x');
  const double slowdown = share_of("GITCTX_PLANT_SLOWDOWN");
  if (slowdown <= 0) return 1;
  if (sample.instructions) {
    spin_instructions(counter, slowdown * *sample.instructions);
  } else {
    const double goal = cpu_now_s() + slowdown * sample.cpu_s;
    while (cpu_now_s() < goal) spin(1000);
  }
  return 1 + slowdown;
}

#else

double plant_cost(const InstructionCounter&, const OperationCost&) { return 1; }

#endif

}  // namespace gitctx::bench

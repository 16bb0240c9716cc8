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

double cpu_now_s() {
  timespec time{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

}  // namespace

double plant_cost(const InstructionCounter& counter, const OperationCost& sample) {
  static std::vector<char> ballast;
  const double memory = share_of("GITCTX_PLANT_MEMORY") * sample.private_memory_mb * 1e6;
  if (memory > 0 && ballast.empty()) ballast.assign(static_cast<std::size_t>(memory), 'x');
  const double slowdown = share_of("GITCTX_PLANT_SLOWDOWN");
  if (slowdown <= 0) return 1;
  const bool by_instructions = sample.instructions.has_value();
  const auto spent = [&] { return by_instructions ? counter.value().value_or(0) : cpu_now_s(); };
  const double goal = spent() + slowdown * (by_instructions ? *sample.instructions : sample.cpu_s);
  volatile unsigned sink = 0;
  while (spent() < goal) {
    for (unsigned i = 0; i < 1000; ++i) sink = sink * 31 + i;
  }
  return 1 + slowdown;
}

#else

double plant_cost(const InstructionCounter&, const OperationCost&) { return 1; }

#endif

}  // namespace gitctx::bench

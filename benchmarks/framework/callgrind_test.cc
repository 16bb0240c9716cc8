#include "benchmarks/framework/callgrind.h"

#include <gtest/gtest.h>

#include <thread>

#include "base/error.h"
#include "benchmarks/framework/protocol_benchmark.h"
#include "testing/temp_dir.h"
#include "vector/simd_level.h"

namespace gitctx::bench {
namespace {

TEST(Callgrind, ReadsTheTotalOfAFile) {
  const TempDir temp;
  const auto file =
      temp.write("1.2", "events: Ir\nsummary: 12\n\nfn=(1)\n0 12\n\ntotals: 6000014\n");
  EXPECT_EQ(read_callgrind_total(file), 6000014);
  EXPECT_THROW(read_callgrind_total(temp.write("cut", "events: Ir\n")), Error);
  EXPECT_THROW(read_callgrind_total(temp / "absent"), Error);
}

/// Every turn takes the same number of instructions: about four, depending on the compiler.
void spin(int turns) {
  volatile int sink = 0;
  for (int i = 0; i < turns; ++i) sink = sink + i;
}

double count_of(const std::function<void()>& body) {
  const InstructionCounter counter;
  EXPECT_EQ(counter.counting(), Counting::callgrind);
  const double before = counter.value().value_or(0);
  body();
  return counter.value().value_or(0) - before;
}

/// The checks of the next test, which starts this program under callgrind to run them.
void expect_exact_counts() {
  count_of([] {});  // the first call binds library functions
  const double nothing = count_of([] {});
  const double once = count_of([] { spin(100'000); }) - nothing;
  EXPECT_GT(once, 300'000);
  EXPECT_LT(nothing, 2000);
  EXPECT_NEAR(count_of([] { spin(100'000); }) - nothing, once, 10);
  EXPECT_NEAR(count_of([] { spin(200'000); }) - nothing, 2 * once, 10);
  EXPECT_NEAR(count_of([] { std::thread([] { spin(100'000); }).join(); }), once, 0.1 * once);
  // Valgrind does not run AVX-512 instructions, so no kernel with such instructions may be chosen.
  EXPECT_LE(simd_level(), SimdLevel::avx2);
  ProtocolBenchmark<int> benchmark(
      {.name = "spin/turns", .unit = "ms"}, [] { return 0; },
      [](int& turns, int) {
        spin(turns);
        return 1;
      });
  benchmark.add("spin", [] { return std::make_unique<int>(1'000'000); });
  // The count of a sample includes the cost of its meter.
  const PerformanceResult result = benchmark.run("spin", 1);
  EXPECT_NEAR(result.instructions.value_or(0), 10 * once, 0.5 * once);
}

TEST(Callgrind, CountsThisProcessAndItsThreads) {
  if (is_under_callgrind()) {
    expect_exact_counts();
  } else if (has_callgrind()) {
    const TempDir temp;
    const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
    const std::string filter = "--gtest_filter=Callgrind.CountsThisProcessAndItsThreads";
    EXPECT_NO_THROW(run_program(under_callgrind({self, filter}, temp.path())));
  } else {
    EXPECT_NE(InstructionCounter().counting(), Counting::callgrind);
  }
}

TEST(Callgrind, CountsAProgramLikeTheLastTime) {
  if (!has_callgrind()) {
    EXPECT_FALSE(is_callgrind_counting());
    return;
  }
  const auto count = [] { return count_program({"seq", "10000"}).instructions.value_or(0); };
  const double once = count();
  EXPECT_GT(once, 100'000);
  EXPECT_NEAR(count() / once, 1, 0.001);
}

}  // namespace
}  // namespace gitctx::bench

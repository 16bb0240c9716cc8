#include "base/stop.h"

#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <fstream>

#include "testing/sanitizer.h"

namespace gitctx {
namespace {

TEST(Stop, ThrowsInterruptedOnlyOnceRequested) {
  std::stop_source source;
  EXPECT_NO_THROW(throw_if_stopped(source.get_token()));
  EXPECT_NO_THROW(throw_if_stopped({}));
  source.request_stop();
  try {
    throw_if_stopped(source.get_token());
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::interrupted);
    EXPECT_EQ(error.message(), "interrupted");
  }
}

TEST(StartThreads, StartsThemAll) {
  std::atomic<int> runs = 0;
  std::vector<std::jthread> threads;
  start_threads(threads, 3, 1, [&] { ++runs; });
  start_threads(threads, 0, 1, [&] { ++runs; });
  EXPECT_EQ(threads.size(), 3u);
  threads.clear();
  EXPECT_EQ(runs, 3);
}

#ifndef GITCTX_HAS_SANITIZER

/// Starts threads when there is no memory for their stacks. Exits with the number of started
/// threads, or with 9 if start_threads() throws.
[[noreturn]] void start_without_memory(std::size_t least) {
  // Larger than any stack that an earlier thread left behind, so that no stack is reused.
  pthread_attr_t attributes;
  ::pthread_attr_init(&attributes);
  ::pthread_attr_setstacksize(&attributes, std::size_t{64} * 1024 * 1024);
  ::pthread_setattr_default_np(&attributes);
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  rlimit limit{};
  limit.rlim_cur = limit.rlim_max = pages * 4096 + 1024 * 1024;
  ::setrlimit(RLIMIT_AS, &limit);
  std::vector<std::jthread> threads;
  try {
    start_threads(threads, 3, least, [] {});
  } catch (const std::system_error&) {
    ::_exit(9);
  }
  ::_exit(static_cast<int>(threads.size()));
}

TEST(StartThreads, DoesWithFewerUnlessTheLeastAreMissing) {
  EXPECT_EXIT(start_without_memory(0), testing::ExitedWithCode(0), "");
  EXPECT_EXIT(start_without_memory(1), testing::ExitedWithCode(9), "");
}

#endif

}  // namespace
}  // namespace gitctx

#include "base/bounded_queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <numeric>
#include <thread>
#include <vector>

namespace gitctx {
namespace {

TEST(BoundedQueue, KeepsTheOrder) {
  BoundedQueue<int> queue(3);
  for (const int item : {1, 2, 3}) EXPECT_TRUE(queue.push(item));
  for (const int item : {1, 2, 3}) EXPECT_EQ(queue.pop(), item);
}

TEST(BoundedQueue, MovesItemsThatCannotBeCopied) {
  BoundedQueue<std::unique_ptr<int>> queue(1);
  EXPECT_TRUE(queue.push(std::make_unique<int>(7)));
  EXPECT_EQ(**queue.pop(), 7);
}

TEST(BoundedQueue, DrainsAfterCloseAndRefusesMore) {
  BoundedQueue<int> queue(2);
  queue.push(1);
  queue.close();
  EXPECT_FALSE(queue.push(2));
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.pop(), std::nullopt);
}

TEST(BoundedQueue, CloseWakesWaitingThreads) {
  BoundedQueue<int> full(1);
  full.push(1);
  BoundedQueue<int> empty(1);
  std::jthread pusher([&] { EXPECT_FALSE(full.push(2)); });
  std::jthread popper([&] { EXPECT_EQ(empty.pop(), std::nullopt); });
  full.close();
  empty.close();
}

TEST(BoundedQueue, HandsEveryItemToExactlyOneThread) {
  constexpr int producers = 3;
  constexpr int consumers = 4;
  constexpr int items_each = 2000;
  BoundedQueue<int> queue(8);
  std::vector<std::atomic<int>> seen(producers * items_each);
  std::vector<std::thread> threads;
  for (int c = 0; c < consumers; ++c) {
    threads.emplace_back([&] {
      while (const auto item = queue.pop()) ++seen[static_cast<std::size_t>(*item)];
    });
  }
  {
    std::vector<std::jthread> pushing;
    for (int p = 0; p < producers; ++p) {
      pushing.emplace_back([&, p] {
        for (int i = 0; i < items_each; ++i) queue.push(p * items_each + i);
      });
    }
  }
  queue.close();
  for (auto& thread : threads) thread.join();
  for (const auto& count : seen) ASSERT_EQ(count, 1);
}

TEST(BoundedQueue, NeverHoldsMoreThanItsCapacity) {
  BoundedQueue<int> queue(2);
  std::atomic<int> pushed = 0;
  std::jthread pusher([&] {
    for (int i = 0; i < 500; ++i) {
      queue.push(i);
      ++pushed;
    }
  });
  for (int popped = 0; popped < 500; ++popped) {
    EXPECT_LE(pushed.load(), popped + 2);
    EXPECT_EQ(queue.pop(), popped);
  }
}

}  // namespace
}  // namespace gitctx

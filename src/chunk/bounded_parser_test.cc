#include "chunk/bounded_parser.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <ctime>
#include <fstream>
#include <new>
#include <string>

#include "testing/sanitizer.h"

namespace gitctx {
namespace {

constexpr std::chrono::milliseconds time_limit{200};
constexpr std::string_view plain_text = "int f(int x) { return x; }\n";

std::string repeat(std::string_view unit, std::size_t size) {
  std::string text;
  while (text.size() < size) text += unit;
  return text;
}

std::chrono::nanoseconds thread_time() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

struct Hostile {
  Language language;
  std::string_view unit;
  std::size_t size = 0;
};

// The first four texts need gigabytes in one step of the error recovery; the others copy gigabytes
// in many steps.
constexpr Hostile hostile_texts[] = {
    {Language::c, "a => ", 10'000},      {Language::java, "a => ", 10'000},
    {Language::java, "a<", 20'000},      {Language::csharp, "a<", 20'000},
    {Language::c, "if a ", 20'000},      {Language::python, "<div>", 20'000},
    {Language::typescript, "'", 20'000}, {Language::elixir, "/*", 20'000},
};

TEST(BoundedParser, StopsOnTextsThatTreeSitterCannotBear) {
  BoundedParser parser(time_limit);
  for (const Hostile& hostile : hostile_texts) {
    const auto begin = thread_time();
    EXPECT_EQ(parser.parse(repeat(hostile.unit, hostile.size), hostile.language), nullptr)
        << hostile.unit;
    EXPECT_LT(thread_time() - begin, std::chrono::seconds(1)) << hostile.unit;
    EXPECT_NE(parser.parse(plain_text, Language::c), nullptr) << hostile.unit;
  }
}

TEST(BoundedParser, HasRoomForLargeOrdinaryTexts) {
  BoundedParser parser(time_limit);
  EXPECT_NE(parser.parse(repeat(plain_text, 100'000), Language::c), nullptr);
}

TEST(BoundedParser, KeepsTheTreeUntilTheNextCall) {
  BoundedParser parser(time_limit);
  const TSTree* const tree = parser.parse(plain_text, Language::c);
  ASSERT_NE(tree, nullptr);
  EXPECT_EQ(ts_node_end_byte(ts_tree_root_node(tree)), plain_text.size());
  EXPECT_EQ(parser.parse("a: 1", Language::yaml), nullptr);
}

#ifndef GITCTX_HAS_SANITIZER

/// Ends with status 7 if std::bad_alloc comes through the C code of tree-sitter.
[[noreturn]] void parse_without_memory() {
  rlimit limit{};
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  limit.rlim_cur = limit.rlim_max = pages * 4096 + 4 * 1024 * 1024;
  ::setrlimit(RLIMIT_AS, &limit);
  try {
    BoundedParser(std::chrono::milliseconds(10'000)).parse(repeat("a(b);", 500'000), Language::c);
  } catch (const std::bad_alloc&) {
    ::_exit(7);
  }
  ::_exit(1);
}

TEST(BoundedParser, ThrowsIfThereIsNoMemory) {
  EXPECT_NE(BoundedParser(time_limit).parse(plain_text, Language::c), nullptr);
  EXPECT_EXIT(parse_without_memory(), testing::ExitedWithCode(7), "");
}

#endif

}  // namespace
}  // namespace gitctx

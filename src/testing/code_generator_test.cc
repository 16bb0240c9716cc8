#include "testing/code_generator.h"

#include <gtest/gtest.h>

#include <set>

namespace gitctx {
namespace {

TEST(GenerateFile, GivesTheSameFileForTheSameNumber) {
  EXPECT_EQ(generate_file(7).text, generate_file(7).text);
  EXPECT_NE(generate_file(7).text, generate_file(8).text);
}

TEST(GenerateFile, NeverRepeatsAPath) {
  std::set<std::string> paths;
  for (std::uint32_t i = 0; i < 2000; ++i) paths.insert(generate_file(i).path);
  EXPECT_EQ(paths.size(), 2000u);
}

}  // namespace
}  // namespace gitctx

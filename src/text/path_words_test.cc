#include "text/path_words.h"

#include <gtest/gtest.h>

#include <string>

namespace gitctx {
namespace {

TEST(SplitPath, TakesTheLastExtension) {
  const PathSplit split = split_path("src/base/file.test.cc");
  EXPECT_EQ(split.directory, "src/base");
  EXPECT_EQ(split.stem, "file.test");
  EXPECT_EQ(split.extension, "cc");
}

TEST(SplitPath, AHiddenFileIsAllStem) {
  EXPECT_EQ(split_path(".env").stem, ".env");
  EXPECT_EQ(split_path("a/.env").stem, ".env");
  EXPECT_EQ(split_path("a/.env").extension, "");
  EXPECT_EQ(split_path("Makefile").directory, "");
}

TEST(KnownName, IsTheFolderOfAnEntryFile) {
  EXPECT_EQ(known_name(split_path("src/net/tcp/mod.rs")), "tcp");
  EXPECT_EQ(known_name(split_path("lib/parser/index.js")), "parser");
  EXPECT_EQ(known_name(split_path("flask/__init__.py")), "flask");
  EXPECT_EQ(known_name(split_path("index.js")), "index");
  EXPECT_EQ(known_name(split_path("a/module.rs")), "module");
}

TEST(NearestFolders, KeepsTheEndOfLongOnes) {
  const std::string path = std::string(100, 'a') + "/b/c.cc";
  EXPECT_EQ(nearest_folders(split_path(path)), std::string(58, 'a') + "/b");
  EXPECT_EQ(nearest_folders(split_path("a/b.cc")), "a");
}

}  // namespace
}  // namespace gitctx

#include "base/mapped_file.h"

#include <gtest/gtest.h>

#include <string>

#include "base/error.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

std::string text_of(const MappedFile& file) {
  const auto bytes = file.bytes();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

TEST(MappedFile, ShowsTheContent) {
  const TempDir dir;
  const std::string content = std::string(10'000, 'x') + "end";
  const MappedFile file = MappedFile::open(dir.write("f", content));
  file.prefetch();
  file.prefetch(file.bytes().subspan(5000, 10));
  file.prefetch({});
  EXPECT_EQ(text_of(file), content);
}

TEST(MappedFile, AcceptsAnEmptyFile) {
  const TempDir dir;
  const MappedFile file = MappedFile::open(dir.write("f", ""));
  file.prefetch();
  EXPECT_TRUE(file.bytes().empty());
}

TEST(MappedFile, KeepsItsSpanAcrossMovesAndRemoval) {
  const TempDir dir;
  MappedFile first = MappedFile::open(dir.write("f", "abc"));
  const auto bytes = first.bytes();
  MappedFile second = std::move(first);
  MappedFile third;
  third = std::move(second);
  std::filesystem::remove(dir / "f");
  EXPECT_EQ(third.bytes().data(), bytes.data());
  EXPECT_EQ(text_of(third), "abc");
}

TEST(MappedFile, FailsForWhatIsNoFile) {
  const TempDir dir;
  EXPECT_THROW(MappedFile::open(dir / "missing"), Error);
  EXPECT_THROW(MappedFile::open(dir.path()), Error);
}

}  // namespace
}  // namespace gitctx

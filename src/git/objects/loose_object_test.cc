#include "git/objects/loose_object.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "testing/deflated.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

std::string header(std::string_view kind, std::uint64_t size) {
  return std::string(kind) + " " + std::to_string(size) + std::string(1, '\0');
}

/// What can be read of a loose object with these bytes: "no header", "no content" or the content.
std::string outcome(std::string_view file) {
  const TempDir objects;
  AnyId id;
  id.bytes[0] = 0xab;
  objects.write("ab/" + id.hex().substr(2), file);
  LooseObject object(objects.path(), id);
  EXPECT_TRUE(object.is_open());
  const auto stated = object.read_header();
  if (!stated) return "no header";
  std::string content(stated->size_bytes, '\0');
  return object.read(content) ? content : "no content";
}

TEST(LooseObject, HasTheContentOfItsFile) {
  for (const std::size_t size : {0, 1, 50, 56, 57, 58, 64, 16384, 100'000, 3'000'000}) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) text += static_cast<char>((i * i) >> 5 & 0xff);
    EXPECT_TRUE(outcome(deflated(header("blob", size) + text)) == text) << size;
  }
}

TEST(LooseObject, HasTheKindAndTheSizeOfItsHeader) {
  const TempDir objects;
  const AnyId id;
  const std::string name = "00/" + std::string(38, '0');
  EXPECT_FALSE(LooseObject(objects.path(), id).is_open());
  for (const auto& [word, kind] : {std::pair("commit", ObjectKind::commit),
                                   {"tree", ObjectKind::tree},
                                   {"blob", ObjectKind::blob},
                                   {"tag", ObjectKind::tag}}) {
    objects.write(name, deflated(header(word, 3) + "abc"));
    LooseObject object(objects.path(), id);
    const auto stated = object.read_header();
    ASSERT_TRUE(stated) << word;
    EXPECT_EQ(stated->kind, kind);
    EXPECT_EQ(stated->size_bytes, 3u);
  }
  std::filesystem::remove(objects / name);
  std::filesystem::create_directory(objects / name);
  EXPECT_FALSE(LooseObject(objects.path(), id).is_open());
}

TEST(LooseObject, IsRefusedIfItsContentDoesNotHaveTheStatedSize) {
  const std::string large(100'000, 'A');
  EXPECT_EQ(outcome(deflated(header("blob", 3) + large)), "no content");
  EXPECT_EQ(outcome(deflated(header("blob", 99'999) + large)), "no content");
  EXPECT_EQ(outcome(deflated(header("blob", 100'001) + large)), "no content");
  EXPECT_EQ(outcome(deflated(header("blob", 0) + "A")), "no content");
  EXPECT_EQ(outcome(deflated(header("blob", 1))), "no content");
  EXPECT_EQ(outcome(deflated(header("blob", std::uint64_t{1} << 40) + "A")), "no header");
  EXPECT_EQ(outcome(deflated(header("tree", ~std::uint64_t{0}) + "A")), "no header");
}

TEST(LooseObject, IsRefusedIfItsFileIsDamaged) {
  const std::string file = deflated(header("blob", 100'000) + std::string(100'000, 'A'));
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{2}}) {
    EXPECT_EQ(outcome(file.substr(0, size)), "no header") << size;
  }
  EXPECT_EQ(outcome(file.substr(0, file.size() - 1)), "no content");
  EXPECT_EQ(outcome(file + "x"), "no content");
  std::string changed = file;
  changed.back() ^= 1;  // the checksum
  EXPECT_EQ(outcome(changed), "no content");
  EXPECT_EQ(outcome("this is no object"), "no header");
}

TEST(LooseObject, IsRefusedIfItsHeaderIsMalformed) {
  for (const std::string& start :
       {std::string("blob 1"), std::string("blob"), std::string("blob x\0a", 8),
        std::string("blob -1\0a", 9), std::string("blob 1 \0a", 9), std::string("blob \0a", 7),
        std::string("blot 1\0a", 8), std::string(" 1\0a", 4), std::string(100, 'x'),
        std::string("blob 99999999999999999999999\0a", 30)}) {
    EXPECT_EQ(outcome(deflated(start)), "no header") << start;
  }
}

TEST(LooseObject, TheOldFormThatLooksLikeAPackIsRefused) {
  // Kind 1 and a size of 2^40 in the encoding of packs, then the compressed content.
  EXPECT_EQ(outcome("\x90\x80\x80\x80\x80\x80\x04" + deflated("A")), "no header");
}

}  // namespace
}  // namespace gitctx

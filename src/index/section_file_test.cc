#include "index/section_file.h"

#include <gtest/gtest.h>

#include <string>

#include "index/testing/index_model.h"
#include "index/testing/resealed.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

/// A small section file and its bytes; refusal_of() opens changed bytes.
class SectionFile : public testing::Test {
 protected:
  SectionFile() : path_(temp_ / "file.gcx") {
    SectionWriter writer(path_, FileKind::segment);
    writer.section(Section::meta, std::string("four bytes and more"));
    writer.section(Section::chunks, std::vector<std::uint32_t>{1, 2, 3});
    writer.section(Section::strings, std::string());
    stamp_ = writer.finish();
    bytes_ = read_file(path_);
  }

  std::string refusal_of(const std::string& bytes, FileKind kind = FileKind::segment) {
    const std::filesystem::path path = temp_.write("changed.gcx", bytes);
    return refusal([&] { SectionReader::open(path, kind); });
  }

  TempDir temp_;
  std::filesystem::path path_;
  std::string bytes_;
  FileStamp stamp_;
};

TEST_F(SectionFile, GivesBackItsSections) {
  const SectionReader reader = SectionReader::open(path_, FileKind::segment);
  const auto text = reader.bytes(Section::meta);
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(text.data()), text.size()),
            "four bytes and more");
  const auto numbers = reader.array<std::uint32_t>(Section::chunks);
  EXPECT_EQ(std::vector(numbers.begin(), numbers.end()), (std::vector<std::uint32_t>{1, 2, 3}));
  EXPECT_TRUE(reader.bytes(Section::strings).empty());
  EXPECT_TRUE(reader.bytes(Section::terms).empty()) << "a section that is not there";
  EXPECT_EQ(reader.stamp(), stamp_);
  EXPECT_EQ(stamp_, stamp_of(bytes_));
  reader.verify();
}

TEST_F(SectionFile, SectionsBeginAtMultiplesOf64) {
  const SectionReader reader = SectionReader::open(path_, FileKind::segment);
  for (const Section section : {Section::meta, Section::chunks}) {
    EXPECT_EQ((reader.bytes(section).data() - reader.file().bytes().data()) % 64, 0);
  }
}

TEST_F(SectionFile, RefusesEveryShorterFile) {
  for (std::size_t size = 0; size < bytes_.size(); ++size) {
    EXPECT_NE(refusal_of(bytes_.substr(0, size)), "") << size << " bytes";
  }
}

TEST_F(SectionFile, RefusesEveryFlippedBitOfHeaderTableAndFooter) {
  for (std::size_t at = 0; at < bytes_.size(); ++at) {
    if (at == header_bytes) at = table_offset(bytes_);
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = bytes_;
      changed[at] = static_cast<char>(changed[at] ^ 1 << bit);
      EXPECT_NE(refusal_of(changed), "") << "byte " << at << " bit " << bit;
    }
  }
}

TEST_F(SectionFile, VerifyFindsEveryFlippedBitOfContent) {
  for (const Section section : {Section::meta, Section::chunks}) {
    const SectionReader intact = SectionReader::open(path_, FileKind::segment);
    const std::span<const std::byte> content = intact.bytes(section);
    const auto offset = static_cast<std::size_t>(content.data() - intact.file().bytes().data());
    for (std::size_t bit = 0; bit < content.size() * 8; ++bit) {
      std::string changed = bytes_;
      char& byte = changed[offset + bit / 8];
      byte = static_cast<char>(byte ^ 1 << (bit % 8));
      const SectionReader reader =
          SectionReader::open(temp_.write("changed.gcx", changed), FileKind::segment);
      EXPECT_NE(refusal([&] { reader.verify(); }), "") << "bit " << bit;
      EXPECT_NE(refusal([&] { reader.verify_small(); }), "") << "bit " << bit;
    }
  }
}

TEST_F(SectionFile, RefusesAnotherKindOfFile) {
  EXPECT_NE(refusal_of(bytes_, FileKind::view).find("kind of file does not match"),
            std::string::npos);
}

TEST_F(SectionFile, RefusesANewerFormatAndSaysWhatToRun) {
  store_at(bytes_, 8, index_format_version + 1);
  reseal(bytes_);
  const std::string said = refusal_of(bytes_);
  EXPECT_NE(said.find("has index format 4, this program reads format 3"), std::string::npos);
  EXPECT_NE(said.find("Run: gitctx index"), std::string::npos) << said;
}

TEST_F(SectionFile, RefusesAnotherFileOfTheSameSize) {
  SectionWriter writer(temp_ / "other.gcx", FileKind::segment);
  writer.section(Section::meta, std::string("other bytes and mor"));
  writer.section(Section::chunks, std::vector<std::uint32_t>{1, 2, 3});
  writer.section(Section::strings, std::string());
  const FileStamp other = writer.finish();
  EXPECT_EQ(other.bytes, stamp_.bytes);
  EXPECT_NO_THROW(SectionReader::open(path_, FileKind::segment, stamp_));
  for (const FileStamp& wrong : {other, FileStamp{stamp_.bytes + 1, stamp_.checksum}}) {
    const std::string said = refusal([&] { SectionReader::open(path_, FileKind::segment, wrong); });
    EXPECT_NE(said.find("the manifest describes another file"), std::string::npos) << said;
  }
}

TEST_F(SectionFile, RefusesASectionOutsideTheFile) {
  const std::size_t entry = table_offset(bytes_);
  constexpr std::size_t offset_field = 8;
  constexpr std::size_t size_field = 16;
  const std::vector<std::pair<std::size_t, std::uint64_t>> changes{
      {offset_field, 1u << 20},
      {offset_field, ~std::uint64_t{63}},
      {offset_field, 65},
      {size_field, bytes_.size()},
      {size_field, ~std::uint64_t{0}}};
  for (const auto& [field, value] : changes) {
    std::string changed = bytes_;
    store_at(changed, entry + field, value);
    reseal(changed);
    EXPECT_NE(refusal_of(changed).find("outside the file"), std::string::npos) << value;
  }
}

TEST_F(SectionFile, RefusesAnArrayOfOddSize) {
  const SectionReader reader = SectionReader::open(path_, FileKind::segment);
  EXPECT_NE(refusal([&] { reader.array<std::uint32_t>(Section::meta); }).find("record size"),
            std::string::npos);
}

TEST_F(SectionFile, RefusesFilesThatAreNotOfAnIndex) {
  EXPECT_NE(refusal_of(""), "");
  EXPECT_NE(refusal_of(std::string(500, 'x')).find("not a gitctx index file"), std::string::npos);
  EXPECT_NE(refusal([&] { SectionReader::open(temp_ / "none.gcx", FileKind::view); }), "");
}

}  // namespace
}  // namespace gitctx

#include "index/manifest.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

#include "base/file.h"
#include "base/hash.h"
#include "index/testing/index_model.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

Manifest sample() {
  Manifest manifest;
  manifest.generation = 12;
  manifest.next_file = 34;
  manifest.model = "hashed-1";
  manifest.chunking = "outline-1/512";
  manifest.segments = {{SegmentId{3}, "segment-3.gcx", {1000, 77}, 900, 7, 20},
                       {SegmentId{8}, "segment-8.gcx", {~std::uint64_t{0}, 0}, 0, 0, 0}};
  ViewRecord view;
  view.kind = ViewKind::worktree;
  view.commit.bytes.fill(0xab);
  view.file = "view-9.gcx";
  view.stamp = {512, ~std::uint64_t{0}};
  view.entries = 7;
  view.skipped = 2;
  view.commits_pending = 1;
  view.fingerprint = 0x123456789abcdef0;
  view.complete = false;
  view.owners = {"HEAD@main", "ref:v1 \"quoted\""};
  manifest.views = {view};
  return manifest;
}

class ManifestFile : public testing::Test {
 protected:
  ManifestFile() {
    write_manifest(temp_.path(), sample());
    text_ = read_file(manifest_path(temp_.path()));
  }

  std::string refusal_of(const std::string& text) {
    temp_.write("manifest.json", text);
    return refusal([&] { read_manifest(temp_.path()); });
  }

  void refusal_of_damage() {
    temp_.write("manifest.json", text_ + " ");
    read_manifest(temp_.path());
  }

  /// The text with `from` replaced and the checksum line corrected.
  std::string changed(std::string_view from, std::string_view to) const {
    std::string body = text_.substr(0, text_.rfind('#'));
    const std::size_t at = body.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    body.replace(at, from.size(), to);
    return body + fmt::format("#{:016x}\n", hash64(body));
  }

  TempDir temp_;
  std::string text_;
};

TEST_F(ManifestFile, GivesBackWhatWasWritten) {
  EXPECT_EQ(read_manifest(temp_.path()), sample());
  write_manifest(temp_.path(), Manifest{});
  EXPECT_EQ(read_manifest(temp_.path()), Manifest{});
}

TEST_F(ManifestFile, IsNothingWhereThereIsNone) {
  EXPECT_EQ(read_manifest(temp_ / "elsewhere"), std::nullopt);
}

TEST_F(ManifestFile, KeepsOwnersThatAreNotUtf8Readable) {
  Manifest manifest = sample();
  manifest.views[0].owners = {"ref:\xff\xfe"};
  write_manifest(temp_.path(), manifest);
  EXPECT_EQ(read_manifest(temp_.path())->views.size(), 1u);
}

TEST_F(ManifestFile, SortsOwnersOfAForgedFile) {
  Manifest manifest = sample();
  manifest.views[0].owners = {"ref:b", "ref:a", "ref:b"};
  write_manifest(temp_.path(), manifest);
  EXPECT_EQ(read_manifest(temp_.path())->views[0].owners,
            (std::vector<std::string>{"ref:a", "ref:b"}));
}

TEST_F(ManifestFile, RefusesMoreOwnersThanStatusCanLookUp) {
  Manifest manifest = sample();
  for (int i = 0; i < 10001; ++i) manifest.views[0].owners.push_back(fmt::format("ref:{}", i));
  write_manifest(temp_.path(), manifest);
  EXPECT_NE(refusal([&] { read_manifest(temp_.path()); }).find("too many owners"),
            std::string::npos);
}

TEST_F(ManifestFile, RefusesEveryShorterText) {
  for (std::size_t size = 0; size < text_.size(); ++size) {
    EXPECT_NE(refusal_of(text_.substr(0, size)).find(rebuild_hint), std::string::npos)
        << size << " bytes";
  }
}

TEST_F(ManifestFile, RefusesAFlippedBitInEveryByte) {
  for (std::size_t bit = 0; bit < text_.size() * 8; bit += 7) {
    std::string text = text_;
    text[bit / 8] = static_cast<char>(text[bit / 8] ^ 1 << (bit % 8));
    EXPECT_NE(refusal_of(text), "") << "bit " << bit;
  }
}

TEST_F(ManifestFile, OfAnotherFormatIsToldFromADamagedOne) {
  for (const char* format : {"1", "2", "4", "4294967299"}) {
    const bool is_newer = std::string_view(format) > "3";
    temp_.write("manifest.json", changed("\"format\": 3", std::string("\"format\": ") + format));
    try {
      read_manifest(temp_.path());
      FAIL() << "format " << format;
    } catch (const OtherFormat& error) {
      EXPECT_EQ(error.message(),
                fmt::format("the index was made by {} version of gitctx: it has format {}, this "
                            "program reads format 3",
                            is_newer ? "a newer" : "another", format));
      EXPECT_EQ(dynamic_cast<const NewerFormat*>(&error) != nullptr, is_newer);
      EXPECT_EQ(error.hint() == rebuild_hint, !is_newer) << error.hint();
    }
  }
  EXPECT_THROW(refusal_of_damage(), DamagedFile);
}

TEST_F(ManifestFile, ANewerFormatMayHaveAnotherChecksum) {
  for (const char* const text :
       {"{\n \"format\": 4,\n \"sums\": []\n}\n", "{\"format\":40}\n#77\n", "{\"format\": 4"}) {
    temp_.write("manifest.json", text);
    EXPECT_THROW(read_manifest(temp_.path()), NewerFormat) << text;
  }
  for (const char* const text : {"{\"format\": 3}\n#77\n", "{\"format\": 1}", "{\"format\": x4",
                                 "{\"format\":", "{\"format\":  ", "format 4"}) {
    temp_.write("manifest.json", text);
    EXPECT_THROW(read_manifest(temp_.path()), DamagedFile) << text;
  }
}

TEST_F(ManifestFile, RefusesFileNamesThatLeadOutOfTheFolder) {
  for (const char* name : {"../x", "/etc/passwd", "a/b", "", ".", "..", ".hidden"}) {
    EXPECT_NE(refusal_of(changed("segment-3.gcx", name)).find("file name is invalid"),
              std::string::npos)
        << name;
    EXPECT_NE(refusal_of(changed("view-9.gcx", name)), "") << name;
  }
}

TEST_F(ManifestFile, RefusesValuesOfTheWrongKind) {
  EXPECT_NE(refusal_of(changed("\"generation\": 12", "\"generation\": \"12\"")), "");
  EXPECT_NE(refusal_of(changed("\"generation\": 12,", "")), "");
  EXPECT_NE(refusal_of(changed("\"kind\": 1", "\"kind\": 3")), "");
  EXPECT_NE(refusal_of(changed("\"kind\": 1", "\"kind\": -1")), "");
  EXPECT_NE(refusal_of(changed("abababab", "abababax")), "");
  EXPECT_NE(refusal_of(changed("\"complete\": false", "\"complete\": 0")), "");
  EXPECT_NE(refusal_of(changed("[", "{")), "");
}

TEST_F(ManifestFile, RefusesNumbersThatDoNotFit) {
  for (const char* number : {"31415926535897932384", "1e30", "-1", "12.5"}) {
    EXPECT_NE(refusal_of(changed("\"generation\": 12", std::string("\"generation\": ") + number)),
              "")
        << number;
  }
  EXPECT_NE(refusal_of(changed("\"kind\": 1", "\"kind\": 4294967297")), "");
}

TEST_F(ManifestFile, ThatCannotBeReadIsNotTakenForNone) {
  const std::filesystem::path path = manifest_path(temp_.path());
  std::filesystem::remove(path);
  std::filesystem::create_symlink("manifest.json", path);
  EXPECT_NE(refusal([&] { read_manifest(temp_.path()); }), "");
}

}  // namespace
}  // namespace gitctx

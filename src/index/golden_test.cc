// Files of format version 3: tests/format/v3. The current code must be able to read these files and
// must write the same bytes. After a change of the format, raise index_format_version and write a
// new folder with
//   GITCTX_UPDATE_GOLDEN=1 build/dev/index_test --gtest_filter='Golden*'
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>

#include "base/file.h"
#include "index/manifest.h"
#include "index/snapshot.h"
#include "index/testing/index_model.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

constexpr std::uint32_t dimension = 4;

std::filesystem::path golden_folder() {
  const std::filesystem::path source_root =
      std::filesystem::path(__FILE__).parent_path().parent_path().parent_path();
  return source_root / "tests/format" / ("v" + std::to_string(index_format_version));
}

CommitId commit_of(std::uint8_t number) {
  CommitId id;
  id.bytes.fill(number);
  return id;
}

BlobId blob_of(std::uint8_t number) {
  BlobId id;
  id.bytes.fill(number);
  return id;
}

/// Two sources in one text block, a binary file, an empty file, and a file with 130 chunks.
std::vector<ModelBlob> golden_blobs() {
  std::vector<ModelBlob> blobs(4);
  blobs[0] = {blob_of(0x22), Language::c, SkipReason::none, "int main;\n", 1, {}};
  blobs[0].chunks.push_back({{{0, 10}, {1, 1}, ChunkKind::function, "main", "", {"main"}},
                             2,
                             {{"int", {1, 0}}, {"main", {1, 1}}},
                             {1, -2, 3, 127},
                             0.5f});
  blobs[1] = {blob_of(0x11), Language::python, SkipReason::none, "a=1\n\nb=2\n", 3, {}};
  blobs[1].chunks.push_back({{{0, 4}, {1, 1}, ChunkKind::constant, "a", "Outer", {"a", "A"}},
                             1,
                             {{"a", {31, 7}}},
                             {-127, 0, 0, 1},
                             1.0f});
  blobs[1].chunks.push_back({{{5, 9}, {3, 3}, ChunkKind::code, "", "Outer", {}},
                             65535,
                             {{"b", {1, 0}}},
                             {0, 0, 0, 0},
                             0});
  blobs[2] = {blob_of(0x33), Language::plain_text, SkipReason::binary, "", 0, {}};
  blobs[3] = {blob_of(0x44), Language::markdown, SkipReason::none, "", 0, {}};
  // A term that occurs in more chunks than a block of postings can hold.
  blobs.push_back({blob_of(0x55), Language::json, SkipReason::none, "[]\n", 1, {}});
  for (int i = 0; i < 130; ++i) {
    blobs[4].chunks.push_back({{{0, 3}, {1, 1}, ChunkKind::text, "", "", {}},
                               9,
                               {{"every", {1 + i % 5, i % 2}}},
                               {0, 0, 0, 1},
                               0.25f});
  }
  return blobs;
}

ViewContent golden_view(const Snapshot& segments) {
  ViewContent content = view_of(segments, commit_of(0xc1));
  content.commits.push_back({commit_of(0xc2), -1, "Zoë", "second"});
  const char* paths[] = {"main.c", "src/a.py", "src/empty.md", "x.json"};
  const std::uint32_t blobs[] = {0, 1, 3, 4};
  for (std::size_t i = 0; i < content.files.size(); ++i) {
    content.files[i].path = paths[i];
    content.files[i].blob = BlobIndex{blobs[i]};
  }
  content.files.push_back(content.files[0]);
  content.files.back().path = "zcopy.c";
  content.files[1].other_paths = {"old/a.py", "older.py"};
  content.files[1].dirty = true;
  content.files[3].commit_known = true;
  content.files[3].commit = 1;
  content.skipped = {{"logo.png", SkipReason::binary, ""}, {"big", SkipReason::too_large, "9 MB"}};
  content.path_terms = {{"main", {{0, 1, 0}}}, {"src", {{1, 0, 1}, {2, 0, 1}}}};
  for (std::size_t i = 0; i < content.files.size(); ++i) {
    content.path_vectors.insert(content.path_vectors.end(), {1, 2, 3, static_cast<std::int8_t>(i)});
    content.path_vector_scales.push_back(0.125f);
  }
  return content;
}

Manifest write_golden(const std::filesystem::path& folder) {
  Manifest manifest;
  manifest.generation = 5;
  manifest.next_file = 3;
  manifest.model = "golden-model";
  manifest.chunking = "golden-chunking";
  manifest.segments = {write_segment(folder, SegmentId{1}, golden_blobs(), dimension)};
  const auto segments = Snapshot::open(folder, manifest);
  ViewRecord record;
  record.commit = commit_of(0xc1);
  record.file = "view-2.gcx";
  record.stamp = write_view(folder / record.file, golden_view(*segments));
  record.entries = 5;
  record.skipped = 2;
  record.commits_pending = 4;
  record.fingerprint = 0xfedcba9876543210;
  record.owners = {"HEAD@main", "ref:v1"};
  manifest.views = {record};
  write_manifest(folder, manifest);
  return manifest;
}

TEST(GoldenFormat, TodaysCodeWritesTheSameBytes) {
  const TempDir temp;
  write_golden(temp.path());
  const bool is_update = std::getenv("GITCTX_UPDATE_GOLDEN") != nullptr;
  if (is_update) std::filesystem::create_directories(golden_folder());
  for (const char* name : {"segment-1.gcx", "view-2.gcx", "manifest.json"}) {
    const std::string written = read_file(temp / name);
    if (is_update) replace_file_atomically(golden_folder() / name, written);
    EXPECT_TRUE(written == read_file(golden_folder() / name)) << name;
  }
}

TEST(GoldenFormat, TodaysCodeReadsWhatWasWritten) {
  const auto snapshot = Snapshot::open(golden_folder());
  snapshot->verify();
  const TempDir temp;
  EXPECT_EQ(snapshot->manifest(), write_golden(temp.path()));

  const SegmentReader& segment = snapshot->segments()[0];
  EXPECT_TRUE(read_back(segment) == golden_blobs());
  EXPECT_EQ(segment.text(BlobIndex{1}, {5, 9}), "b=2\n");
  EXPECT_EQ(segment.find(blob_of(0x11)), BlobIndex{1});

  const ViewReader view = snapshot->open_view(*snapshot->find_view_of("ref:v1"));
  ASSERT_EQ(view.file_count(), 5u);
  EXPECT_EQ(view.file(1).path, "src/a.py");
  EXPECT_TRUE(view.file(1).dirty);
  EXPECT_EQ(view.other_paths(1), (std::vector<std::string_view>{"old/a.py", "older.py"}));
  EXPECT_EQ(view.next_same_blob(0), 4u);
  EXPECT_EQ(view.commit_info(view.file(3).commit),
            (CommitInfo{commit_of(0xc2), -1, "Zoë", "second"}));
  EXPECT_EQ(view.path_postings("src"), (std::vector<PathPosting>{{1, 0, 1}, {2, 0, 1}}));
  EXPECT_EQ(view.skipped().size(), 2u);
  EXPECT_EQ(view.chunk_count(), 133u);
}

TEST(GoldenFormat, AnIndexOfAnOlderFormatIsOfAnotherFormat) {
  for (const char* const version : {"v1", "v2"}) {
    EXPECT_THROW(Snapshot::open(golden_folder().parent_path() / version), OtherFormat) << version;
  }
}

}  // namespace
}  // namespace gitctx

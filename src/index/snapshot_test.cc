#include "index/snapshot.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "base/file.h"
#include "index/index_writer.h"
#include "index/testing/index_model.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

constexpr std::uint32_t dimension = 4;

void add_commit(const std::filesystem::path& directory, std::uint64_t number) {
  IndexWriter writer = IndexWriter::open(directory, {.model = "model", .chunking = "chunking"});
  RandomSource random(number);
  SegmentBuilder builder = writer.new_segment(dimension);
  builder.add(to_batch(random_blobs(random, number * 10, 3, dimension)));
  writer.add_segment(builder.finish());
  writer.merge({});
  ViewRecord record;
  record.commit.bytes.fill(static_cast<std::uint8_t>(number + 1));
  writer.put_view(record, view_of(*writer.segments_snapshot(), record.commit), "HEAD@main");
  writer.commit();
}

TEST(Snapshot, OpensWhileAWriterReplacesTheIndexOverAndOver) {
  const TempDir temp;
  add_commit(temp.path(), 0);
  std::atomic<bool> is_done = false;
  std::atomic<int> opened = 0;
  std::vector<std::string> failures(3);
  std::vector<std::thread> readers;
  for (std::string& failure : failures) {
    readers.emplace_back([&] {
      std::uint64_t last_generation = 0;
      while (!is_done && failure.empty()) {
        failure = refusal([&] {
          const auto snapshot = Snapshot::open(temp.path());
          snapshot->verify();
          if (snapshot->manifest().generation < last_generation) {
            throw Error(ErrorCode::failure, "an older index than before");
          }
          last_generation = snapshot->manifest().generation;
        });
        ++opened;
      }
    });
  }
  for (std::uint64_t number = 1; number < 60; ++number) add_commit(temp.path(), number);
  is_done = true;
  for (std::thread& reader : readers) reader.join();
  for (const std::string& failure : failures) EXPECT_EQ(failure, "");
  EXPECT_GT(opened, 3);
}

TEST(Snapshot, SurvivesTheRemovalOfItsFiles) {
  const TempDir temp;
  add_commit(temp.path(), 0);
  const auto snapshot = Snapshot::open(temp.path());
  for (std::uint64_t number = 1; number < 5; ++number) add_commit(temp.path(), number);
  EXPECT_FALSE(std::filesystem::exists(temp / snapshot->manifest().segments[0].file));
  snapshot->verify();
  EXPECT_EQ(snapshot->manifest().generation, 1u);
}

TEST(Snapshot, IsOpenedWhileAWriterHoldsTheLock) {
  const TempDir temp;
  add_commit(temp.path(), 0);
  const IndexWriter writer =
      IndexWriter::open(temp.path(), {.model = "model", .chunking = "chunking"});
  EXPECT_EQ(Snapshot::open(temp.path())->segments().size(), 1u);
}

TEST(Snapshot, FindsViewsAndSegments) {
  const TempDir temp;
  add_commit(temp.path(), 0);
  const auto snapshot = Snapshot::open(temp.path());
  const ViewRecord& record = snapshot->manifest().views[0];
  EXPECT_EQ(snapshot->find_view(ViewKind::snapshot, record.commit), &record);
  EXPECT_EQ(snapshot->find_view(ViewKind::history, record.commit), nullptr);
  EXPECT_EQ(snapshot->find_view(ViewKind::snapshot, CommitId{}), nullptr);
  EXPECT_EQ(snapshot->find_view_of("HEAD@main"), &record);
  EXPECT_EQ(snapshot->find_view_of("HEAD@other"), nullptr);
  EXPECT_EQ(snapshot->find_segment(snapshot->manifest().segments[0].id), &snapshot->segments()[0]);
  EXPECT_EQ(snapshot->find_segment(SegmentId{99}), nullptr);
  ViewRecord unknown = record;
  unknown.file = "view-99.gcx";
  EXPECT_NE(refusal([&] { snapshot->open_view(unknown); }), "");
}

TEST(Snapshot, OfNoIndexSaysWhatToRun) {
  const TempDir temp;
  try {
    Snapshot::open(temp.path());
    FAIL() << "there is no index";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::no_index);
    EXPECT_EQ(error.hint(), "Run: gitctx index");
  }
}

TEST(Snapshot, OfALostOrCutFileSaysWhatToRun) {
  for (const bool is_lost : {true, false}) {
    const TempDir temp;
    add_commit(temp.path(), 0);
    for (const std::string& name : {std::string("segment-1.gcx"), std::string("view-2.gcx")}) {
      const std::string whole = read_file(temp / name);
      if (is_lost) {
        std::filesystem::remove(temp / name);
      } else {
        temp.write(name, whole.substr(0, whole.size() - 1));
      }
      const std::string said = refusal([&] { Snapshot::open(temp.path()); });
      EXPECT_NE(said.find(name), std::string::npos) << said;
      EXPECT_TRUE(said.ends_with("; Run: gitctx index")) << said;
      temp.write(name, whole);
    }
  }
}

}  // namespace
}  // namespace gitctx

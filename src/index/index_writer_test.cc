#include "index/index_writer.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/file.h"
#include "base/guard/guarded_path.h"
#include "base/hash.h"
#include "base/io_hook.h"
#include "index/testing/index_model.h"
#include "index/testing/resealed.h"
#include "testing/fault_run.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

constexpr std::uint32_t dimension = 256;
const IndexWriter::Options options{.model = "model", .chunking = "chunking"};

CommitId commit_of(std::uint64_t number) {
  CommitId id;
  id.bytes.fill(static_cast<std::uint8_t>(number));
  return id;
}

/// The blobs that update `number` adds. Update 3 adds more vectors than one write takes.
std::vector<ModelBlob> blobs_of(std::uint64_t number) {
  RandomSource random(number);
  std::vector<ModelBlob> blobs = random_blobs(random, number * 100, 12, dimension);
  if (number != 3) return blobs;
  ModelBlob large;
  large.id = blob_id_of(number * 100 + 99);
  for (int i = 0; i < 1200; ++i) large.chunks.push_back(random_chunk(random, {}, dimension));
  blobs.push_back(large);
  return blobs;
}

/// Adds the blobs of update `number` as a segment, merges, and gives HEAD a view of all blobs.
void update(const std::filesystem::path& directory, std::uint64_t number,
            const IndexWriter::Options& how = options) {
  IndexWriter writer = IndexWriter::open(directory, how);
  const std::vector<ModelBlob> blobs = blobs_of(number);
  const auto known = writer.segments_snapshot();
  const bool is_new = std::ranges::none_of(known->segments(), [&](const SegmentReader& segment) {
    return segment.find(blobs[0].id).has_value();
  });
  if (is_new) {
    SegmentBuilder builder = writer.new_segment(dimension);
    builder.add(to_batch(blobs));
    writer.add_segment(builder.finish());
  }
  writer.merge({});
  ViewRecord record;
  record.commit = commit_of(number);
  writer.put_view(record, view_of(*writer.segments_snapshot(), record.commit), "HEAD@main");
  writer.commit();
}

/// Checks that the index is intact and has all blobs of updates 0 to N; returns N.
std::uint64_t check_index(const std::filesystem::path& directory) {
  const auto snapshot = Snapshot::open(directory);
  snapshot->verify();
  const ViewRecord* record = snapshot->find_view_of("HEAD@main");
  if (record == nullptr) throw Error(ErrorCode::failure, "the index has no view");
  const std::uint64_t number = record->commit.bytes[0];
  const ViewReader view = snapshot->open_view(*record);
  std::size_t files = 0;
  for (std::uint64_t i = 0; i <= number; ++i) {
    for (const ModelBlob& blob : blobs_of(i)) {
      if (blob.skip_reason != SkipReason::none) continue;
      ++files;
      const std::size_t file = view.find("src/" + blob.id.hex());
      EXPECT_LT(file, view.file_count());
      if (file == view.file_count()) continue;
      const ViewFile found = view.file(file);
      EXPECT_TRUE(snapshot->segments()[found.segment].text(found.blob) == blob.text);
    }
  }
  EXPECT_EQ(view.file_count(), files);
  return number;
}

std::vector<std::string> file_names(const std::filesystem::path& directory) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    names.push_back(entry.path().filename().string());
  }
  std::ranges::sort(names);
  return names;
}

std::vector<std::string> named_files(const std::filesystem::path& directory) {
  const Manifest manifest = read_manifest(directory).value();
  std::vector<std::string> names{"lock", "manifest.json"};
  for (const SegmentRecord& segment : manifest.segments) names.push_back(segment.file);
  for (const ViewRecord& view : manifest.views) names.push_back(view.file);
  std::ranges::sort(names);
  return names;
}

/// A copy of an index with updates 0 to 2. Update 3 merges all its segments.
TempDir index_of_three() {
  static const TempDir original = [] {
    TempDir temp;
    for (std::uint64_t number = 0; number < 3; ++number) update(temp.path(), number);
    return temp;
  }();
  TempDir copy;
  std::filesystem::copy(original.path(), copy.path());
  return copy;
}

/// The operations that a hook sees when index_of_three() gets update 3.
std::vector<IoOperation> operations_of_update() {
  const TempDir temp = index_of_three();
  std::vector<IoOperation> operations;
  const ScopedIoHook hook([&](IoOperation operation, const std::filesystem::path&) {
    operations.push_back(operation);
    return IoFault{};
  });
  update(temp.path(), 3);
  return operations;
}

/// Checks that update 3 works on an index that a fault left behind, and that no stray file remains.
void check_next_update(const std::filesystem::path& directory) {
  update(directory, 3);
  EXPECT_EQ(check_index(directory), 3u);
  EXPECT_EQ(file_names(directory), named_files(directory));
}

TEST(IndexWriter, EveryUpdateShowsAndNothingUnnamedIsLeft) {
  const TempDir temp;
  for (std::uint64_t number = 0; number < 6; ++number) {
    update(temp.path(), number);
    EXPECT_EQ(check_index(temp.path()), number);
    EXPECT_EQ(file_names(temp.path()), named_files(temp.path()));
    EXPECT_EQ(read_manifest(temp.path())->generation, number + 1);
  }
  EXPECT_EQ(read_manifest(temp.path())->segments.size(), 3u) << "four of six were merged";
}

TEST(IndexWriter, KilledAtAnyOperationLeavesTheOldIndexOrTheNew) {
  const std::size_t operations = operations_of_update().size();
  EXPECT_GT(operations, 20u);
  std::size_t saw_old = 0;
  for (std::size_t n = 0; n < operations; ++n) {
    SCOPED_TRACE("operation " + std::to_string(n));
    const TempDir temp = index_of_three();
    ASSERT_EQ(run_with_fault(n, {IoFault::Action::exit_before, 0}, [&] { update(temp.path(), 3); }),
              RunOutcome::killed);
    const std::uint64_t number = check_index(temp.path());
    EXPECT_TRUE(number == 2 || number == 3);
    saw_old += number == 2 ? 1 : 0;
    check_next_update(temp.path());
  }
  EXPECT_GT(saw_old, 0u);
  EXPECT_LT(saw_old, operations);
}

TEST(IndexWriter, KilledInTheMiddleOfAnyWriteLeavesTheOldIndex) {
  const std::vector<IoOperation> operations = operations_of_update();
  EXPECT_GT(std::ranges::count(operations, IoOperation::write), 5);
  for (std::size_t n = 0; n < operations.size(); ++n) {
    if (operations[n] != IoOperation::write) continue;
    SCOPED_TRACE("operation " + std::to_string(n));
    const TempDir temp = index_of_three();
    const IoFault cut{IoFault::Action::short_write_then_exit, 0};
    ASSERT_EQ(run_with_fault(n, cut, [&] { update(temp.path(), 3); }), RunOutcome::killed);
    EXPECT_EQ(check_index(temp.path()), 2u);
    check_next_update(temp.path());
  }
}

TEST(IndexWriter, AFailingOperationThrowsAndLeavesTheOldIndexOrTheNew) {
  const std::size_t operations = operations_of_update().size();
  for (std::size_t n = 0; n < operations; ++n) {
    SCOPED_TRACE("operation " + std::to_string(n));
    const int error_number = n % 2 == 0 ? ENOSPC : EIO;
    const TempDir temp = index_of_three();
    std::string said;
    {
      std::size_t count = 0;
      const ScopedIoHook hook([&](IoOperation, const std::filesystem::path&) {
        return count++ == n ? IoFault{IoFault::Action::fail, error_number} : IoFault{};
      });
      said = refusal([&] { update(temp.path(), 3); });
    }
    EXPECT_NE(said.find("cannot "), std::string::npos) << said;
    EXPECT_NE(said.find(std::strerror(error_number)), std::string::npos) << said;
    EXPECT_GE(check_index(temp.path()), 2u);
    check_next_update(temp.path());
  }
}

TEST(IndexWriter, ASecondWriterIsRefusedWithTheHoldersNumber) {
  const TempDir temp;
  const IndexWriter first = IndexWriter::open(temp.path(), options);
  const std::string said = refusal([&] { IndexWriter::open(temp.path(), options); });
  EXPECT_NE(said.find("(process " + std::to_string(::getpid()) + ")"), std::string::npos) << said;
}

TEST(IndexWriter, TheLockOfADeadWriterIsFree) {
  const TempDir temp;
  const RunOutcome outcome =
      run_with_fault(1, {IoFault::Action::exit_before, 0}, [&] { update(temp.path(), 0); });
  EXPECT_EQ(outcome, RunOutcome::killed);
  EXPECT_EQ(refusal([&] { update(temp.path(), 0); }), "");
}

TEST(IndexWriter, ADamagedManifestIsRebuiltUnlessTheIndexIsToBeKept) {
  for (const bool is_forced : {false, true}) {
    const TempDir temp = index_of_three();
    temp.write("manifest.json", "{}");
    IndexWriter::Options keep = options;
    keep.keep = true;
    EXPECT_THROW(IndexWriter::open(temp.path(), keep), DamagedFile);
    IndexWriter::Options wanted = options;
    wanted.force = is_forced;
    {
      const IndexWriter writer = IndexWriter::open(temp.path(), wanted);
      EXPECT_TRUE(writer.is_rebuild());
      EXPECT_TRUE(writer.manifest().segments.empty());
      EXPECT_EQ(writer.damage().manifest.contains("no checksum line"), !is_forced);
      EXPECT_TRUE(writer.damage().reasons.empty());
    }
    EXPECT_EQ(read_file(temp / "manifest.json"), "{}") << "nothing was committed";
    update(temp.path(), 0, wanted);
    EXPECT_EQ(check_index(temp.path()), 0u);
    EXPECT_EQ(file_names(temp.path()), named_files(temp.path()));
    EXPECT_EQ(IndexWriter::open(temp.path(), options).damage().manifest, "");
  }
}

TEST(IndexWriter, ForceOverADamagedIndexWritesOverNoFileOfIt) {
  const TempDir temp = index_of_three();
  const std::vector<std::string> old_files = file_names(temp.path());
  temp.write("manifest.json", "");
  IndexWriter::Options force = options;
  force.force = true;
  IndexWriter writer = IndexWriter::open(temp.path(), force);
  EXPECT_TRUE(writer.is_rebuild());
  const SegmentRecord record = writer.new_segment(dimension).finish();
  EXPECT_EQ(std::ranges::count(old_files, record.file), 0);
}

TEST(IndexWriter, AnotherModelOrChunkingBeginsAnewAtTheCommit) {
  const std::vector<IndexWriter::Options> others{{.model = "other", .chunking = "chunking"},
                                                 {.model = "model", .chunking = "other"}};
  for (const IndexWriter::Options& other : others) {
    const TempDir temp = index_of_three();
    {
      const IndexWriter writer = IndexWriter::open(temp.path(), other);
      EXPECT_TRUE(writer.is_rebuild());
      EXPECT_TRUE(writer.manifest().segments.empty());
    }
    EXPECT_EQ(check_index(temp.path()), 2u) << "nothing was committed";
    update(temp.path(), 0, other);
    EXPECT_EQ(check_index(temp.path()), 0u);
    EXPECT_EQ(read_manifest(temp.path())->generation, 4u);
    EXPECT_EQ(file_names(temp.path()), named_files(temp.path()));
  }
}

/// Replaces the format of the manifest, and corrects its checksum.
void store_format(const std::filesystem::path& directory, const std::string& format) {
  const std::filesystem::path path = manifest_path(directory);
  std::string body = read_file(path);
  body.resize(body.rfind('#'));
  const std::string now = "\"format\": " + std::to_string(index_format_version);
  body.replace(body.find(now), now.size(), "\"format\": " + format);
  replace_file_atomically(path, body + fmt::format("#{:016x}\n", hash64(body)));
}

TEST(IndexWriter, AnOlderFormatBeginsAnewUnlessTheIndexIsToBeKept) {
  const TempDir temp = index_of_three();
  store_format(temp.path(), "1");
  EXPECT_THROW(Snapshot::open(temp.path()), OtherFormat);
  IndexWriter::Options keep = options;
  keep.keep = true;
  EXPECT_THROW(IndexWriter::open(temp.path(), keep), OtherFormat);
  update(temp.path(), 0);
  EXPECT_EQ(check_index(temp.path()), 0u);
  EXPECT_EQ(file_names(temp.path()), named_files(temp.path()));
}

TEST(IndexWriter, OnlyForceReplacesANewerFormat) {
  const TempDir temp = index_of_three();
  store_format(temp.path(), "4");
  const std::vector<std::string> files = file_names(temp.path());
  EXPECT_THROW(Snapshot::open(temp.path()), NewerFormat);
  EXPECT_THROW(IndexWriter::open(temp.path(), options), NewerFormat);
  EXPECT_EQ(file_names(temp.path()), files);
  IndexWriter::Options force = options;
  force.force = true;
  update(temp.path(), 0, force);
  EXPECT_EQ(check_index(temp.path()), 0u);
  EXPECT_EQ(file_names(temp.path()), named_files(temp.path()));
}

/// Changes the byte in the middle of the first section of a file.
void damage_first_section(const std::filesystem::path& path) {
  std::string bytes = read_file(path);
  const std::size_t entry = table_offset(bytes);
  bytes[load_at<std::uint64_t>(bytes, entry + 8) + load_at<std::uint64_t>(bytes, entry + 16) / 2] ^=
      1;
  replace_file_atomically(path, bytes);
}

TEST(IndexWriter, DropsDamagedSegmentsAndTheViewsThatNeedThem) {
  const TempDir temp = index_of_three();
  const Manifest before = read_manifest(temp.path()).value();
  damage_first_section(temp / before.segments[1].file);  // the text, which opening does not verify
  EXPECT_TRUE(IndexWriter::open(temp.path(), options).damage().reasons.empty());

  IndexWriter::Options verify = options;
  verify.verify = true;
  const IndexWriter writer = IndexWriter::open(temp.path(), verify);
  ASSERT_EQ(writer.damage().reasons.size(), 1u);
  EXPECT_NE(writer.damage().reasons[0].find(before.segments[1].file), std::string::npos);
  EXPECT_EQ(writer.damage().views, before.views);
  EXPECT_EQ(writer.manifest().segments, (std::vector{before.segments[0], before.segments[2]}));
  EXPECT_TRUE(writer.manifest().views.empty());
  EXPECT_EQ(writer.opened()->segments().size(), 2u);
  EXPECT_EQ(read_manifest(temp.path()), before) << "nothing was committed";
}

TEST(IndexWriter, DropsADamagedLostOrSwappedViewAlone) {
  const TempDir temp = index_of_three();
  {
    IndexWriter writer = IndexWriter::open(temp.path(), options);
    ViewRecord record;
    record.commit = commit_of(9);
    writer.put_view(record, view_of(*writer.segments_snapshot(), record.commit), "ref:nine");
    writer.commit();
  }
  const Manifest before = read_manifest(temp.path()).value();
  ASSERT_EQ(before.views.size(), 2u);
  const std::filesystem::path first = temp / before.views[0].file;
  const std::string whole = read_file(first);
  const auto damaged_views = [&] {
    IndexWriter::Options verify = options;
    verify.verify = true;
    const IndexWriter writer = IndexWriter::open(temp.path(), verify);
    EXPECT_EQ(writer.manifest().segments, before.segments);
    EXPECT_EQ(writer.damage().reasons.size(), writer.damage().views.size());
    return writer.damage().views;
  };
  EXPECT_TRUE(damaged_views().empty());
  damage_first_section(first);
  EXPECT_EQ(damaged_views(), std::vector{before.views[0]});
  std::filesystem::remove(first);
  EXPECT_EQ(damaged_views(), std::vector{before.views[0]});
  std::filesystem::rename(temp / before.views[1].file, first);
  temp.write(before.views[1].file, whole);
  EXPECT_EQ(damaged_views(), before.views);
}

/// Puts a folder (kind 0), a pipe (1) or a folder with content (2) in place of a file.
void plant(const std::filesystem::path& file, int kind) {
  std::filesystem::remove_all(file);
  if (kind == 0) std::filesystem::create_directory(file);
  ASSERT_TRUE(kind != 1 || ::mkfifo(file.c_str(), 0600) == 0);
  if (kind == 2) std::filesystem::create_directories(file / "of the user");
}

TEST(IndexWriter, RepairsAFolderOrAPipeInPlaceOfAFile) {
  for (const int kind : {0, 1, 2}) {
    const TempDir temp = index_of_three();
    guard_folder(temp.path());
    const Manifest before = read_manifest(temp.path()).value();
    for (const std::string& file : {before.segments[0].file, before.views[0].file}) {
      plant(temp / file, kind);
      EXPECT_NE(refusal([&] { Snapshot::open(temp.path()); }).find(repair_hint), std::string::npos);
    }
    {
      IndexWriter writer = IndexWriter::open(temp.path(), options);
      EXPECT_EQ(writer.damage().views, before.views);
      EXPECT_EQ(writer.manifest().segments.size(), before.segments.size() - 1);
      writer.commit();
    }
    EXPECT_EQ(std::filesystem::exists(temp / before.segments[0].file), kind == 2);
    EXPECT_EQ(std::filesystem::exists(temp / before.views[0].file), kind == 2);
    Snapshot::open(temp.path())->verify();
  }
}

TEST(IndexWriter, ForceReplacesAFolderOrAPipe) {
  IndexWriter::Options force = options;
  force.force = true;
  for (const char* const name : {"manifest.json", "manifest.json.tmp", "segment-1.gcx"}) {
    for (const int kind : {0, 1}) {
      const TempDir temp = index_of_three();
      guard_folder(temp.path());
      plant(temp / name, kind);
      update(temp.path(), 0, force);
      EXPECT_EQ(check_index(temp.path()), 0u);
      EXPECT_EQ(file_names(temp.path()), named_files(temp.path())) << name;
    }
  }
}

TEST(IndexWriter, NamesAFolderWithFilesThatIsInTheWay) {
  IndexWriter::Options force = options;
  force.force = true;
  for (const std::string name : {"manifest.json", "manifest.json.tmp"}) {
    const TempDir temp = index_of_three();
    plant(temp / name, 2);
    const std::string message = refusal([&] { update(temp.path(), 0, force); });
    EXPECT_NE(message.find((temp / name).string() + ": it is a folder with files in it"),
              std::string::npos);
    EXPECT_NE(message.find("Remove it, then run: gitctx index"), std::string::npos);
    EXPECT_TRUE(std::filesystem::exists(temp / name / "of the user"));
  }
  // Segments and views get other names.
  const TempDir temp = index_of_three();
  const std::string next =
      "segment-" + std::to_string(read_manifest(temp.path()).value().next_file) + ".gcx";
  plant(temp / next, 2);
  update(temp.path(), 3);
  EXPECT_EQ(check_index(temp.path()), 3u);
}

TEST(IndexWriter, OpeningRemovesWhatAKilledRunLeftBehind) {
  const TempDir temp = index_of_three();
  temp.write("segment-77.gcx", "left over");
  temp.write("view-78.gcx", "left over");
  temp.write("manifest.json.tmp", "left over");
  IndexWriter::open(temp.path(), options);
  EXPECT_EQ(file_names(temp.path()), named_files(temp.path()));
}

TEST(IndexWriter, LeavesFilesThatAreNotItsOwn) {
  const TempDir temp = index_of_three();
  temp.write("segment-77.gcx", "left over");
  temp.write("view-78.gcx", "left over");
  temp.write("manifest.json.tmp", "left over");
  const std::vector<std::string> own{"a.tmp", "notes.txt", "segment-notes", "view-notes.gcx"};
  for (const std::string& name : own) temp.write(name, "of the user");
  update(temp.path(), 3);
  std::vector<std::string> expected = named_files(temp.path());
  expected.insert(expected.end(), own.begin(), own.end());
  std::ranges::sort(expected);
  EXPECT_EQ(file_names(temp.path()), expected);
}

TEST(IndexWriter, AViewGoesWithItsLastOwner) {
  const TempDir temp = index_of_three();
  IndexWriter writer = IndexWriter::open(temp.path(), options);
  const std::string file = writer.manifest().views[0].file;
  EXPECT_TRUE(writer.give_view(file, "HEAD@second"));
  EXPECT_FALSE(writer.give_view(file, "HEAD@second"));
  EXPECT_EQ(writer.manifest().views[0].owners,
            (std::vector<std::string>{"HEAD@main", "HEAD@second"}));
  EXPECT_TRUE(writer.drop_owner("HEAD@main"));
  EXPECT_FALSE(writer.drop_owner("HEAD@main"));
  EXPECT_EQ(writer.manifest().views.size(), 1u);
  EXPECT_TRUE(writer.drop_owner("HEAD@second"));
  EXPECT_TRUE(writer.manifest().views.empty());
  writer.commit();
  EXPECT_FALSE(std::filesystem::exists(temp / file));
}

TEST(IndexWriter, DropsTheDeadBlobsOfASegmentThatIsMostlyGarbage) {
  const TempDir temp;
  IndexWriter writer = IndexWriter::open(temp.path(), options);
  std::vector<ModelBlob> blobs(8);
  RandomSource random(1);
  for (std::uint64_t i = 0; i < blobs.size(); ++i) {
    blobs[i].id = blob_id_of(i);
    while (blobs[i].text.size() < 400'000) blobs[i].text += static_cast<char>(random.below(256));
  }
  SegmentBuilder builder = writer.new_segment(dimension);
  builder.add(to_batch(blobs));
  writer.add_segment(builder.finish());

  EXPECT_FALSE(writer.merge({blobs[0].id, blobs[1].id, blobs[2].id, blobs[3].id}));
  EXPECT_TRUE(writer.merge({blobs[0].id, blobs[5].id, blobs[7].id}));
  const auto snapshot = writer.segments_snapshot();
  ASSERT_EQ(snapshot->segments().size(), 1u);
  const std::vector<ModelBlob> left = read_back(snapshot->segments()[0]);
  EXPECT_TRUE(left == (std::vector<ModelBlob>{blobs[0], blobs[5], blobs[7]}));
  EXPECT_TRUE(writer.merge({}));
  EXPECT_TRUE(writer.manifest().segments.empty());
}

TEST(PlanMerge, LeavesFewSegmentsAndEndsWhateverIsAdded) {
  for (const unsigned seed : {1u, 2u, 3u, 4u}) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomSource random(seed);
    std::vector<SegmentRecord> segments;
    std::uint64_t total_bytes = 0;
    std::uint64_t rewritten_bytes = 0;
    for (std::uint64_t i = 0; i < 2000; ++i) {
      const std::uint64_t size = random.below(1u << (10 + random.below(13)));
      segments.push_back({SegmentId{i}, {}, {}, size, 1, 1});
      total_bytes += size;
      for (auto plan = plan_merge(segments); !plan.empty(); plan = plan_merge(segments)) {
        ASSERT_GE(plan.size(), 4u);
        ASSERT_TRUE(std::ranges::is_sorted(plan));
        std::uint64_t merged = 0;
        for (auto at = plan.rbegin(); at != plan.rend(); ++at) {
          merged += segments[*at].text_bytes;
          segments.erase(segments.begin() + static_cast<std::ptrdiff_t>(*at));
        }
        if (merged >= 1024 * 1024) rewritten_bytes += merged;
        segments.insert(segments.begin() + static_cast<std::ptrdiff_t>(plan[0]),
                        {SegmentId{i}, {}, {}, merged, 1, 1});
      }
      // At most three segments remain in each of six size classes, besides segments too large to
      // merge.
      ASSERT_LE(segments.size(), 18 + total_bytes / (256 * 1024 * 1024));
    }
    // Except in the smallest size class, every merge moves its bytes to the next class.
    EXPECT_LE(rewritten_bytes, total_bytes * 6);
  }
}

TEST(PlanMerge, IsStable) {
  std::vector<SegmentRecord> segments;
  EXPECT_TRUE(plan_merge(segments).empty());
  for (std::uint64_t i = 0; i < 3; ++i) segments.push_back({SegmentId{i}, {}, {}, 100, 1, 1});
  EXPECT_TRUE(plan_merge(segments).empty());
  segments.push_back({SegmentId{3}, {}, {}, 300u << 20, 1, 1});
  segments.push_back({SegmentId{4}, {}, {}, 2u << 20, 1, 1});
  EXPECT_TRUE(plan_merge(segments).empty());
  segments.push_back({SegmentId{5}, {}, {}, 0, 1, 1});
  EXPECT_EQ(plan_merge(segments), (std::vector<std::size_t>{0, 1, 2, 5}));
  EXPECT_EQ(plan_merge(segments), plan_merge(segments));
  const std::vector<SegmentRecord> large(9, {SegmentId{1}, {}, {}, 256u << 20, 1, 1});
  EXPECT_TRUE(plan_merge(large).empty());
}

TEST(IndexWriter, AnIndexThatIsToBeKeptIsNotBegunAnew) {
  const TempDir temp;
  {
    IndexWriter::open(temp.path(), {.model = "one", .chunking = "c"}).commit();
  }
  const std::string said = refusal(
      [&] { IndexWriter::open(temp.path(), {.model = "two", .chunking = "c", .keep = true}); });
  EXPECT_TRUE(
      said.starts_with("the index was made with the embedding model one, but two is configured; "));
  IndexWriter::open(temp.path(), {.model = "one", .chunking = "c", .keep = true});
}

}  // namespace
}  // namespace gitctx

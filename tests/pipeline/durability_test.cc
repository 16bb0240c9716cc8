#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "base/error.h"
#include "base/file.h"
#include "base/io_hook.h"
#include "testing/fault_run.h"
#include "tests/pipeline/indexed_repo.h"

namespace gitctx {
namespace {

std::string function_text(int number) {
  const std::string n = std::to_string(number);
  return "int compute_" + n + "(int value) {\n  return value * " + n + " + offset_" + n +
         "(value);\n}\n";
}

void write_files(RepoBuilder& builder, int begin, int end) {
  for (int i = begin; i < end; ++i) {
    builder.write("src/unit_" + std::to_string(i) + ".c", function_text(i));
  }
}

std::map<std::string, std::string> segment_bytes(const IndexedRepo& repo) {
  std::map<std::string, std::string> files;
  const auto snapshot = repo.snapshot();
  for (const SegmentRecord& segment : snapshot->manifest().segments) {
    files[segment.file] = read_file(repo.index_folder() / segment.file);
  }
  return files;
}

TEST(Durability, SegmentsAreTheSameBytesWhateverTheThreadCount) {
  RepoBuilder builder;
  write_files(builder, 0, 300);
  builder.commit("many files");
  IndexedRepo repo(builder.path());
  std::vector<std::map<std::string, std::string>> runs;
  for (const int threads : {1, 2, 5}) {
    std::filesystem::remove_all(repo.index_folder());
    repo.settings.index.threads = threads;
    repo.index();
    runs.push_back(segment_bytes(repo));
  }
  ASSERT_EQ(runs[0].size(), 1u);
  EXPECT_EQ(runs[0], runs[1]);
  EXPECT_EQ(runs[0], runs[2]);
}

/// Verifies the index, and returns the texts of the files of HEAD.
std::map<std::string, std::string> contents(const IndexedRepo& repo) {
  repo.snapshot()->verify();
  return repo.head_files();
}

TEST(Durability, KillAtEveryWriteLeavesTheOldIndexOrTheNewOne) {
  RepoBuilder builder;
  write_files(builder, 0, 40);
  builder.commit("first");
  IndexedRepo repo(builder.path());
  repo.index();
  const auto before = contents(repo);
  write_files(builder, 35, 50);
  builder.remove("src/unit_0.c");
  builder.commit("second");
  const std::filesystem::path saved = builder.beside("saved");
  std::filesystem::copy(repo.index_folder(), saved, std::filesystem::copy_options::recursive);

  const auto run_killed_at = [&](std::size_t operation, IoFault::Action action) {
    std::filesystem::remove_all(repo.index_folder());
    std::filesystem::copy(saved, repo.index_folder(), std::filesystem::copy_options::recursive);
    const RunOutcome outcome = run_with_fault(operation, {action, 0}, [&] { repo.index(); });
    const auto now = contents(repo);
    EXPECT_TRUE(now == before || now.size() == 49u) << "operation " << operation;
    repo.index();
    EXPECT_EQ(contents(repo).size(), 49u) << "operation " << operation;
    EXPECT_EQ(contents(repo).count("src/unit_0.c"), 0u);
    return outcome;
  };
  std::size_t operations = 0;
  while (run_killed_at(operations, IoFault::Action::exit_before) == RunOutcome::killed) {
    ++operations;
  }
  EXPECT_GT(operations, 8u);
  std::size_t writes = 0;
  for (std::size_t n = 0; n < operations; ++n) {
    const RunOutcome outcome = run_killed_at(n, IoFault::Action::short_write_then_exit);
    writes += outcome == RunOutcome::killed ? 1 : 0;
  }
  EXPECT_GE(writes, 3u) << "segment, view and manifest";
}

TEST(Durability, FullDiskLeavesTheOldIndexOrTheNewOne) {
  RepoBuilder builder;
  write_files(builder, 0, 10);
  builder.commit("first");
  IndexedRepo repo(builder.path());
  repo.index();
  const auto before = contents(repo);
  write_files(builder, 10, 20);
  builder.commit("second");
  std::size_t failures = 0;
  for (std::size_t n = 0; n < 100; ++n) {
    std::size_t count = 0;
    const ScopedIoHook hook([&](IoOperation, const std::filesystem::path&) {
      return IoFault{count++ == n ? IoFault::Action::fail : IoFault::Action::none, ENOSPC};
    });
    try {
      repo.index();
      break;
    } catch (const Error& error) {
      ++failures;
      EXPECT_NE(error.message().find("No space left"), std::string::npos) << error.message();
      const auto now = contents(repo);
      EXPECT_TRUE(now == before || now.size() == 20u) << "operation " << n;
    }
  }
  EXPECT_GT(failures, 3u);
  repo.index();
  EXPECT_EQ(contents(repo).size(), 20u);
}

TEST(Durability, ProgressNeverCountsMoreFilesThanThereAre) {
  RepoBuilder builder;
  write_files(builder, 0, 12);
  builder.commit("twelve files");
  IndexedRepo repo(builder.path());
  repo.index();
  write_files(builder, 12, 19);
  builder.commit("seven more");
  IndexRequest request;
  request.progress_interval = {};
  const auto embedders = make_local_embedders(repo.settings.model);
  IndexProgress last;
  run_index(repo.layout, repo.settings, *embedders, request, {}, [&](const IndexProgress& now) {
    EXPECT_LE(now.files_done, now.files_total) << static_cast<int>(now.phase);
    last = now;
  });
  EXPECT_EQ(last.phase, IndexPhase::done);
  EXPECT_EQ(last.files_done, 7u);
  EXPECT_EQ(last.files_total, 7u);
}

TEST(Durability, StopKeepsFinishedSegmentsAndTheNextRunCompletes) {
  RepoBuilder builder;
  write_files(builder, 0, 400);
  builder.commit("many files");
  IndexedRepo repo(builder.path());
  std::stop_source stop;
  const auto stop_soon = [&](const IndexProgress& progress) {
    if (progress.files_done >= 64) stop.request_stop();
  };
  IndexRequest request;
  request.progress_interval = {};
  const auto embedders = make_local_embedders(repo.settings.model);
  const IngestReport first =
      run_index(repo.layout, repo.settings, *embedders, request, stop.get_token(), stop_soon);
  ASSERT_TRUE(first.interrupted);
  EXPECT_GE(first.new_blobs, 64u);
  const auto partial = repo.snapshot();
  ASSERT_NE(partial->find_view_of("HEAD@"), nullptr);
  EXPECT_FALSE(partial->find_view_of("HEAD@")->complete);
  EXPECT_FALSE(repo.search("HEAD@", "compute_1").empty());

  const IngestReport second = repo.index();
  EXPECT_EQ(first.new_blobs + second.new_blobs, 400u) << "nothing is indexed twice";
  EXPECT_EQ(repo.head_files().size(), 400u);
  EXPECT_TRUE(repo.snapshot()->find_view_of("HEAD@")->complete);
}

TEST(Durability, InterruptedRebuildLeavesTheOldIndex) {
  RepoBuilder builder;
  write_files(builder, 0, 200);
  builder.commit("many files");
  IndexedRepo repo(builder.path());
  repo.index();
  const auto before = repo.snapshot()->manifest();
  std::stop_source stop;
  IndexRequest force;
  force.force = true;
  force.progress_interval = {};
  const auto embedders = make_local_embedders(repo.settings.model);
  const IngestReport report = run_index(repo.layout, repo.settings, *embedders, force,
                                        stop.get_token(), [&](const IndexProgress& p) {
                                          if (p.files_done >= 32) stop.request_stop();
                                        });
  EXPECT_TRUE(report.interrupted);
  EXPECT_EQ(repo.snapshot()->manifest(), before);
}

TEST(Durability, ReadersSearchWhileAWriterReplacesTheIndex) {
  RepoBuilder builder;
  write_files(builder, 0, 30);
  builder.commit("first");
  IndexedRepo repo(builder.path());
  repo.index();
  std::atomic<bool> done = false;
  std::atomic<int> searches = 0;
  std::vector<std::jthread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&] {
      while (!done) {
        EXPECT_FALSE(repo.search("HEAD@", "compute_7").empty());
        ++searches;
      }
    });
  }
  for (int round = 1; round <= 12; ++round) {
    write_files(builder, 30 * round, 30 * round + 5);
    builder.commit("more");
    repo.index();
  }
  done = true;
  readers.clear();
  EXPECT_GT(searches, 0);
  EXPECT_LE(repo.snapshot()->segments().size(), 6u) << "merges keep few segments";
  repo.snapshot()->verify();
}

TEST(Durability, CorruptObjectIsOneLineOfTheReport) {
  RepoBuilder builder;
  write_files(builder, 0, 5);
  builder.commit("first");
  builder.corrupt_object(builder.blob_id("HEAD:src/unit_3.c").hex());
  IndexedRepo repo(builder.path());
  const IngestReport report = repo.index();
  ASSERT_EQ(report.skipped.size(), 1u);
  EXPECT_EQ(report.skipped[0].path, "src/unit_3.c");
  EXPECT_EQ(report.skipped[0].reason, SkipReason::unreadable);
  EXPECT_FALSE(report.skipped[0].detail.empty());
  EXPECT_EQ(repo.head_files().size(), 4u);
}

TEST(Durability, AnotherModelBeginsAnewAndSearchRefusesTheOld) {
  RepoBuilder builder;
  write_files(builder, 0, 3);
  builder.commit("first");
  IndexedRepo repo(builder.path());
  repo.index();
  Manifest manifest = repo.snapshot()->manifest();
  manifest.model = "another-model-768";
  write_manifest(repo.index_folder(), manifest);
  try {
    repo.search("HEAD@", "compute");
    FAIL() << "vectors of two models were mixed";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::configuration);
    EXPECT_NE(error.message().find("another-model-768"), std::string::npos);
  }
  EXPECT_EQ(repo.index().new_blobs, 3u);
  EXPECT_FALSE(repo.search("HEAD@", "compute").empty());
}

}  // namespace
}  // namespace gitctx

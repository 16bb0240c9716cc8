// gitctx index repairs a damaged index: it rebuilds the damaged parts and keeps all views.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/file.h"
#include "base/hash.h"
#include "index/testing/resealed.h"
#include "tests/pipeline/indexed_repo.h"

namespace gitctx {
namespace {

using Answers = std::map<std::string, std::map<std::string, std::string>>;

/// A repository with views of HEAD, of a second worktree, of a ref, of the uncommitted files and of
/// the history, in two segments.
class Repair : public testing::Test {
 protected:
  Repair() : repo_((prepare(builder_), builder_.path())) {
    repo_.index({.refs = {"HEAD~1"}});
    builder_.write("src/new.c", "int added_later;\n");
    builder_.commit("third");
    builder_.write("src/dirty.c", "int not_committed;\n");
    IndexedRepo second(builder_.add_worktree("second", "topic"));
    second.index();
    repo_.index({.refs = {"HEAD~2"}, .worktree = true, .history = true});
    before_ = answers();
    owners_ = owners();
  }

  static void prepare(RepoBuilder& builder) {
    builder.write("src/one.c", "int first_version;\n").write("src/two.c", "int other;\n");
    builder.commit("first");
    builder.write("src/one.c", "int second_version;\n");
    builder.commit("second");
  }

  /// The texts of all views, read in full.
  Answers answers() const {
    Answers all;
    for (const std::string& owner : owners()) all[owner] = repo_.files(owner);
    repo_.snapshot()->verify();
    return all;
  }

  std::vector<std::string> owners() const {
    std::vector<std::string> names;
    const auto snapshot = repo_.snapshot();
    for (const ViewRecord& view : snapshot->manifest().views) {
      names.insert(names.end(), view.owners.begin(), view.owners.end());
    }
    std::ranges::sort(names);
    return names;
  }

  std::filesystem::path file(const std::string& name) const { return repo_.index_folder() / name; }

  /// Changes one byte in the middle of a section.
  void damage(const std::string& name, Section section) const {
    std::string bytes = read_file(file(name));
    for (std::size_t entry = table_offset(bytes); entry < bytes.size() - footer_bytes;
         entry += table_entry_bytes) {
      if (load_at<std::uint32_t>(bytes, entry) != static_cast<std::uint32_t>(section)) continue;
      const auto size = load_at<std::uint64_t>(bytes, entry + 16);
      ASSERT_GT(size, 0u);
      bytes[load_at<std::uint64_t>(bytes, entry + 8) + size / 2] ^= 1;
    }
    replace_file_atomically(file(name), bytes);
  }

  /// Expects that a run finds `damaged_files` damaged files and restores every view.
  void expect_repair(std::size_t damaged_files) {
    const IngestReport report = repo_.index({.verify = true});
    EXPECT_EQ(report.damage.size(), damaged_files);
    EXPECT_EQ(owners(), owners_);
    EXPECT_EQ(answers(), before_);
    EXPECT_TRUE(repo_.index({.verify = true}).damage.empty());
  }

  Manifest manifest() const { return repo_.snapshot()->manifest(); }

  RepoBuilder builder_;
  IndexedRepo repo_;
  Answers before_;
  std::vector<std::string> owners_;
};

TEST_F(Repair, HasTheViewsThatItIsAbout) {
  EXPECT_EQ(owners_, (std::vector<std::string>{"HEAD@", "HEAD@second", "history", "ref:HEAD~1",
                                               "ref:HEAD~2", "worktree@"}));
  EXPECT_GE(manifest().segments.size(), 2u);
  expect_repair(0);
}

TEST_F(Repair, ADamagedTextIsIndexedAgain) {
  const std::string segment = manifest().segments[0].file;
  damage(segment, Section::text_blocks);
  EXPECT_THROW(repo_.head_files(), DamagedFile);
  expect_repair(1);
  EXPECT_FALSE(std::filesystem::exists(file(segment)));
}

TEST_F(Repair, DamagedOrLostFilesOfEachKindAreMadeAgain) {
  damage(manifest().segments[0].file, Section::postings);
  expect_repair(1);
  std::filesystem::remove(file(manifest().segments[0].file));
  expect_repair(1);
  for (std::size_t i = 0; i < 5; ++i) {
    damage(manifest().views[0].file, Section::files);
    expect_repair(1);
  }
  std::filesystem::resize_file(file(manifest().views[1].file), 20);
  expect_repair(1);
}

TEST_F(Repair, SwappedFilesAreNotBelieved) {
  const Manifest index = manifest();
  std::filesystem::rename(file(index.views[0].file), file("kept"));
  std::filesystem::rename(file(index.views[1].file), file(index.views[0].file));
  std::filesystem::rename(file("kept"), file(index.views[1].file));
  EXPECT_THROW(repo_.snapshot(), DamagedFile);
  expect_repair(2);
}

TEST_F(Repair, AKilledOrDryRunLeavesTheViewsToTheNext) {
  damage(manifest().segments[0].file, Section::text_blocks);
  const Manifest damaged = manifest();
  EXPECT_EQ(repo_.index({.dry_run = true, .verify = true}).damage.size(), 1u);
  EXPECT_EQ(manifest(), damaged);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_TRUE(repo_.index({.verify = true}, stop.get_token()).interrupted);
  EXPECT_EQ(manifest(), damaged);
  expect_repair(1);
}

TEST_F(Repair, ASearchKeepsToTheChecksOfOpening) {
  damage(manifest().segments[0].file, Section::text_blocks);
  EXPECT_TRUE(repo_.index().damage.empty());
  damage(manifest().segments[0].file, Section::chunks);
  EXPECT_EQ(repo_.index({.keep = true}).damage.size(), 1u);
  EXPECT_EQ(answers(), before_);
}

TEST_F(Repair, AViewWhoseCommitIsGoneIsDropped) {
  const ViewRecord record = *repo_.snapshot()->find_view_of("ref:HEAD~2");
  damage(record.file, Section::files);
  builder_.delete_object(record.commit.hex());
  EXPECT_EQ(repo_.index({.verify = true}).damage.size(), 1u);
  EXPECT_EQ(repo_.snapshot()->find_view_of("ref:HEAD~2"), nullptr);
  EXPECT_EQ(repo_.head_files(), before_["HEAD@"]);
}

TEST_F(Repair, ADamagedManifestIsRebuiltForTheRequestedViews) {
  const std::filesystem::path path = manifest_path(repo_.index_folder());
  const std::string good = read_file(path);
  std::string text = good;
  text[text.find("segment-")] ^= 1;
  replace_file_atomically(path, text);
  EXPECT_THROW(repo_.snapshot(), DamagedFile);
  EXPECT_THROW(repo_.index({.keep = true}), DamagedFile);
  EXPECT_FALSE(repo_.index({.dry_run = true}).damaged_manifest.empty());
  EXPECT_EQ(read_file(path), text);

  const IngestReport report = repo_.index({.refs = {"HEAD~2"}});
  EXPECT_TRUE(report.damaged_manifest.ends_with("manifest.json: checksum mismatch"))
      << report.damaged_manifest;
  EXPECT_TRUE(report.damage.empty());
  EXPECT_EQ(owners(), (std::vector<std::string>{"HEAD@", "ref:HEAD~2"}));
  for (const auto& [owner, files] : answers()) EXPECT_EQ(files, before_[owner]) << owner;
  EXPECT_TRUE(repo_.index().damaged_manifest.empty());
}

TEST_F(Repair, ARefusedIndexOfAnotherModelNamesTheModels) {
  repo_.settings.model.embedding = "hashed";
  const auto expect_refusal = [&](const IndexRequest& request, const std::string& hint) {
    try {
      repo_.index(request);
      FAIL() << "no error";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::configuration);
      EXPECT_TRUE(error.message().starts_with(
          "the index was made with the embedding model embedded (static-"))
          << error.message();
      EXPECT_TRUE(error.message().ends_with(", but hashed (hashed-v1-256) is configured"))
          << error.message();
      EXPECT_EQ(error.hint(), hint);
    }
  };
  expect_refusal({.keep = true}, rebuild_hint);
  expect_refusal({.keep = true, .other_model_hint = "Do this"}, "Do this");
  EXPECT_EQ(answers(), before_);
}

TEST_F(Repair, AnIndexOfAnotherFormatIsRebuilt) {
  const std::filesystem::path path = manifest_path(repo_.index_folder());
  std::string body = read_file(path);
  body.resize(body.rfind('#'));
  body.replace(body.find("\"format\": 3"), 11, "\"format\": 1");
  replace_file_atomically(path, body + fmt::format("#{:016x}\n", hash64(body)));
  EXPECT_THROW(repo_.snapshot(), OtherFormat);
  EXPECT_THROW(repo_.index({.keep = true}), OtherFormat);
  repo_.index();
  EXPECT_EQ(owners(), std::vector<std::string>{"HEAD@"});
  EXPECT_EQ(repo_.head_files(), before_["HEAD@"]);
}

}  // namespace
}  // namespace gitctx

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <functional>
#include <utility>

#include "base/error.h"
#include "git/git_config.h"
#include "git/repository.h"
#include "git/views/view_builder.h"
#include "git/views/worktree_files.h"
#include "testing/repo_builder.h"

// Repositories that git itself does not make, with pipes, devices and links in place of files.
// Whatever a repository contains, a read must terminate with a message.

namespace gitctx {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// Puts something in place of a file.
struct Plant {
  const char* name;
  void (*run)(const fs::path& file);
  const char* refusal;
};

constexpr Plant pipe{"a pipe",
                     [](const fs::path& file) { ASSERT_EQ(::mkfifo(file.c_str(), 0600), 0); },
                     "it is not a regular file"};
constexpr Plant device{"a link to a device",
                       [](const fs::path& file) { fs::create_symlink("/dev/zero", file); },
                       "it is a symbolic link to /dev/zero"};
constexpr Plant large{"a large file",
                      [](const fs::path& file) {
                        std::ofstream(file) << "x";
                        fs::resize_file(file, 101 * 1024 * 1024);  // sparse
                      },
                      "larger than 100 MB"};

/// Does everything that reads git's own files.
void read_repository(const fs::path& path) {
  Repository repository = Repository::open(require_repository(path, GitEnvironment{}));
  repository.head();
  repository.history_refs();
  repository.resolve_commit("HEAD~0");
  build_worktree_view(repository);
}

std::string message_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.message();
  }
  return "";
}

RepoBuilder& with_files(RepoBuilder& repo) {
  repo.write("a.txt", "one\r\n").write("sub/b.txt", "two\n").commit("one");
  return repo;
}

TEST(HostileGitFolder, NoFileOfGitIsWaitedFor) {
  for (const char* name :
       {"HEAD", "config", "commondir", "shallow", "packed-refs", "index", "info/attributes",
        "objects/info/alternates", "objects/pack/pack-1.idx"}) {
    for (const Plant& plant : {pipe, device}) {
      RepoBuilder repo;
      with_files(repo);
      const fs::path file = repo.path() / ".git" / name;
      fs::remove(file);
      plant.run(file);
      EXPECT_THAT(message_of([&] { read_repository(repo.path()); }),
                  HasSubstr(fs::path(name).filename().string() + ": not a regular file"))
          << name << ", " << plant.name;
    }
  }
}

TEST(HostileGitFolder, NoLooseObjectIsWaitedFor) {
  for (const Plant& plant : {pipe, device}) {
    RepoBuilder repo;
    with_files(repo);
    const std::string id = repo.git({"rev-parse", "HEAD"}).substr(0, 40);
    const fs::path file = repo.path() / ".git/objects" / id.substr(0, 2) / id.substr(2);
    ASSERT_TRUE(fs::remove(file)) << "the commit is a loose object";
    plant.run(file);
    EXPECT_THAT(message_of([&] { read_repository(repo.path()); }),
                HasSubstr(id.substr(2) + ": not a regular file"))
        << plant.name;
  }
}

TEST(HostileGitFolder, NoIncludedConfigurationIsWaitedFor) {
  RepoBuilder repo;
  with_files(repo);
  pipe.run(repo.path() / ".git/pipe");
  for (const char* section : {"include", "includeIf \"gitdir:/nowhere\""}) {
    std::ofstream(repo.path() / ".git/config") << "[" << section << "]\n\tpath = pipe\n";
    EXPECT_THAT(message_of([&] { read_repository(repo.path()); }),
                HasSubstr("pipe: not a regular file"));
  }
}

TEST(HostileGitFolder, TheNullDeviceIsAnEmptyFile) {
  EXPECT_EQ(read_small_file("/dev/null"), "");
  RepoBuilder repo;
  with_files(repo).write("untracked.txt", "x\n");
  repo.git({"config", "core.excludesFile", "/dev/null"});
  repo.git({"config", "include.path", "/dev/null"});
  EXPECT_EQ(message_of([&] { read_repository(repo.path()); }), "");
  Repository repository = Repository::open(require_repository(repo.path(), GitEnvironment{}));
  EXPECT_TRUE(build_worktree_view(repository).skipped.empty());
}

TEST(HostileGitFolder, NoRefIsWaitedFor) {
  RepoBuilder repo;
  with_files(repo);
  for (const char* name : {"pipe", "a@pipe"}) pipe.run(repo.path() / ".git/refs/heads" / name);
  Repository repository = Repository::open(require_repository(repo.path(), GitEnvironment{}));
  for (const char* rev :
       {"pipe", "pipe~1", "refs/heads/pipe^{commit}", "pipe@{0}", "a@pipe", "a@pipe~1"}) {
    EXPECT_THAT(message_of([&] { repository.resolve_commit(rev); }),
                HasSubstr("pipe: not a regular file"))
        << rev;
  }
  EXPECT_EQ(repository.refs("refs/heads/").size(), 1u);
}

TEST(HostileGitFolder, NoLogOfARefIsWaitedFor) {
  for (const auto& [log, rev] :
       {std::pair("logs/HEAD", "HEAD@{1}"), std::pair("logs/HEAD", "@{-1}"),
        std::pair("logs/refs/heads/main", "@{1}"),
        std::pair("logs/refs/heads/main", "main@{1}~2")}) {
    RepoBuilder repo;
    with_files(repo);
    const fs::path file = repo.path() / ".git" / log;
    ASSERT_TRUE(fs::remove(file)) << log;
    pipe.run(file);
    Repository repository = Repository::open(require_repository(repo.path(), GitEnvironment{}));
    EXPECT_THAT(message_of([&] { repository.resolve_commit(rev); }),
                HasSubstr(file.filename().string() + ": not a regular file"))
        << rev;
  }
}

TEST(HostileGitFolder, BorrowedObjectsAreCheckedAndMayFormACircle) {
  RepoBuilder repo;
  with_files(repo);
  const TempDir other;
  fs::create_directories(other / "info");
  fs::create_directories(other / "pack");
  std::ofstream(repo.path() / ".git/objects/info/alternates") << other.path().string() << "\n";
  std::ofstream(other / "info/alternates") << (repo.path() / ".git/objects").string() << "\n";
  EXPECT_EQ(message_of([&] { read_repository(repo.path()); }), "");
  pipe.run(other / "pack/pack-2.pack");
  EXPECT_THAT(message_of([&] { read_repository(repo.path()); }),
              HasSubstr("pack-2.pack: not a regular file"));
}

TEST(HostileGitFolder, AListOfBorrowedObjectsIsSmall) {
  constexpr std::size_t one_mb = std::size_t{1} << 20;
  const std::string line = "/nowhere/" + std::string(90, 'a') + "\n";
  std::string lines;
  while (lines.size() <= one_mb) lines += line;
  for (const std::string& list :
       {std::string(one_mb + 1, 'a'), std::string(one_mb, '\n') + "/", lines}) {
    RepoBuilder repo;
    with_files(repo);
    const fs::path file = repo.path() / ".git/objects/info/alternates";
    std::ofstream(file) << list;
    EXPECT_EQ(message_of([&] { read_repository(repo.path()); }),
              "cannot read " + file.string() + ": larger than 1 MB");
    fs::resize_file(file, 4000);
    EXPECT_EQ(message_of([&] { read_repository(repo.path()); }), "");
  }
}

TEST(HostileGitFolder, NoFolderOfBorrowedObjectsIsLeftUnchecked) {
  RepoBuilder repo;
  with_files(repo);
  const TempDir others;
  std::string alternates;
  const auto borrow = [&](int number) {
    const fs::path folder = others / std::to_string(number);
    fs::create_directories(folder / "pack");
    alternates += folder.string() + "\n";
    std::ofstream(repo.path() / ".git/objects/info/alternates") << alternates;
  };
  for (int i = 1; i < 100; ++i) borrow(i);
  EXPECT_EQ(message_of([&] { read_repository(repo.path()); }), "");
  borrow(100);
  EXPECT_EQ(message_of([&] { read_repository(repo.path()); }),
            "the repository has more than 100 folders of objects (objects/info/alternates)");
}

TEST(HostileGitFolder, FilesThatToolsLinkAreRead) {
  RepoBuilder repo;
  with_files(repo);
  for (const char* name : {"config", "HEAD", "objects", "index"}) {
    fs::rename(repo.path() / ".git" / name, repo.beside(name));
    fs::create_symlink(repo.beside(name), repo.path() / ".git" / name);
  }
  EXPECT_EQ(message_of([&] { read_repository(repo.path()); }), "");
}

/// The rule file that a worktree view does not use, and the reason; empty if all are used.
std::string unused_rules(const RepoBuilder& repo) {
  Repository repository = Repository::open(require_repository(repo.path(), GitEnvironment{}));
  const View view = build_worktree_view(repository);
  std::string found;
  for (const SkippedFile& file : view.skipped) {
    if (file.reason == SkipReason::unreadable) found += file.path + ": " + file.detail + "\n";
  }
  return found;
}

TEST(HostileRuleFiles, AnIgnoreFileThatIsNoneIsSkippedAndReported) {
  for (const char* name : {".gitignore", "sub/.gitignore"}) {
    for (const Plant& plant : {pipe, device, large}) {
      for (const bool is_committed : {false, true}) {
        if (is_committed && plant.run == pipe.run) continue;  // git stores no pipes
        if (is_committed && plant.run == large.run) continue;
        RepoBuilder repo;
        with_files(repo);
        plant.run(repo.path() / name);
        if (is_committed) repo.commit("rules");
        EXPECT_THAT(unused_rules(repo),
                    HasSubstr(std::string(name) + ": its patterns are not used: " + plant.refusal))
            << plant.name;
      }
    }
  }
}

TEST(HostileRuleFiles, OwnRuleFilesThatAreNoneAreReported) {
  for (const char* name : {".gitctxignore", ".gitattributes", "sub/.gitctxignore"}) {
    for (const Plant& plant : {pipe, device}) {
      RepoBuilder repo;
      with_files(repo);
      plant.run(repo.path() / name);
      EXPECT_EQ(unused_rules(repo),
                std::string(name) + ": its patterns are not used: " + plant.refusal + "\n");
      if (plant.run == pipe.run) {
        // The pipe replaces a tracked file.
        repo.remove(name).write(name, "x\n").commit("rules");
        repo.remove(name);
        plant.run(repo.path() / name);
      } else {
        repo.commit("rules");
      }
      EXPECT_EQ(unused_rules(repo),
                std::string(name) + ": its patterns are not used: " + plant.refusal + "\n");
    }
  }
}

TEST(HostileRuleFiles, TooManyPatternsOfAnIgnoreFileAreReported) {
  RepoBuilder repo;
  with_files(repo);
  std::string patterns;
  for (int i = 0; i <= 200'000; ++i) patterns += "x\n";
  repo.write("sub/.gitignore", patterns).write("x", "").write("sub/x", "");
  EXPECT_EQ(unused_rules(repo),
            "sub/.gitignore: its patterns are not used: with the ignore files of the folders "
            "above, it has "
            "more than 200000 patterns or 16 MB\n");
}

TEST(HostileRuleFiles, IgnoreFilesBelowEachOtherShareOneLimit) {
  std::string many;
  for (int i = 0; i < 70'000; ++i) many += "x" + std::to_string(i) + "\n";
  const std::string long_lines = [] {
    std::string text;
    for (int i = 0; i < 1500; ++i) text += std::string(4000, 'x') + "\n";
    return text;
  }();
  for (const std::string& text : {many, long_lines}) {
    RepoBuilder repo;
    with_files(repo);
    for (const char* folder : {"a/", "a/b/", "a/b/c/", "d/"}) {
      repo.write(std::string(folder) + ".gitignore", text + "*.log\n");
    }
    repo.write("a/b/c/.gitignore", text + "*.log\n*.tmp\n").write("a/b/c/x.tmp", "1");
    repo.write("d/x.log", "1").write("a/b/c/x.log", "1");
    EXPECT_EQ(unused_rules(repo),
              "a/b/c/.gitignore: its patterns are not used: with the ignore files of the folders "
              "above, it has more than 200000 patterns or 16 MB\n");
    const auto layout = require_repository(repo.path(), GitEnvironment{});
    Repository repository = Repository::open(layout);
    const View view = build_worktree_view(repository);
    EXPECT_EQ(std::ranges::count(view.entries, "a/b/c/x.tmp", &ViewEntry::path), 1);
    EXPECT_EQ(std::ranges::count(view.entries, "a/b/c/x.log", &ViewEntry::path), 0);
    EXPECT_EQ(std::ranges::count(view.entries, "d/x.log", &ViewEntry::path), 0);
  }
}

TEST(HostileRuleFiles, ALinkedIgnoreFileHidesNothingAndIsListedOnce) {
  RepoBuilder repo;
  with_files(repo);
  repo.write("rules", "*.log\n").symlink(".gitignore", "rules").commit("rules");
  repo.write("x.log", "text\n");
  Repository repository = Repository::open(require_repository(repo.path(), GitEnvironment{}));
  const View view = build_worktree_view(repository);
  EXPECT_EQ(std::ranges::count(view.entries, "x.log", &ViewEntry::path), 1);
  EXPECT_EQ(std::ranges::count(view.skipped, ".gitignore", &SkippedFile::path), 1);
}

TEST(HostileRuleFiles, ExcludesThatAreNoFileAreSkippedAndReported) {
  for (const Plant& plant : {pipe, device, large}) {
    RepoBuilder repo;
    with_files(repo);
    fs::remove(repo.path() / ".git/info/exclude");
    plant.run(repo.path() / ".git/info/exclude");
    EXPECT_THAT(unused_rules(repo), HasSubstr("exclude: its patterns are not used"));
  }
}

TEST(HostileRuleFiles, AttributesThatAreNoFileAreNotAskedForTheLineEndings) {
  for (const char* name : {".gitattributes", "sub/.gitattributes"}) {
    for (const Plant& plant : {pipe, device}) {
      RepoBuilder repo;
      with_files(repo);
      repo.write("sub/c.txt", "three\r\n");
      plant.run(repo.path() / name);
      WorktreeFiles files(require_repository(repo.path(), GitEnvironment{}));
      EXPECT_EQ(files.read("sub/c.txt", 100).bytes, "three\r\n");
      EXPECT_EQ(files.read("a.txt", 100).bytes, "one\r\n");
    }
  }
}

}  // namespace
}  // namespace gitctx

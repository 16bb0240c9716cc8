#include "base/guard/guarded_path.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <functional>
#include <initializer_list>
#include <map>

#include "base/database.h"
#include "base/error.h"
#include "base/file.h"
#include "base/file_lock.h"
#include "base/mapped_file.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// Every file below a folder with its kind, mode and content.
std::map<std::string, std::string> state_of(const fs::path& folder) {
  std::map<std::string, std::string> state;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    std::string& text = state[entry.path().string()];
    text = std::to_string(static_cast<int>(entry.symlink_status().type())) + " " +
           std::to_string(static_cast<int>(entry.symlink_status().permissions()));
    if (entry.is_regular_file()) text += " " + read_file(entry.path());
  }
  return state;
}

std::string refusal(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.message();
  }
  return "";
}

mode_t mode_of(const fs::path& path) {
  struct stat status{};
  return ::lstat(path.c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
}

/// A guarded folder `tree` with the file a/b/file, and the same folders and file in `outside`.
class GuardedTree : public testing::Test {
 protected:
  GuardedTree() {
    for (const char* name : {"tree", "outside"}) {
      dir_.write(std::string(name) + "/a/b/file", std::string("content of ") + name);
    }
    guard_folder(tree());
  }

  fs::path tree() const { return dir_ / "tree"; }
  fs::path file() const { return tree() / "a/b/file"; }
  fs::path outside() const { return dir_ / "outside"; }

  /// Replaces one component of the path by a link to its counterpart outside.
  void link(const std::string& component) const {
    fs::remove_all(tree() / component);
    fs::create_symlink(outside() / component, tree() / component);
  }

  TempDir dir_;
};

struct Operation {
  const char* name;
  void (*run)(const fs::path& file);
  /// Whether the operation refuses a link in place of the file. Otherwise, it replaces or removes
  /// the link.
  bool refuses_last_link = true;
};

constexpr auto operations = std::to_array<Operation>({
    {"read", [](const fs::path& file) { read_file(file); }},
    {"read if present", [](const fs::path& file) { read_file_if_present(file); }},
    {"map", [](const fs::path& file) { MappedFile::open(file); }},
    {"lock", [](const fs::path& file) { FileLock::try_lock(file); }},
    {"write output", [](const fs::path& file) { write_output_file(file, "new"); }},
    {"database", [](const fs::path& file) { Database::open(file); }},
    {"list", [](const fs::path& file) { list_folder(file); }},
    {"make folders", [](const fs::path& file) { make_folders(file); }},
    {"make folders below", [](const fs::path& file) { make_folders(file / "c/d"); }},
    {"sync", [](const fs::path& file) { sync_directory(file); }},
    {"create", [](const fs::path& file) { OutputFile(file).close(); }, false},
    {"replace", [](const fs::path& file) { replace_file_atomically(file, "new"); }, false},
    {"remove", [](const fs::path& file) { remove_file(file); }, false},
    {"rename to",
     [](const fs::path& file) {
       rename_file(file.parent_path().parent_path().parent_path() / "new", file);
     },
     false},
});

TEST_F(GuardedTree, NothingPassesALinkAtAnyComponent) {
  const auto before = state_of(outside());
  for (const Operation& operation : operations) {
    for (const char* component : {"a", "a/b", "a/b/file"}) {
      fs::remove_all(tree());
      dir_.write("tree/a/b/file", "content of tree");
      dir_.write("tree/new", "renamed");
      link(component);
      const std::string message = refusal([&] { operation.run(file()); });
      EXPECT_EQ(state_of(outside()), before) << operation.name << " " << component;
      const bool is_last = std::string_view(component) == "a/b/file";
      if (is_last && !operation.refuses_last_link) {
        EXPECT_EQ(message, "") << operation.name;
        EXPECT_FALSE(fs::is_symlink(file())) << operation.name;
        continue;
      }
      const bool is_itself = is_last && operation.name != std::string_view("make folders below");
      const std::string link = is_itself ? "it" : (tree() / component).string();
      EXPECT_THAT(message, HasSubstr(": " + link + " is a symbolic link to " +
                                     (outside() / component).string()))
          << operation.name << " " << component;
    }
  }
}

TEST_F(GuardedTree, RemovesOnlyEmptyFoldersAndNoLinks) {
  fs::create_directory(tree() / "empty");
  EXPECT_TRUE(rmdir_guarded(tree() / "empty", "cannot remove"));
  EXPECT_FALSE(rmdir_guarded(tree() / "empty", "cannot remove"));
  EXPECT_FALSE(rmdir_guarded(tree() / "a", "cannot remove"));
  fs::create_directory(outside() / "empty");
  link("a");
  fs::create_directory(outside() / "a/empty");
  EXPECT_THAT(refusal([&] { rmdir_guarded(tree() / "a/empty", "cannot remove"); }),
              HasSubstr("is a symbolic link to"));
  EXPECT_TRUE(fs::exists(outside() / "a/empty"));
}

TEST_F(GuardedTree, NothingPassesALinkThatLeadsNowhere) {
  for (const Operation& operation : operations) {
    if (!operation.refuses_last_link) continue;
    fs::remove_all(tree() / "a");
    fs::create_symlink(outside() / "missing", tree() / "a");
    EXPECT_THAT(refusal([&] { operation.run(file()); }),
                HasSubstr("is a symbolic link to " + (outside() / "missing").string()))
        << operation.name;
    EXPECT_FALSE(fs::exists(outside() / "missing"));
  }
}

TEST_F(GuardedTree, EveryOperationWorksWithoutLinks) {
  write_output_file(file(), "written");
  EXPECT_EQ(read_file(file()), "written");
  EXPECT_EQ(read_file_if_present(tree() / "a/none"), std::nullopt);
  EXPECT_EQ(read_file_if_present(tree() / "none/none"), std::nullopt);
  EXPECT_EQ(MappedFile::open(file()).bytes().size(), 7u);
  EXPECT_TRUE(FileLock::try_lock(tree() / "lock"));
  make_folders(tree() / "c/d/e");
  make_folders(tree() / "c/d/e");
  Database::open(tree() / "c/data.db").set_user_version(3);
  EXPECT_EQ(Database::open(tree() / "c/data.db").user_version(), 3);
  rename_file(file(), tree() / "c/d/e/moved");
  EXPECT_THAT(list_folder(tree() / "c/d/e"), testing::ElementsAre("moved"));
  EXPECT_THAT(list_folder(tree() / "none"), testing::IsEmpty());
  sync_directory(tree());
  remove_file(tree() / "c/d/e/moved");
  remove_file(tree() / "c/d/e/moved");
  EXPECT_FALSE(fs::exists(tree() / "c/d/e/moved"));
  EXPECT_THAT(refusal([&] { make_folders(tree() / "lock/d"); }), HasSubstr("Not a directory"));
}

TEST_F(GuardedTree, IsGuardedUnderEveryNameThatLeadsToIt) {
  link("a/b/file");
  const auto before = state_of(outside());
  fs::create_symlink(dir_.path(), dir_ / "upper");
  fs::create_symlink(tree(), dir_ / "alias");
  fs::create_symlink("tree/a", dir_ / "deep");
  fs::create_symlink(file(), dir_ / "direct");
  const fs::path names[] = {dir_ / "alias/a/b/file",
                            dir_ / "deep/b/file",
                            dir_ / "direct",
                            dir_ / "upper/tree/a/b/file",
                            dir_ / "upper/alias/a/b/file",
                            dir_ / "outside/../tree/a/b/file",
                            tree() / "a/../a/./b//file"};
  for (const fs::path& name : names) {
    EXPECT_THAT(refusal([&] { write_output_file(name, "new"); }),
                HasSubstr("is a symbolic link to"))
        << name;
    EXPECT_THAT(refusal([&] { read_file(name); }), HasSubstr("is a symbolic link to")) << name;
  }
  const fs::path here = fs::current_path();
  fs::current_path(tree() / "a");
  EXPECT_THAT(refusal([] { write_output_file("b/file", "new"); }), HasSubstr("is a symbolic link"));
  fs::current_path(here);
  EXPECT_EQ(state_of(outside()), before);
}

TEST_F(GuardedTree, AUserLinkToAPlainFileIsFollowed) {
  fs::create_symlink(file(), dir_ / "direct");
  write_output_file(dir_ / "direct", "new");
  EXPECT_TRUE(fs::is_symlink(dir_ / "direct"));
  EXPECT_EQ(read_file(file()), "new");
}

TEST_F(GuardedTree, LinksOutsideAreFollowed) {
  fs::create_symlink(outside() / "a/b/file", dir_ / "direct");
  write_output_file(dir_ / "direct", "new");
  EXPECT_TRUE(fs::is_symlink(dir_ / "direct"));
  EXPECT_EQ(read_file(outside() / "a/b/file"), "new");
}

TEST_F(GuardedTree, StaleTemporaryFilesAreReplacedNotFollowed) {
  const auto before = state_of(outside());
  for (const fs::path& target : {outside() / "a/b/file", outside() / "missing"}) {
    fs::create_symlink(target, file().string() + ".tmp");
    replace_file_atomically(file(), "new");
    EXPECT_EQ(read_file(file()), "new");
    EXPECT_FALSE(fs::exists(fs::symlink_status(file().string() + ".tmp")));
  }
  // A hard link is also replaced, so the content of the linked file does not change.
  fs::create_hard_link(outside() / "a/b/file", file().string() + ".tmp");
  replace_file_atomically(file(), "newer");
  EXPECT_EQ(state_of(outside()), before);
}

TEST_F(GuardedTree, ALockWithASecondNameIsNotWritten) {
  fs::create_hard_link(outside() / "a/b/file", tree() / "lock");
  EXPECT_TRUE(FileLock::try_lock(tree() / "lock"));
  EXPECT_EQ(read_file(outside() / "a/b/file"), "content of outside");
}

TEST_F(GuardedTree, OnlyRegularFilesAreOpened) {
  const fs::path pipe = tree() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const Operation& operation : operations) {
    const std::string_view name = operation.name;
    const bool wants_folder = name == "list" || name == "sync" || name.starts_with("make");
    if (!operation.refuses_last_link || wants_folder) continue;
    EXPECT_THAT(refusal([&] { operation.run(pipe); }), HasSubstr("not a regular file")) << name;
  }
  EXPECT_THAT(refusal([&] { read_file(tree() / "a"); }), HasSubstr("Is a directory"));
  EXPECT_TRUE(fs::is_fifo(pipe));
}

TEST_F(GuardedTree, DatabasesFollowNoLinkInTheFilesOfSqlite) {
  const auto before = state_of(outside());
  for (const char* suffix : {"-wal", "-shm", "-journal"}) {
    const fs::path beside = (tree() / "data.db").string() + suffix;
    fs::create_symlink(outside() / "a/b/file", beside);
    EXPECT_THAT(refusal([&] { Database::open(tree() / "data.db"); }),
                HasSubstr(beside.string() + ": it is a symbolic link to"));
    fs::remove(beside);
  }
  EXPECT_EQ(state_of(outside()), before);
}

TEST_F(GuardedTree, SizesAreCapped) {
  EXPECT_EQ(read_file(file(), 15), "content of tree");
  EXPECT_THAT(refusal([&] { read_file(file(), 14); }), HasSubstr("larger than 14 bytes"));
  fs::resize_file(file(), most_file_bytes + 1);  // sparse
  EXPECT_THAT(refusal([&] { read_file(file()); }), HasSubstr("larger than 256 MB"));
}

TEST_F(GuardedTree, NewFilesFollowTheRulesOfTheirFolder) {
  const mode_t before = ::umask(0);
  guard_folder(tree() / "owner", {.new_files = NewFiles::owner_only});
  guard_folder(tree() / "group", {.new_files = NewFiles::owner_and_group});
  for (const char* name : {"plain", "owner", "group"}) {
    if (std::string_view(name) == "group") ::umask(077);
    make_folders(tree() / name / "sub");
    write_output_file(tree() / name / "sub/file", "x");
    FileLock::try_lock(tree() / name / "lock");
    Database::open(tree() / name / "data.db").execute("CREATE TABLE a (b)");
  }
  ::umask(before);
  const std::map<std::string, std::pair<mode_t, mode_t>> expected{
      {"plain", {0777, 0666}}, {"owner", {0700, 0600}}, {"group", {0770, 0660}}};
  for (const auto& [name, modes] : expected) {
    EXPECT_EQ(mode_of(tree() / name), modes.first) << name;
    EXPECT_EQ(mode_of(tree() / name / "sub"), modes.first) << name;
    for (const char* file : {"sub/file", "lock", "data.db"}) {
      EXPECT_EQ(mode_of(tree() / name / file), modes.second) << name << " " << file;
    }
  }
}

TEST_F(GuardedTree, NothingPassesALinkInPlaceOfTheFolderItself) {
  const auto before = state_of(outside());
  for (const fs::path& target : {outside(), dir_ / "missing"}) {
    fs::remove_all(tree());
    fs::create_symlink(target, tree());
    for (const Operation& operation : operations) {
      EXPECT_THAT(refusal([&] { operation.run(file()); }),
                  HasSubstr(tree().string() + " is a symbolic link to " + target.string()))
          << operation.name;
      EXPECT_EQ(state_of(outside()), before) << operation.name;
      EXPECT_FALSE(fs::exists(dir_ / "missing")) << operation.name;
    }
  }
}

TEST(GuardFolder, MayFollowLinksAndSetOnlyModes) {
  const TempDir dir;
  dir.write("real/old", "old");
  fs::create_symlink(dir / "real", dir / "dotfiles");
  guard_folder(dir / "dotfiles", {.follow_links = true, .new_files = NewFiles::owner_only});
  fs::create_symlink(dir / "real/old", dir / "real/link");
  write_output_file(dir / "dotfiles/link", "new");
  EXPECT_EQ(read_file(dir / "real/old"), "new");
  EXPECT_EQ(mode_of(dir / "real/old"), 0600u);
  make_folders(dir / "dotfiles/a/b");
  EXPECT_EQ(mode_of(dir / "real/a/b"), 0700u);
}

TEST(GuardFolder, DoesNotWaitForAPipeWhereItFollowsLinks) {
  const TempDir dir;
  const fs::path folder = dir / "own";
  fs::create_directory(folder);
  guard_folder(folder, {.follow_links = true});
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  for (const auto& run : std::initializer_list<std::function<void()>>{
           [&] { read_file(folder / "pipe"); }, [&] { read_file_if_present(folder / "pipe"); },
           [&] { write_output_file(folder / "pipe", "text"); }}) {
    EXPECT_THAT(refusal(run), HasSubstr("not a regular file"));
  }
}

TEST_F(GuardedTree, HasAFolderInsideThatFollowsLinks) {
  const FolderRules rules{.follow_links = true, .new_files = NewFiles::owner_only};
  for (const bool is_link : {false, true}) {
    const fs::path own = tree() / (is_link ? "linked" : "own");
    const fs::path real = is_link ? tree() / "a/real" : own;
    fs::create_directories(real);
    if (is_link) fs::create_symlink("a/real", own);
    guard_folder(own, rules);
    fs::create_symlink(outside() / "a/b/file", own / "config");
    fs::create_symlink(outside() / "a", own / "a");
    write_output_file(own / "config", own.string());
    EXPECT_TRUE(fs::is_symlink(own / "config"));
    EXPECT_EQ(read_file(outside() / "a/b/file"), own.string());
    EXPECT_EQ(read_file(own / "a/b/file"), own.string());
    make_folders(own / "new/folder");
    EXPECT_EQ(mode_of(real / "new/folder"), 0700u);
    // Below `clone`, the nearest guarded folder is `clone`, which refuses links.
    fs::create_directories(own / "clone");
    fs::create_symlink(outside() / "a/b/file", own / "clone/link");
    guard_folder(own / "clone");
    EXPECT_THAT(refusal([&] { read_file(own / "clone/link"); }), HasSubstr("is a symbolic link"));
  }
  link("a/b/file");
  EXPECT_THAT(refusal([&] { read_file(file()); }), HasSubstr("is a symbolic link"));
}

TEST(GuardFolder, ARemovedFolderGuardsNoOther) {
  const TempDir dir;
  for (int i = 0; i < 20; ++i) {
    // The file system may give a new folder the inode number of a removed folder.
    const fs::path removed = dir / ("removed" + std::to_string(i));
    fs::create_directory(removed);
    guard_folder(removed);
    fs::remove(removed);
    const fs::path plain = dir / ("plain" + std::to_string(i));
    fs::create_directory(plain);
    EXPECT_FALSE(find_guard(plain / "file").refuses_links());
  }
}

TEST(FindGuard, TakesTheHighestFolderThatRefusesLinks) {
  const TempDir dir;
  fs::create_directories(dir / "tree/.git/gitctx");
  guard_folder(dir / "tree/.git/gitctx", {.new_files = NewFiles::owner_only});
  guard_folder(dir / "tree");
  const GuardedPath place = find_guard(dir / "tree/.git/gitctx/lock");
  EXPECT_EQ(place.folder, dir / "tree");
  EXPECT_EQ(place.relative, ".git/gitctx/lock");
  EXPECT_EQ(place.new_files, NewFiles::owner_only);
  EXPECT_EQ(find_guard(dir / "tree").relative, ".");
  EXPECT_FALSE(find_guard(dir / "tree-other/file").refuses_links());
  EXPECT_FALSE(find_guard(dir / "tree/../file").refuses_links());
}

using OpenFunction = UniqueFd (*)(const fs::path&, const std::string&, int, mode_t);

/// Both ways to open a path, with and without openat2(2).
class OpenBeneath : public testing::TestWithParam<OpenFunction> {
 protected:
  int error_of(const std::string& path, int flags = O_RDONLY) const {
    errno = 0;
    return GetParam()(dir_ / "tree", path, flags, 0).is_open() ? 0 : errno;
  }

  TempDir dir_;
};

TEST_P(OpenBeneath, FollowsNoLinkAndStaysBelowTheFolder) {
  dir_.write("outside/b/file", "x");
  dir_.write("tree/a/b/file", "x");
  fs::create_symlink("b", dir_ / "tree/a/inner");
  fs::create_symlink(dir_ / "outside", dir_ / "tree/outer");
  fs::create_symlink(dir_ / "outside/b/file", dir_ / "tree/a/b/link");
  fs::create_symlink("missing", dir_ / "tree/a/dangling");
  EXPECT_EQ(error_of("a/b/file"), 0);
  EXPECT_EQ(error_of("a/b", O_PATH | O_DIRECTORY), 0);
  EXPECT_EQ(error_of(".", O_PATH | O_DIRECTORY), 0);
  for (const char* path : {"a/inner/file", "outer/b/file", "a/b/link", "a/dangling", "outer"}) {
    EXPECT_EQ(error_of(path), ELOOP) << path;
    EXPECT_EQ(error_of(path, O_PATH), ELOOP) << path;
    EXPECT_EQ(error_of(path, O_PATH | O_DIRECTORY), ELOOP) << path;
  }
  EXPECT_EQ(error_of("../outside/b/file"), EXDEV);
  EXPECT_EQ(error_of("/etc/passwd"), EXDEV);
  EXPECT_EQ(error_of("a/none"), ENOENT);
  EXPECT_EQ(error_of("none/none"), ENOENT);
  EXPECT_EQ(error_of("a/b/file/none"), ENOTDIR);
}

INSTANTIATE_TEST_SUITE_P(
    , OpenBeneath,
    testing::Values([](const fs::path& folder, const std::string& path, int flags,
                       mode_t mode) { return open_beneath(folder, path, flags, mode); },
                    [](const fs::path& folder, const std::string& path, int flags, mode_t mode) {
                      return open_by_components(folder, path, flags, mode);
                    }));

}  // namespace
}  // namespace gitctx

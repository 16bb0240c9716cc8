#include "git/libgit2.h"

#include <algorithm>
#include <iterator>
#include <new>
#include <string_view>

#include "base/error.h"
#include "base/shared_library.h"
#include "git/git_config.h"
#include "git/index_check.h"
#include "git/objects/object_database.h"

namespace gitctx {
namespace {

// Extensions of the repository format that do not affect the reading of objects and refs. libgit2
// refuses a repository with an extension that gitctx does not declare to libgit2.
constexpr const char* harmless_extensions[] = {"noop", "partialclone", "preciousobjects",
                                               "worktreeconfig", "relativeworktrees"};

// These values limit the size of the mapped parts of packs. By default, libgit2 maps whole packs,
// so a run that reads all of a large pack fills the memory.
constexpr std::size_t pack_window_bytes = std::size_t{8} * 1024 * 1024;
constexpr std::size_t pack_mapped_bytes = std::size_t{128} * 1024 * 1024;

constexpr const char* sonames[] = {GITCTX_LIBGIT2_SONAME};

Libgit2 load() {
  const SharedLibrary library(
      {.name = "libgit2", .sonames = sonames, .package = GITCTX_LIBGIT2_PACKAGE});
  Libgit2 table;
#define GITCTX_RESOLVE(name) library.resolve(table.name, #name);
  GITCTX_LIBGIT2_FUNCTIONS(GITCTX_RESOLVE)
#undef GITCTX_RESOLVE
  if (table.git_libgit2_init() < 0) {
    throw Error(ErrorCode::failure, "libgit2 failed to initialise");
  }
  table.git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1);
  table.git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0);
  table.git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
  table.git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, pack_window_bytes);
  table.git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, pack_mapped_bytes);
  table.git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, harmless_extensions,
                         std::size(harmless_extensions));
  return table;
}

/// The folder that the commondir file of a git folder names; the git folder itself if there is no
/// such file.
std::filesystem::path named_common_dir(const std::filesystem::path& git_dir) {
  const auto pointer = read_small_file(git_dir / "commondir");
  return pointer ? git_dir / pointer->substr(0, pointer->find_first_of("\r\n")) : git_dir;
}

/// Throws Error if the file has so many settings that libgit2 would leak more than 400 MB. If a
/// repository may have extensions, libgit2 before 1.6 compares every setting with a pattern, and
/// leaks 20 KB for each setting that does not match.
void require_few_settings(const std::filesystem::path& file, const GitConfig& config) {
  constexpr std::size_t most_settings = 20'000;
  const bool may_have_extensions = config.get("core.repositoryformatversion").value_or("0") != "0";
  if (!may_have_extensions || config.lines() <= most_settings) return;
  throw Error(ErrorCode::failure,
              "cannot read " + file.string() + ": more than " + std::to_string(most_settings) +
                  " settings in a repository with core.repositoryformatversion above 0");
}

/// Checks the files that libgit2 reads to open a repository, to resolve a name or to find
/// attributes. Throws Error if one of them is a pipe or a device, because libgit2 would wait for
/// its data.
void check_git_files(const std::filesystem::path& git_dir,
                     const std::filesystem::path& common_dir) {
  for (const std::filesystem::path& folder : {git_dir, common_dir}) {
    for (const char* file : {"HEAD", "config", "config.worktree", "commondir", "gitdir",
                             "packed-refs", "shallow", "info/attributes", "info/grafts"}) {
      require_regular_or_missing(folder / file);
    }
    // Also reads, and thereby checks, the included files.
    const std::filesystem::path config = folder / "config";
    require_few_settings(config, GitConfig::read(config, GitConfig::Includes::all));
    if (common_dir == git_dir) break;
  }
}

/// Opens the repository without checks of its files.
RepositoryHandle open_unchecked(const std::filesystem::path& git_dir,
                                const std::filesystem::path& worktree) {
  const Libgit2& git = libgit2();
  git_repository* opened = nullptr;
  const unsigned flags = GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_NO_DOTGIT;
  int code = git.git_repository_open_ext(&opened, git_dir.c_str(), flags, nullptr);
  RepositoryHandle handle(opened, git.git_repository_free);
  if (code == 0 && !worktree.empty()) {
    code = git.git_repository_set_workdir(opened, worktree.c_str(), 0);
  }
  if (code == 0) return handle;
  throw Error(ErrorCode::failure,
              "cannot open the repository " + git_dir.string() + ": " + libgit2_message(),
              "Run: git status");
}

/// Whether the repository has a format or an extension that libgit2 may not know.
bool has_unusual_format(const GitConfig& config) {
  const std::string version = config.get("core.repositoryformatversion").value_or("0");
  const auto is_known = [](const std::string& extension) {
    return extension == "objectformat" ||
           std::ranges::find(harmless_extensions, std::string_view(extension)) !=
               std::end(harmless_extensions);
  };
  return (version != "0" && version != "1") ||
         !std::ranges::all_of(config.keys_of("extensions"), is_known);
}

/// Whether libgit2 may refuse this configuration file or a file that it includes.
bool may_be_refused(const std::filesystem::path& file, const std::filesystem::path& home) {
  try {
    const GitConfig config = GitConfig::read(file, GitConfig::Includes::all, home);
    return config.is_doubtful() || has_unusual_format(config);
  } catch (const Error&) {
    return true;
  }
}

}  // namespace

const Libgit2& libgit2() {
  static const Libgit2 table = load();
  return table;
}

std::string libgit2_message() {
  const git_error* error = libgit2().git_error_last();
  return error != nullptr && error->message != nullptr ? error->message : "unknown error";
}

void throw_if_out_of_memory() {
  const git_error* error = libgit2().git_error_last();
  if (error != nullptr && error->klass == GIT_ERROR_NOMEMORY) throw std::bad_alloc();
}

RepositoryHandle open_handle(const std::filesystem::path& git_dir,
                             const std::filesystem::path& worktree) {
  const std::filesystem::path common_dir = named_common_dir(git_dir);
  check_git_files(git_dir, common_dir);
  check_index_file(git_dir / "index");
  // This limit is needed because libgit2 reads not only commits, tags, folders and rule files, but
  // also any other object that a revision names.
  constexpr std::uint64_t most_bytes = std::uint64_t{100} << 20;
  const ObjectDatabase objects = open_objects(common_dir / "objects", most_bytes);
  RepositoryHandle handle = open_unchecked(git_dir, worktree);
  if (libgit2().git_repository_set_odb(handle.get(), objects.get()) != 0) {
    throw Error(ErrorCode::failure, "cannot open the repository: " + libgit2_message());
  }
  return handle;
}

void require_usable_config(const std::filesystem::path& git_dir,
                           const std::filesystem::path& common_dir,
                           const std::filesystem::path& home) {
  if (!may_be_refused(common_dir / "config", home)) return;
  check_git_files(git_dir, common_dir);
  open_unchecked(git_dir, {});
}

}  // namespace gitctx

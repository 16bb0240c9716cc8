#include "git/libgit2.h"

#include "base/error.h"
#include "base/shared_library.h"

namespace gitctx {
namespace {

// Extensions of the repository format that change nothing for a reader of objects and refs;
// libgit2 refuses those it was not told of.
constexpr const char* harmless_extensions[] = {"noop", "partialclone", "preciousobjects",
                                               "worktreeconfig", "relativeworktrees"};

// How much of the packs is mapped: by default everything, and a large pack then fills the memory of
// a run that reads it all once.
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
  table.git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
  table.git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0);
  table.git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
  table.git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, pack_window_bytes);
  table.git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, pack_mapped_bytes);
  table.git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, harmless_extensions,
                         std::size(harmless_extensions));
  return table;
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

}  // namespace gitctx

#pragma once

#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>

#include <cstring>
#include <filesystem>
#include <memory>
#include <string>

#include "core/ids.h"

namespace gitctx {

#define GITCTX_LIBGIT2_FUNCTIONS(X)  \
  X(git_libgit2_init)                \
  X(git_libgit2_opts)                \
  X(git_error_last)                  \
  X(git_error_set_str)               \
  X(git_error_set_oom)               \
  X(git_odb_new)                     \
  X(git_odb_add_backend)             \
  X(git_odb_backend_one_pack)        \
  X(git_odb_backend_data_alloc)      \
  X(git_odb_backend_data_free)       \
  X(git_odb_free)                    \
  X(git_odb_read)                    \
  X(git_odb_read_header)             \
  X(git_odb_object_free)             \
  X(git_odb_object_data)             \
  X(git_odb_object_size)             \
  X(git_odb_object_type)             \
  X(git_odb_hash)                    \
  X(git_repository_open_ext)         \
  X(git_repository_set_workdir)      \
  X(git_repository_set_odb)          \
  X(git_repository_config_snapshot)  \
  X(git_repository_free)             \
  X(git_config_get_path)             \
  X(git_config_get_bool)             \
  X(git_config_free)                 \
  X(git_revparse_single)             \
  X(git_object_id)                   \
  X(git_object_free)                 \
  X(git_index_open)                  \
  X(git_index_free)                  \
  X(git_index_entrycount)            \
  X(git_index_get_byindex)           \
  X(git_attr_get)                    \
  X(git_attr_value)                  \
  X(git_filter_list_load)            \
  X(git_filter_list_apply_to_buffer) \
  X(git_filter_list_free)            \
  X(git_buf_dispose)

/// The functions of libgit2 that gitctx uses, each as a member with the name of the function:
/// `libgit2().git_odb_read(...)`.
struct Libgit2 {
#define GITCTX_DECLARE(name) decltype(&::name) name = nullptr;
  GITCTX_LIBGIT2_FUNCTIONS(GITCTX_DECLARE)
#undef GITCTX_DECLARE
};

/// The library. It is loaded and configured on first use, and never closed. Thread-safe. Throws
/// Error if the library is missing; the error says what to install. libgit2 compares every object
/// with its id, because a clone can store other content under an id. Without this check, there
/// could even be a tag whose target is the tag itself. These features of libgit2 are turned off:
/// * the object cache, because gitctx has its own caches
/// * the check of the repository's owner, because find_repository() has checked the owner
const Libgit2& libgit2();

template <class Id>
Id id_of(const git_oid& oid) {
  Id id;
  std::memcpy(id.bytes.data(), oid.id, id.bytes.size());
  return id;
}

template <class Tag>
git_oid oid_of(const ObjectId<Tag>& id) {
  git_oid oid;
  std::memcpy(oid.id, id.bytes.data(), id.bytes.size());
  return oid;
}

/// libgit2's message for the last failure in this thread.
std::string libgit2_message();

/// Throws std::bad_alloc if the last failure in this thread was a lack of memory. Without this
/// check, the object that was being read would count as unreadable, and its file would be missing
/// from the index.
void throw_if_out_of_memory();

using RepositoryHandle = std::unique_ptr<git_repository, void (*)(git_repository*)>;

/// Opens the repository in exactly this git folder, with this worktree unless `worktree` is empty.
/// Throws Error if libgit2 cannot open the repository. Also throws Error if a file that libgit2
/// would read is a pipe or a device, or if check_index_file() or check_object_files() refuses it.
/// Objects are read as described at open_objects().
RepositoryHandle open_handle(const std::filesystem::path& git_dir,
                             const std::filesystem::path& worktree = {});

/// Throws Error if git refuses the configuration of the repository in this git folder. This is the
/// case if the configuration is not well-formed, a file cannot be included, or the format of the
/// repository is unknown. The check makes every command fail with the same message, whether or not
/// the command needs libgit2. Loads libgit2 only if the configuration is unusual. `home` replaces
/// "~" in the names of included files.
void require_usable_config(const std::filesystem::path& git_dir,
                           const std::filesystem::path& common_dir,
                           const std::filesystem::path& home);

}  // namespace gitctx

#pragma once

#include <filesystem>
#include <functional>

namespace gitctx {

/// The operations of base/file.h that change what is on disk.
enum class IoOperation { open, write, sync, rename, remove };

/// The fault to inject into one operation. A short write puts half of the bytes on disk. Both exit
/// actions end the process like a kill: nothing is flushed and no destructor runs.
struct IoFault {
  enum class Action { none, fail, exit_before, short_write_then_exit };
  Action action = Action::none;
  int error_number = 0;  ///< for `fail`: ENOSPC, EIO, ...
};

/// The exit status of a process that a fault ended.
inline constexpr int io_fault_exit_status = 77;

using IoHook = std::function<IoFault(IoOperation, const std::filesystem::path&)>;

/// Fault injection for tests: calls `hook` before every operation of the process, until an empty
/// hook is set. Calls never overlap. Without a hook, an operation costs one relaxed load.
void set_io_hook(IoHook hook);

/// Sets a hook for the life of a scope.
class ScopedIoHook {
 public:
  explicit ScopedIoHook(IoHook hook) { set_io_hook(std::move(hook)); }
  ~ScopedIoHook() { set_io_hook({}); }
  ScopedIoHook(const ScopedIoHook&) = delete;
  ScopedIoHook& operator=(const ScopedIoHook&) = delete;
};

/// For base/file.cc: the fault for this operation. Ends the process on `exit_before`.
IoFault ask_io_hook(IoOperation operation, const std::filesystem::path& path);

}  // namespace gitctx

#pragma once

#include <filesystem>
#include <functional>

namespace gitctx {

/// The operations of base/file.h that change the disk.
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

/// Sets a hook until the end of a scope.
class ScopedIoHook {
 public:
  explicit ScopedIoHook(IoHook hook) { set_io_hook(std::move(hook)); }
  ~ScopedIoHook() { set_io_hook({}); }
  ScopedIoHook(const ScopedIoHook&) = delete;
  ScopedIoHook& operator=(const ScopedIoHook&) = delete;
};

/// Returns the fault to inject into this operation; only base/file.cc calls this function. Ends the
/// process if the action is `exit_before`.
IoFault ask_io_hook(IoOperation operation, const std::filesystem::path& path);

}  // namespace gitctx

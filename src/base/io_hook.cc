#include "base/io_hook.h"

#include <unistd.h>

#include <atomic>
#include <mutex>

namespace gitctx {
namespace {

std::atomic<bool> hook_is_set{false};
std::mutex hook_mutex;
IoHook current_hook;

}  // namespace

void set_io_hook(IoHook hook) {
  const std::lock_guard lock(hook_mutex);
  current_hook = std::move(hook);
  hook_is_set.store(static_cast<bool>(current_hook), std::memory_order_relaxed);
}

IoFault ask_io_hook(IoOperation operation, const std::filesystem::path& path) {
  if (!hook_is_set.load(std::memory_order_relaxed)) return {};
  const std::lock_guard lock(hook_mutex);
  if (!current_hook) return {};
  const IoFault fault = current_hook(operation, path);
  if (fault.action == IoFault::Action::exit_before) ::_exit(io_fault_exit_status);
  return fault;
}

}  // namespace gitctx

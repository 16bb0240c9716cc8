#include "testing/fault_run.h"

#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "base/error.h"

namespace gitctx {
namespace {

constexpr int threw_status = 78;

int run_in_child(std::size_t operation, const IoFault& fault, const std::function<void()>& body) {
  std::size_t count = 0;
  const ScopedIoHook hook([&](IoOperation, const std::filesystem::path&) {
    return count++ == operation ? fault : IoFault{};
  });
  try {
    body();
  } catch (const Error&) {
    return threw_status;
  }
  return 0;
}

}  // namespace

RunOutcome run_with_fault(std::size_t operation, const IoFault& fault,
                          const std::function<void()>& body) {
  const pid_t child = ::fork();
  GITCTX_CHECK(child >= 0);
  if (child == 0) ::_exit(run_in_child(operation, fault, body));
  int status = 0;
  GITCTX_CHECK(::waitpid(child, &status, 0) == child);
  GITCTX_CHECK(WIFEXITED(status));
  if (WEXITSTATUS(status) == io_fault_exit_status) return RunOutcome::killed;
  if (WEXITSTATUS(status) == threw_status) return RunOutcome::threw;
  GITCTX_CHECK(WEXITSTATUS(status) == 0);
  return RunOutcome::completed;
}

}  // namespace gitctx

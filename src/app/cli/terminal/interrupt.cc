#include "app/cli/terminal/interrupt.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <utility>

#include "app/cli/terminal/messages.h"
#include "app/cli/terminal/output.h"
#include "base/check.h"
#include "base/error.h"

namespace gitctx {
namespace {

std::atomic<int> signal_pipe{-1};
static_assert(std::atomic<int>::is_always_lock_free);

// These signals are sent by Ctrl-C, by closing the terminal and by `kill`.
constexpr int watched_signals[] = {SIGINT, SIGHUP, SIGTERM};

void on_interrupt(int) {
  const int saved = errno;
  const char byte = 's';
  [[maybe_unused]] const ssize_t written = ::write(signal_pipe.load(), &byte, 1);
  errno = saved;
}

}  // namespace

InterruptWatch::InterruptWatch(bool over_progress, std::string message)
    : over_progress_(over_progress), message_(std::move(message)) {
  GITCTX_CHECK(signal_pipe.load() == -1);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw_system_error(errno, "cannot create", "a pipe");
  read_end_ = UniqueFd(ends[0]);
  write_end_ = UniqueFd(ends[1]);
  signal_pipe.store(ends[1]);
  waiter_ = std::thread([this] { wait_for_signal(); });

  // With SA_RESETHAND, a second signal of the same kind ends the process.
  struct sigaction action{};
  action.sa_handler = on_interrupt;
  action.sa_flags = SA_RESETHAND | SA_RESTART;
  for (const int signal : watched_signals) ::sigaction(signal, &action, nullptr);
}

InterruptWatch::~InterruptWatch() {
  for (const int signal : watched_signals) std::signal(signal, SIG_DFL);
  signal_pipe.store(-1);
  write_end_.reset();
  waiter_.join();
}

void InterruptWatch::wait_for_signal() {
  char byte = 0;
  ssize_t got = 0;
  do {
    got = ::read(read_end_.get(), &byte, 1);
  } while (got < 0 && errno == EINTR);
  // End of file means that the destructor has closed the pipe.
  if (got <= 0) return;
  stop_.request_stop();
  if (over_progress_) write_message("\r\x1b[K");
  write_notice({message_, {}});
}

}  // namespace gitctx

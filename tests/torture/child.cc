#include "tests/torture/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): kill() is not in <csignal>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace gitctx::torture {
namespace {

std::atomic<std::chrono::milliseconds> limit_of_a_hang{std::chrono::milliseconds(10'000)};

UniqueFd memory_file() { return UniqueFd(::memfd_create("output", MFD_CLOEXEC)); }

std::string content(const UniqueFd& file) {
  std::string text;
  char buffer[16384];
  off_t at = 0;
  for (ssize_t got; (got = ::pread(file.get(), buffer, sizeof buffer, at)) > 0; at += got) {
    text.append(buffer, static_cast<std::size_t>(got));
  }
  return text;
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> out;
  for (std::string& text : strings) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

}  // namespace

bool Ending::exited(int code) const { return exit_code() == code; }

std::optional<int> Ending::exit_code() const {
  if (hung || !WIFEXITED(status)) return std::nullopt;
  return WEXITSTATUS(status);
}

std::string Ending::fault() const {
  if (hung) return "hangs";
  if (WIFSIGNALED(status)) return std::string("ended by ") + ::strsignal(WTERMSIG(status));
  for (const char* const mark : {"Sanitizer", "runtime error:", "internal error",
                                 "terminate called", "unexpected failure", "error while loading"}) {
    if (errors.find(mark) != std::string::npos) return std::string("says \"") + mark + "\"";
  }
  if (!exited(0) && errors.find("gitctx: ") == std::string::npos) return "fails without a sentence";
  return {};
}

Child::Child(const std::vector<std::string>& arguments, const Environment& environment,
             const std::filesystem::path& folder)
    : output_(memory_file()), errors_(memory_file()) {
  std::vector<std::string> words = arguments;
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, output_.get(), 1);
  ::posix_spawn_file_actions_adddup2(&actions, errors_.get(), 2);
  ::posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  const int error = ::posix_spawnp(&id_, words[0].c_str(), &actions, nullptr,
                                   pointers(words).data(), pointers(variables).data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {
    throw std::runtime_error("cannot start " + words[0] + ": " + std::strerror(error));
  }
  process_ = UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, id_, 0)));
}

Child::~Child() {
  if (id_ < 0) return;
  kill();
  ::waitpid(id_, nullptr, 0);
}

bool Child::wait(std::chrono::microseconds patience) const {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + patience;
  for (;;) {
    const auto left = std::max<std::chrono::nanoseconds>(deadline - Clock::now(), {});
    const timespec time{.tv_sec = left.count() / 1'000'000'000,
                        .tv_nsec = left.count() % 1'000'000'000};
    pollfd process{process_.get(), POLLIN, 0};
    const int count = ::ppoll(&process, 1, &time, nullptr);
    if (count > 0) return true;
    if (count == 0) return false;
    if (errno != EINTR) throw std::runtime_error("poll failed");
  }
}

void Child::kill() { ::kill(id_, SIGKILL); }

Ending Child::end(std::chrono::milliseconds patience) {
  Ending ending;
  ending.hung = !wait(patience);
  if (ending.hung) kill();
  ::waitpid(id_, &ending.status, 0);
  id_ = -1;
  ending.output = content(output_);
  ending.errors = content(errors_);
  return ending;
}

std::chrono::milliseconds Child::hang_limit() { return limit_of_a_hang; }

void Child::set_hang_limit(std::chrono::milliseconds limit) { limit_of_a_hang = limit; }

}  // namespace gitctx::torture

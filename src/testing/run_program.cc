#include "testing/run_program.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace gitctx {
namespace {

/// Copies the sanitizer options from the environment of this process, such as the list of known
/// leaks in other libraries. A program that was built with a sanitizer needs these options.
void add_sanitizer_options(std::vector<std::string>& environment) {
  for (const std::string name : {"ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"}) {
    const char* const value = ::getenv(name.c_str());
    if (value != nullptr) environment.push_back(name + "=" + value);
  }
}

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> out;
  for (std::string& text : strings) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

struct Pipe {
  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe2 failed");
    read_end = ends[0];
    write_end = ends[1];
  }
  ~Pipe() {
    close_end(read_end);
    close_end(write_end);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  static void close_end(int& end) {
    if (end >= 0) ::close(end);
    end = -1;
  }
  int read_end = -1;
  int write_end = -1;
};

}  // namespace

ProgramResult run_program(std::vector<std::string> arguments, std::vector<std::string> environment,
                          std::string_view input) {
  ::signal(SIGPIPE, SIG_IGN);
  add_sanitizer_options(environment);
  Pipe in, out, err;
  const std::vector<char*> argv = pointers(arguments);
  const std::vector<char*> envp = pointers(environment);
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("fork failed");
  if (child == 0) {
    ::signal(SIGPIPE, SIG_DFL);
    ::dup2(in.read_end, 0);
    ::dup2(out.write_end, 1);
    ::dup2(err.write_end, 2);
    ::execvpe(argv[0], argv.data(), envp.data());
    ::_exit(127);
  }
  Pipe::close_end(in.read_end);
  Pipe::close_end(out.write_end);
  Pipe::close_end(err.write_end);
  if (input.empty()) Pipe::close_end(in.write_end);
  ProgramResult result;
  while (out.read_end >= 0 || err.read_end >= 0) {
    pollfd ends[] = {
        {out.read_end, POLLIN, 0}, {err.read_end, POLLIN, 0}, {in.write_end, POLLOUT, 0}};
    if (::poll(ends, 3, -1) < 0 && errno != EINTR) break;
    char buffer[65536];
    for (int i = 0; i < 2; ++i) {
      if (ends[i].revents == 0) continue;
      const ssize_t count = ::read(ends[i].fd, buffer, sizeof buffer);
      if (count <= 0) Pipe::close_end(i == 0 ? out.read_end : err.read_end);
      if (count > 0) (i == 0 ? result.output : result.errors).append(buffer, std::size_t(count));
    }
    if (ends[2].revents != 0) {
      const ssize_t count =
          ::write(in.write_end, input.data(), std::min<std::size_t>(input.size(), 4096));
      if (count > 0) input.remove_prefix(std::size_t(count));
      if (count <= 0 || input.empty()) Pipe::close_end(in.write_end);
    }
  }
  ::waitpid(child, &result.status, 0);
  return result;
}

}  // namespace gitctx

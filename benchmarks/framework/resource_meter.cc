#include "benchmarks/framework/resource_meter.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/perf_event.h>
#include <spawn.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <functional>
#include <span>
#include <thread>

#include "base/error.h"
#include "benchmarks/framework/callgrind.h"

namespace gitctx::bench {

namespace {

constexpr double mega = 1e6;

double now_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double cpu_of(const rusage& usage) {
  return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

double faults_of(const rusage& usage) {
  return static_cast<double>(usage.ru_minflt + usage.ru_majflt);
}

/// The number after "NAME:" in a /proc file; 0 if the name is missing.
double proc_number(const std::string& path, const std::string& name) {
  std::ifstream file(path);
  std::string word;
  double value = 0;
  while (file >> word) {
    if (word == name + ":" && file >> value) return value;
  }
  return 0;
}

/// The memory that a line of /proc/PROCESS/status gives in kB, converted to MB.
double memory_mb(const std::string& process, const std::string& name) {
  return proc_number("/proc/" + process + "/status", name) * 1024 / mega;
}

double peak_memory_mb_of(const std::string& process) { return memory_mb(process, "VmHWM"); }

double written_mb_of(const std::string& process) {
  return proc_number("/proc/" + process + "/io", "wchar") / mega;
}

/// Waits until a child has ended, without reaping it. Returns the child's peak memory, or 0 if the
/// child ended before it could be inspected. Returns nothing if tracing is not allowed. The figure
/// of wait4() is not usable, because it includes the memory before exec, which is a copy of this
/// process's memory.
std::optional<double> wait_for_end(pid_t child) {
  double peak_mb = 0;
  const bool is_traced = ::ptrace(PTRACE_SEIZE, child, nullptr, PTRACE_O_TRACEEXIT) == 0;
  const bool is_allowed = is_traced || errno == ESRCH;
  const auto id = static_cast<id_t>(child);
  while (true) {
    siginfo_t info{};
    if (::waitid(P_PID, id, &info, WEXITED | WSTOPPED | WNOWAIT) != 0) {
      if (errno == EINTR) continue;
      break;
    }
    const bool has_stopped = info.si_code == CLD_TRAPPED || info.si_code == CLD_STOPPED;
    if (!has_stopped) break;
    int status = 0;
    ::waitpid(child, &status, __WALL);
    const int event = status >> 16;
    if (event == PTRACE_EVENT_EXIT) peak_mb = peak_memory_mb_of(std::to_string(child));
    // A stop without an event means that a signal is being delivered.
    ::ptrace(PTRACE_CONT, child, nullptr, event == 0 ? WSTOPSIG(status) : 0);
  }
  return is_allowed ? std::optional(peak_mb) : std::nullopt;
}

/// The cost so far of this process and of the children that it has waited for. Instructions are not
/// included.
OperationCost cost_until_now() {
  OperationCost cost;
  for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage part{};
    ::getrusage(who, &part);
    cost.cpu_s += cpu_of(part);
    cost.page_faults += faults_of(part);
  }
  cost.written_mb = written_mb_of("self");
  cost.peak_memory_mb = peak_memory_mb_of("self");
  cost.private_memory_mb = cost.peak_memory_mb - memory_mb("self", "RssFile");
  cost.wall_s = now_s();
  return cost;
}

/// Samples the resident memory of a process until a stop is requested.
void sample_memory(const std::stop_token& stop, pid_t process, std::vector<MemoryPoint>& points) {
  const std::string path = fmt::format("/proc/{}/statm", process);
  const double page_mb = static_cast<double>(::sysconf(_SC_PAGESIZE)) / mega;
  const double begin = now_s();
  while (!stop.stop_requested()) {
    std::ifstream file(path);
    double size = 0;
    double resident = 0;
    if (file >> size >> resident) points.push_back({now_s() - begin, resident * page_mb});
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

/// Reduces the points to at most 200. The highest point of each interval is kept, so that short
/// peaks remain visible.
std::vector<MemoryPoint> thinned_out(const std::vector<MemoryPoint>& points) {
  constexpr std::size_t most = 200;
  if (points.size() <= most) return points;
  std::vector<MemoryPoint> kept;
  for (std::size_t i = 0; i < most; ++i) {
    const std::size_t begin = i * points.size() / most;
    const std::size_t end = (i + 1) * points.size() / most;
    const auto interval = std::span(points).subspan(begin, end - begin);
    kept.push_back(*std::ranges::max_element(interval, {}, &MemoryPoint::mb));
  }
  return kept;
}

}  // namespace

InstructionCounter::InstructionCounter() {
  if (is_under_callgrind()) {
    counting_ = Counting::callgrind;
    return;
  }
  perf_event_attr attributes{};
  attributes.size = sizeof attributes;
  attributes.type = PERF_TYPE_HARDWARE;
  attributes.config = PERF_COUNT_HW_INSTRUCTIONS;
  attributes.exclude_kernel = 1;
  attributes.exclude_hv = 1;
  attributes.inherit = 1;
  const long opened = ::syscall(SYS_perf_event_open, &attributes, 0, -1, -1, PERF_FLAG_FD_CLOEXEC);
  descriptor_ = UniqueFd(static_cast<int>(opened));
  std::uint64_t count = 0;
  // Some virtual machines provide a counter that never changes.
  if (opened >= 0 && ::read(descriptor_.get(), &count, sizeof count) == sizeof count && count > 0) {
    counting_ = Counting::perf;
  }
}

std::optional<double> InstructionCounter::value() const {
  if (counting_ == Counting::none) return std::nullopt;
  if (counting_ == Counting::callgrind) return callgrind_instructions();
  std::uint64_t count = 0;
  if (::read(descriptor_.get(), &count, sizeof count) != sizeof count) return std::nullopt;
  return static_cast<double>(count);
}

ResourceMeter::ResourceMeter(const InstructionCounter& counter)
    : counter_(counter), begin_(cost_until_now()) {
  begin_.instructions = counter_.value();
}

OperationCost ResourceMeter::cost() const {
  const std::optional<double> instructions = counter_.value();
  OperationCost cost = cost_until_now();
  if (instructions && begin_.instructions) {
    cost.instructions = *instructions - *begin_.instructions;
  }
  cost.wall_s -= begin_.wall_s;
  cost.cpu_s -= begin_.cpu_s;
  cost.page_faults -= begin_.page_faults;
  cost.written_mb -= begin_.written_mb;
  return cost;
}

void ResourceMeter::reset_peak_memory() {
  // "5" resets the peak (proc(5), clear_refs).
  std::ofstream("/proc/self/clear_refs") << "5";
}

OperationCost run_program(const std::vector<std::string>& command,
                          std::vector<MemoryPoint>* curve) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  for (const int stream : {STDOUT_FILENO, STDERR_FILENO}) {
    ::posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_WRONLY, 0);
  }
  const double begin = now_s();
  pid_t child = 0;
  const int failed =
      ::posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw_system_error(failed, "cannot start", command[0]);

  OperationCost cost;
  std::optional<double> peak_mb;
  std::vector<MemoryPoint> points;
  {
    std::jthread sampler;
    if (curve != nullptr) sampler = std::jthread(sample_memory, child, std::ref(points));
    // The kernel keeps the accounting of an ended process until the process is reaped.
    peak_mb = wait_for_end(child);
    cost.wall_s = now_s() - begin;
    cost.written_mb = written_mb_of(std::to_string(child));
  }
  if (curve != nullptr) *curve = thinned_out(points);
  int status = 0;
  rusage usage{};
  ::wait4(child, &status, 0, &usage);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw Error(ErrorCode::failure,
                fmt::format("{} failed with {}", fmt::join(command, " "), WEXITSTATUS(status)));
  }
  cost.cpu_s = cpu_of(usage);
  cost.page_faults = faults_of(usage);
  cost.peak_memory_mb = peak_mb.value_or(static_cast<double>(usage.ru_maxrss) * 1024 / mega);
  return cost;
}

OperationCost measure_program(const std::vector<std::string>& command,
                              std::vector<MemoryPoint>* curve) {
  // The warm-up sample precedes the first count, so its program runs without callgrind.
  return is_callgrind_counting() ? count_program(command, curve) : run_program(command, curve);
}

}  // namespace gitctx::bench

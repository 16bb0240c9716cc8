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

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>

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

/// The number after "NAME:" in a /proc file; 0 if it is missing.
double proc_number(const std::string& path, const std::string& name) {
  std::ifstream file(path);
  std::string word;
  double value = 0;
  while (file >> word) {
    if (word == name + ":" && file >> value) return value;
  }
  return 0;
}

double written_mb_of(const std::string& process) {
  return proc_number("/proc/" + process + "/io", "wchar") / mega;
}

/// Waits until a child has ended, without reaping it. Returns its peak memory, 0 if it ended before
/// it could be inspected, nothing if tracing is not allowed. wait4() is no use here: its figure
/// includes the memory of the process before exec, which is a copy of ours.
std::optional<double> wait_for_end(pid_t child) {
  double peak_mb = 0;
  const std::string status_file = fmt::format("/proc/{}/status", child);
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
    if (event == PTRACE_EVENT_EXIT) peak_mb = proc_number(status_file, "VmHWM") * 1024 / mega;
    // A stop without an event is a signal in delivery.
    ::ptrace(PTRACE_CONT, child, nullptr, event == 0 ? WSTOPSIG(status) : 0);
  }
  return is_allowed ? std::optional(peak_mb) : std::nullopt;
}

/// This process and the children it has waited for.
struct Usage {
  double cpu_s = 0;
  double page_faults = 0;
};

Usage own_usage() {
  Usage usage;
  for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
    rusage part{};
    ::getrusage(who, &part);
    usage.cpu_s += cpu_of(part);
    usage.page_faults += faults_of(part);
  }
  return usage;
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
  // Some virtual machines provide a counter that never moves.
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
    : counter_(counter), written_mb_(written_mb_of("self")) {
  const Usage usage = own_usage();
  cpu_s_ = usage.cpu_s;
  page_faults_ = usage.page_faults;
  wall_s_ = now_s();
  instructions_ = counter_.value();
}

OperationCost ResourceMeter::cost() const {
  OperationCost cost;
  const std::optional<double> instructions = counter_.value();
  if (instructions && instructions_) cost.instructions = *instructions - *instructions_;
  cost.wall_s = now_s() - wall_s_;
  const Usage usage = own_usage();
  cost.cpu_s = usage.cpu_s - cpu_s_;
  cost.page_faults = usage.page_faults - page_faults_;
  cost.written_mb = written_mb_of("self") - written_mb_;
  cost.peak_memory_mb = peak_memory_mb();
  cost.private_memory_mb = private_memory_mb();
  return cost;
}

void ResourceMeter::reset_peak_memory() {
  // "5" resets the peak (proc(5), clear_refs).
  std::ofstream("/proc/self/clear_refs") << "5";
}

double ResourceMeter::peak_memory_mb() {
  return proc_number("/proc/self/status", "VmHWM") * 1024 / mega;
}

double ResourceMeter::private_memory_mb() {
  return peak_memory_mb() - proc_number("/proc/self/status", "RssFile") * 1024 / mega;
}

MemorySampler::MemorySampler(pid_t process) : process_(process), thread_([this] { run(); }) {}

MemorySampler::~MemorySampler() { finish(); }

void MemorySampler::run() {
  constexpr auto pause = std::chrono::milliseconds(5);
  const std::string path = fmt::format("/proc/{}/statm", process_);
  const double page_mb = static_cast<double>(::sysconf(_SC_PAGESIZE)) / mega;
  const double begin = now_s();
  while (!done_) {
    std::ifstream file(path);
    double size = 0;
    double resident = 0;
    if (file >> size >> resident) points_.push_back({now_s() - begin, resident * page_mb});
    std::this_thread::sleep_for(pause);
  }
}

std::vector<MemoryPoint> MemorySampler::finish() {
  done_ = true;
  if (thread_.joinable()) thread_.join();
  constexpr std::size_t most = 200;
  if (points_.size() <= most) return points_;
  std::vector<MemoryPoint> kept;
  // The highest point of every interval: a short peak must not vanish.
  for (std::size_t i = 0; i < most; ++i) {
    const std::size_t begin = i * points_.size() / most;
    const std::size_t end = (i + 1) * points_.size() / most;
    MemoryPoint highest = points_[begin];
    for (std::size_t k = begin; k < end; ++k) {
      if (points_[k].mb > highest.mb) highest = points_[k];
    }
    kept.push_back(highest);
  }
  return kept;
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
  {
    std::optional<MemorySampler> sampler;
    if (curve != nullptr) sampler.emplace(child);
    // A process that has ended but is not reaped still has its accounting.
    peak_mb = wait_for_end(child);
    cost.wall_s = now_s() - begin;
    cost.written_mb = written_mb_of(std::to_string(child));
    if (sampler) *curve = sampler->finish();
  }
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
  // Nothing is measured before the first count: the warm-up sample runs at full speed.
  if (!is_callgrind_counting()) return run_program(command, curve);
  OperationCost cost;
  const double instructions =
      count_program(command, [&](const auto& counted) { cost = run_program(counted, curve); });
  cost.instructions = instructions;
  return cost;
}

}  // namespace gitctx::bench

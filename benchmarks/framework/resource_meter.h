#pragma once

#include <sys/types.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/unique_fd.h"
#include "benchmarks/framework/performance_result.h"

namespace gitctx::bench {

/// What an operation cost. Times in seconds, memory in MB (10^6 bytes).
struct OperationCost {
  double wall_s = 0;
  double cpu_s = 0;
  std::optional<double> instructions;  ///< in user space, of all threads and child processes
  double peak_memory_mb = 0;
  double private_memory_mb = 0;  ///< the peak without mapped files; 0 where it is not known
  double page_faults = 0;
  double written_mb = 0;  ///< handed to the file system
};

/// Counts instructions of this process in user space, with the threads and child processes that
/// start and end while it counts: by the kernel's counters, or by callgrind in a process under it.
/// Where there is neither, value() is empty.
class InstructionCounter {
 public:
  InstructionCounter();

  Counting counting() const { return counting_; }
  std::optional<double> value() const;

 private:
  UniqueFd descriptor_;
  Counting counting_ = Counting::none;
};

/// Measures this process from construction on.
class ResourceMeter {
 public:
  explicit ResourceMeter(const InstructionCounter& counter);

  /// What was spent since construction. Peak memory is that since reset_peak_memory().
  OperationCost cost() const;

  /// From here on the kernel's peak of resident memory starts anew.
  static void reset_peak_memory();
  static double peak_memory_mb();
  /// The peak less the file pages that are mapped now: those come and go with the page cache.
  static double private_memory_mb();

 private:
  const InstructionCounter& counter_;
  double wall_s_ = 0;
  double cpu_s_ = 0;
  double page_faults_ = 0;
  double written_mb_ = 0;
  std::optional<double> instructions_;
};

/// Resident memory of a process over time, from a thread of its own.
class MemorySampler {
 public:
  explicit MemorySampler(pid_t process);
  ~MemorySampler();
  MemorySampler(const MemorySampler&) = delete;
  MemorySampler& operator=(const MemorySampler&) = delete;

  /// Stops; at most some 200 points, evenly spread.
  std::vector<MemoryPoint> finish();

 private:
  void run();

  pid_t process_;
  std::atomic<bool> done_ = false;
  std::vector<MemoryPoint> points_;
  std::thread thread_;
};

/// Runs a program to its end with its output thrown away. Throws Error if it cannot be started or
/// fails. The curve, if asked for, is that of its resident memory.
OperationCost run_program(const std::vector<std::string>& command,
                          std::vector<MemoryPoint>* curve = nullptr);

/// The same for the program that a benchmark is about: where this process counts by callgrind, the
/// program's instructions are counted so too.
OperationCost measure_program(const std::vector<std::string>& command,
                              std::vector<MemoryPoint>* curve = nullptr);

}  // namespace gitctx::bench

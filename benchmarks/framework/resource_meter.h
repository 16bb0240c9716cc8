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
  double private_memory_mb = 0;  ///< the peak without mapped files; 0: unknown
  double page_faults = 0;
  double written_mb = 0;  ///< written to the file system
};

/// Counts user-space instructions of this process and of the threads and child processes that start
/// and end meanwhile: with the kernel's counters, or with callgrind in a process under it. Without
/// either, value() is empty.
class InstructionCounter {
 public:
  InstructionCounter();

  Counting counting() const { return counting_; }
  std::optional<double> value() const;

 private:
  UniqueFd descriptor_;
  Counting counting_ = Counting::none;
};

/// Measures this process from construction.
class ResourceMeter {
 public:
  explicit ResourceMeter(const InstructionCounter& counter);

  /// The cost since construction. Peak memory counts from reset_peak_memory().
  OperationCost cost() const;

  /// Resets the kernel's peak of resident memory.
  static void reset_peak_memory();
  static double peak_memory_mb();
  /// The peak without the file pages that are mapped now, which come and go with the page cache.
  static double private_memory_mb();

 private:
  const InstructionCounter& counter_;
  double wall_s_ = 0;
  double cpu_s_ = 0;
  double page_faults_ = 0;
  double written_mb_ = 0;
  std::optional<double> instructions_;
};

/// Resident memory of a process over time, sampled by its own thread.
class MemorySampler {
 public:
  explicit MemorySampler(pid_t process);
  ~MemorySampler();
  MemorySampler(const MemorySampler&) = delete;
  MemorySampler& operator=(const MemorySampler&) = delete;

  /// Stops sampling. At most about 200 points, evenly spread.
  std::vector<MemoryPoint> finish();

 private:
  void run();

  pid_t process_;
  std::atomic<bool> done_ = false;
  std::vector<MemoryPoint> points_;
  std::thread thread_;
};

/// Runs a program to its end and discards its output. Throws Error if it cannot be started or
/// fails. The curve, on request, is its resident memory.
OperationCost run_program(const std::vector<std::string>& command,
                          std::vector<MemoryPoint>* curve = nullptr);

/// The same for the program that a benchmark measures: if this process counts with callgrind, so
/// does the program.
OperationCost measure_program(const std::vector<std::string>& command,
                              std::vector<MemoryPoint>* curve = nullptr);

}  // namespace gitctx::bench

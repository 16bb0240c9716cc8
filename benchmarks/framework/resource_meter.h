#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "benchmarks/framework/performance_result.h"

namespace gitctx::bench {

/// The cost of an operation. Times are in seconds, and memory is in MB (10^6 bytes).
struct OperationCost {
  double wall_s = 0;
  double cpu_s = 0;
  std::optional<double> instructions;  ///< in user space; all threads and child processes
  double peak_memory_mb = 0;
  double private_memory_mb = 0;  ///< the peak without mapped files; 0: unknown
  double page_faults = 0;
  double written_mb = 0;  ///< data written to the file system
};

/// Counts the user-space instructions of this process, and of threads and child processes that
/// start and end while it counts. It uses the kernel's counters, or callgrind in a process under
/// callgrind. If neither is available, value() is empty.
class InstructionCounter {
 public:
  InstructionCounter();

  Counting counting() const { return counting_; }
  std::optional<double> value() const;

 private:
  UniqueFd descriptor_;
  Counting counting_ = Counting::none;
};

/// Measures the cost of this process since construction.
class ResourceMeter {
 public:
  explicit ResourceMeter(const InstructionCounter& counter);

  /// The cost since construction, except that peak memory is the peak since reset_peak_memory().
  /// The private peak excludes file pages that are mapped at the time of the call, because their
  /// number depends on the page cache.
  OperationCost cost() const;

  /// Resets the kernel's peak of resident memory.
  static void reset_peak_memory();

 private:
  const InstructionCounter& counter_;
  OperationCost begin_;
};

/// Runs a program to its end and discards its output. Throws Error if the program cannot be started
/// or fails. If `curve` is given, it receives the program's resident memory over time, as at most
/// 200 points.
OperationCost run_program(const std::vector<std::string>& command,
                          std::vector<MemoryPoint>* curve = nullptr);

/// Like run_program(), for the program that a benchmark measures: if this process counts with
/// callgrind, the program is also counted with callgrind.
OperationCost measure_program(const std::vector<std::string>& command,
                              std::vector<MemoryPoint>* curve = nullptr);

}  // namespace gitctx::bench

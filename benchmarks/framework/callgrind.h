#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "benchmarks/framework/resource_meter.h"

namespace gitctx::bench {

// Instructions counted by valgrind's callgrind, for machines without performance counters. Counting
// makes a program about fifty times slower. The counts are exact to about 1e-5 under any load. A
// program that counts is started with under_callgrind()'s command. A program that has not read its
// count yet runs at a fifth of its normal speed. Valgrind simulates a processor without AVX-512, so
// kernels that need AVX-512 are not chosen.

/// Whether instructions can be counted with callgrind. Valgrind must be installed now, and must
/// have been installed at build time.
bool has_callgrind();

/// Whether this process was started by a command that under_callgrind() made.
bool is_under_callgrind();

/// The command line that starts `command` under callgrind. Callgrind writes its files to `folder`.
std::vector<std::string> under_callgrind(const std::vector<std::string>& command,
                                         const std::filesystem::path& folder);

/// The number of instructions that all threads of this process have executed since the first call
/// of this function, without the instructions of the calls themselves. Child programs are not
/// included; see count_program(). is_under_callgrind() must be true.
double callgrind_instructions();

/// Whether this process has called callgrind_instructions().
bool is_callgrind_counting();

/// Like run_program(), but the returned cost also has the instruction count of the program.
OperationCost count_program(const std::vector<std::string>& command,
                            std::vector<MemoryPoint>* curve = nullptr);

/// The total count in a callgrind output file. Throws Error if the file has no total.
double read_callgrind_total(const std::filesystem::path& file);

}  // namespace gitctx::bench

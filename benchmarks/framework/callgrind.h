#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace gitctx::bench {

// Instructions counted by valgrind's callgrind, for machines without performance counters: some
// fifty times slower, and exact to about 1e-5 however busy the machine is. A program that is to
// count runs under_callgrind(), at a fifth of its speed until it reads its count for the first
// time. Valgrind shows it a processor without AVX-512; kernels are chosen by what it shows.

/// Whether valgrind is installed and was when this was built.
bool has_callgrind();

/// Whether this process was started with a command of under_callgrind().
bool is_under_callgrind();

/// What starts `command` so that it can count itself; it keeps its files in `folder`.
std::vector<std::string> under_callgrind(const std::vector<std::string>& command,
                                         const std::filesystem::path& folder);

/// Instructions of this process, all threads together, since its first call; what the call itself
/// costs is left out. Programs that it starts do not count: see measure_program().
/// Requires: is_under_callgrind().
double callgrind_instructions();

/// Whether this process has called callgrind_instructions().
bool is_callgrind_counting();

/// The instructions of `command` from its first to its last. `run` is given what starts it under
/// callgrind, and waits for its end.
using CountedRun = std::function<void(const std::vector<std::string>&)>;
double count_program(const std::vector<std::string>& command, const CountedRun& run);

/// The total of a file of callgrind. Throws Error if there is none.
double read_callgrind_total(const std::filesystem::path& file);

}  // namespace gitctx::bench

#include "benchmarks/framework/callgrind.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "base/error.h"
#include "testing/temp_dir.h"

#ifdef GITCTX_HAVE_CALLGRIND
#include <valgrind/callgrind.h>
#endif

namespace gitctx::bench {

namespace {

namespace fs = std::filesystem;

constexpr const char* folder_variable = "GITCTX_CALLGRIND_FOLDER";

/// The instructions counted in this process. A forked child starts at 0.
struct Count {
  pid_t process = 0;
  int parts = 0;
  double total = 0;
};

Count& own_count() {
  static Count count;
  if (count.process != ::getpid()) count = {.process = ::getpid()};
  return count;
}

std::vector<std::string> valgrind(const std::string& option, const fs::path& file,
                                  const std::vector<std::string>& command) {
  std::vector<std::string> all = {"valgrind", "--quiet", "--tool=callgrind", option,
                                  "--callgrind-out-file=" + file.string()};
  all.insert(all.end(), command.begin(), command.end());
  return all;
}

}  // namespace

#ifdef GITCTX_HAVE_CALLGRIND

bool has_callgrind() {
  static const bool starts = [] {
    try {
      run_program({"valgrind", "--tool=callgrind", "--version"});
      return true;
    } catch (const Error&) {
      return false;
    }
  }();
  return starts;
}

bool is_under_callgrind() {
  return RUNNING_ON_VALGRIND != 0 && std::getenv(folder_variable) != nullptr;
}

double callgrind_instructions() {
  Count& count = own_count();
  if (count.parts == 0) CALLGRIND_START_INSTRUMENTATION;
  CALLGRIND_DUMP_STATS;
  const fs::path part =
      fmt::format("{}/{}.{}", std::getenv(folder_variable), count.process, ++count.parts);
  count.total += read_callgrind_total(part);
  fs::remove(part);
  // Excludes the instructions of this function from the next count.
  CALLGRIND_ZERO_STATS;
  return count.total;
}

#else

bool has_callgrind() { return false; }
bool is_under_callgrind() { return false; }
double callgrind_instructions() { return own_count().total; }

#endif

std::vector<std::string> under_callgrind(const std::vector<std::string>& command,
                                         const fs::path& folder) {
  std::vector<std::string> all = {"env", fmt::format("{}={}", folder_variable, folder.string())};
  const auto inner = valgrind("--instr-atstart=no", folder / "%p", command);
  all.insert(all.end(), inner.begin(), inner.end());
  return all;
}

bool is_callgrind_counting() { return own_count().parts > 0; }

OperationCost count_program(const std::vector<std::string>& command,
                            std::vector<MemoryPoint>* curve) {
  const TempDir temp;
  OperationCost cost =
      run_program(valgrind("--instr-atstart=yes", temp / "program", command), curve);
  cost.instructions = read_callgrind_total(temp / "program");
  return cost;
}

double read_callgrind_total(const fs::path& file) {
  constexpr std::string_view name = "totals: ";
  std::ifstream lines(file);
  std::string line;
  while (std::getline(lines, line)) {
    if (line.starts_with(name)) return std::strtod(line.c_str() + name.size(), nullptr);
  }
  throw Error(ErrorCode::failure, "no callgrind total in " + file.string());
}

}  // namespace gitctx::bench

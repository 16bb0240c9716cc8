#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/unique_fd.h"

namespace gitctx::torture {

using Environment = std::map<std::string, std::string>;

/// The end of a program: its status and its output.
struct Ending {
  int status = 0;     ///< as returned by waitpid()
  bool hung = false;  ///< killed, because it exceeded the time limit
  std::string output;
  std::string errors;

  bool exited(int code) const;
  /// The exit status; nothing if a signal ended the program.
  std::optional<int> exit_code() const;
  /// The fault in the way the program ended: a signal, a report of a sanitizer, a failed check, or
  /// an exit status other than 0 without a message. Empty if there is no fault.
  std::string fault() const;
};

/// A running program. Its output goes to files in memory, so the program never waits for a reader.
class Child {
 public:
  /// Throws std::runtime_error if the program cannot be started.
  Child(const std::vector<std::string>& arguments, const Environment& environment,
        const std::filesystem::path& folder);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();

  /// Waits. Returns true as soon as the program has ended, and false after `patience`.
  bool wait(std::chrono::microseconds patience) const;
  void kill();
  /// Waits for the end of the program. Kills the program after `patience`.
  Ending end(std::chrono::milliseconds patience = hang_limit());

  /// A program that runs longer than this time counts as hung. Sanitizers and loaded machines need
  /// more than 10 s.
  static std::chrono::milliseconds hang_limit();
  static void set_hang_limit(std::chrono::milliseconds limit);

 private:
  UniqueFd output_, errors_, process_;
  pid_t id_ = -1;
};

}  // namespace gitctx::torture

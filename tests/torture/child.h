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

/// How a program ended, and what it wrote.
struct Ending {
  int status = 0;     ///< as returned by waitpid()
  bool hung = false;  ///< ended by us, because its time was over
  std::string output;
  std::string errors;

  bool exited(int code) const;
  /// The exit status; nothing if a signal ended the program.
  std::optional<int> exit_code() const;
  /// What is wrong with any ending: a signal, a report of a sanitizer, a failed check, or an exit
  /// status other than 0 without a sentence. Empty if nothing is.
  std::string fault() const;
};

/// A running program. Its outputs go to files in memory, so it never waits for us.
class Child {
 public:
  /// Throws std::runtime_error if the program cannot be started.
  Child(const std::vector<std::string>& arguments, const Environment& environment,
        const std::filesystem::path& folder);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();

  /// True as soon as the program has ended, false after `patience`.
  bool wait(std::chrono::microseconds patience) const;
  void kill();
  /// Waits for the end, at most `patience`; then kills the program.
  Ending end(std::chrono::milliseconds patience = hang_limit());

  /// After this time a program counts as hung. Sanitizers and loaded machines need more than 10 s.
  static std::chrono::milliseconds hang_limit();
  static void set_hang_limit(std::chrono::milliseconds limit);

 private:
  UniqueFd output_, errors_, process_;
  pid_t id_ = -1;
};

}  // namespace gitctx::torture

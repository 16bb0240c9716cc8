#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/torture/sandbox.h"

namespace gitctx::torture {

enum class FaultKind : std::uint8_t { wrong_answer, crash, leftover, hang };
inline constexpr std::array<std::string_view, 4> fault_names{"wrong answers", "crashes",
                                                             "leftovers", "hangs"};

struct Fault {
  FaultKind kind = FaultKind::wrong_answer;
  std::string text;
};

/// One attempt to break the program.
struct Attempt {
  std::string part;     ///< "kills", "failed writes", "damage" or "reads"
  std::string subject;  ///< the command or the file
  std::size_t round = 0;
};

/// Counts attempts and faults, and keeps the sandboxes with faults. Thread-safe.
class Tally {
 public:
  /// Sandboxes with a fault are kept in `kept_folder`, which is created when it is first needed.
  explicit Tally(std::filesystem::path kept_folder) : kept_folder_(std::move(kept_folder)) {}

  void count(const Attempt& attempt);
  /// Counts each kind of fault once, prints the faults, and keeps copies of the sandboxes with the
  /// first faults.
  void report(const Attempt& attempt, const std::vector<Fault>& faults, const Sandbox& sandbox);

  std::size_t attempts(const std::string& part) const;
  std::size_t faults() const;
  /// A table with a line for each part. If `with_subjects`, the lines of its subjects follow.
  std::string table(bool with_subjects) const;

 private:
  struct Counts {
    std::size_t attempts = 0;
    std::array<std::size_t, fault_names.size()> faults{};
    std::size_t kept = 0;
  };

  mutable std::mutex mutex_;
  std::filesystem::path kept_folder_;
  std::map<std::string, std::map<std::string, Counts>> counts_;  ///< counts by part and subject
};

/// The random numbers of a round: the same for the same seed, part and round.
std::mt19937_64 random_numbers(std::uint64_t seed, std::string_view part, std::size_t round);

/// A number from 0 to `count` - 1.
std::size_t pick(std::mt19937_64& random, std::size_t count);

}  // namespace gitctx::torture

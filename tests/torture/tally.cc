#include "tests/torture/tally.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <set>

#include "base/hash.h"

namespace gitctx::torture {
namespace {

constexpr std::size_t most_kept = 3;  ///< sandboxes kept for each part and subject
constexpr std::size_t most_text = 4000;

std::string cells(std::string_view name, std::size_t attempts,
                  const std::array<std::size_t, fault_names.size()>& faults) {
  std::string line = fmt::format("{:<36}{:>9}", name, attempts);
  for (std::size_t i = 0; i < faults.size(); ++i) line += fmt::format("{:>15}", faults[i]);
  return line + "\n";
}

}  // namespace

void Tally::count(const Attempt& attempt) {
  const std::lock_guard lock(mutex_);
  ++counts_[attempt.part][attempt.subject].attempts;
}

void Tally::report(const Attempt& attempt, const std::vector<Fault>& faults,
                   const Sandbox& sandbox) {
  if (faults.empty()) return;
  const std::lock_guard lock(mutex_);
  std::string text;
  std::set<FaultKind> kinds;
  Counts& counts = counts_[attempt.part][attempt.subject];
  for (const Fault& fault : faults) {
    if (kinds.insert(fault.kind).second) ++counts.faults[static_cast<std::size_t>(fault.kind)];
    text += fmt::format("{}, round {}, {}: {}: {}\n", attempt.part, attempt.round, attempt.subject,
                        fault_names[static_cast<std::size_t>(fault.kind)], fault.text);
  }
  if (counts.kept++ < most_kept) {
    const auto folder = kept_folder_ / fmt::format("{}-{}", attempt.part, attempt.round);
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    std::filesystem::copy(sandbox.folder(), folder,
                          std::filesystem::copy_options::recursive |
                              std::filesystem::copy_options::copy_symlinks |
                              std::filesystem::copy_options::overwrite_existing,
                          failed);
    std::ofstream(folder / "faults.txt") << text;
    text = text.substr(0, most_text) + fmt::format("kept: {}\n", folder.string());
    std::fputs(("\n" + text).c_str(), stderr);
  }
}

std::size_t Tally::attempts(const std::string& part) const {
  const std::lock_guard lock(mutex_);
  std::size_t sum = 0;
  if (const auto found = counts_.find(part); found != counts_.end()) {
    for (const auto& [subject, counts] : found->second) sum += counts.attempts;
  }
  return sum;
}

std::size_t Tally::faults() const {
  const std::lock_guard lock(mutex_);
  std::size_t sum = 0;
  for (const auto& [part, subjects] : counts_) {
    for (const auto& [subject, counts] : subjects) {
      for (const std::size_t count : counts.faults) sum += count;
    }
  }
  return sum;
}

std::string Tally::table(bool with_subjects) const {
  const std::lock_guard lock(mutex_);
  std::string out = fmt::format("{:<36}{:>9}", "", "tried");
  for (const std::string_view name : fault_names) out += fmt::format("{:>15}", name);
  out += "\n";
  for (const auto& [part, subjects] : counts_) {
    Counts sum;
    std::string lines;
    for (const auto& [subject, counts] : subjects) {
      sum.attempts += counts.attempts;
      for (std::size_t i = 0; i < sum.faults.size(); ++i) sum.faults[i] += counts.faults[i];
      lines += cells("  " + subject, counts.attempts, counts.faults);
    }
    out += cells(part, sum.attempts, sum.faults) + (with_subjects ? lines : "");
  }
  return out;
}

std::mt19937_64 random_numbers(std::uint64_t seed, std::string_view part, std::size_t round) {
  return std::mt19937_64(hash64(fmt::format("{} {} {}", seed, part, round)));
}

std::size_t pick(std::mt19937_64& random, std::size_t count) { return random() % count; }

}  // namespace gitctx::torture

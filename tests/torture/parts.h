#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/torture/interruption.h"
#include "tests/torture/scenarios.h"
#include "tests/torture/tally.h"

namespace gitctx::torture {

/// The inputs that all parts need.
struct TorturePlan {
  Origins& origins;
  std::filesystem::path folder;      ///< folder for sandboxes
  std::filesystem::path preload;     ///< library built from failing_calls.cc
  std::filesystem::path model_file;  ///< file of an embedding model
  std::uint64_t seed = 1;
};

/// A way to break the program.
class Part {
 public:
  Part() = default;
  Part(const Part&) = delete;
  Part& operator=(const Part&) = delete;
  virtual ~Part() = default;

  /// Makes an attempt in `folder`, and counts the attempt. Called by several threads. With the same
  /// seed, a round does the same in every run, except for the moment of a kill and the order of
  /// concurrent steps.
  virtual void run_round(std::size_t round, const std::filesystem::path& folder, Tally& tally) = 0;
  /// Called once, after the last round.
  virtual void finish(Tally&) {}
};

using Interruptions = std::vector<std::unique_ptr<Interruption>>;

/// Prepares every scenario whose command the program has.
Interruptions prepare_interruptions(const TorturePlan& plan);

std::unique_ptr<Part> make_kills(const TorturePlan& plan, const Interruptions& interruptions);
std::unique_ptr<Part> make_failed_writes(const TorturePlan& plan,
                                         const Interruptions& interruptions);
std::unique_ptr<Part> make_damage(const TorturePlan& plan);
std::unique_ptr<Part> make_concurrent_reads(const TorturePlan& plan);

}  // namespace gitctx::torture

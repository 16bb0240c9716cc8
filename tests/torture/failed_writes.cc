// Failed writes: each call that changes the disk, in each command, fails once with each error, both
// alone and together with all later calls.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <stdexcept>

#include "tests/torture/parts.h"

namespace gitctx::torture {
namespace {

constexpr std::array errors{ENOSPC, EIO, EACCES};

class FailedWrites : public Part {
 public:
  FailedWrites(const TorturePlan& plan, const Interruptions& interruptions)
      : plan_(plan), interruptions_(interruptions) {
    for (std::size_t i = 0; i < interruptions.size(); ++i) {
      for (std::size_t call = 0; call < interruptions[i]->calls(); ++call) {
        for (const int error : errors) {
          for (const bool stays : {false, true}) cases_.push_back({i, call, error, stays});
        }
      }
    }
    auto random = random_numbers(plan.seed, "failed writes", 0);
    std::ranges::shuffle(cases_, random);
  }

  void run_round(std::size_t round, const std::filesystem::path& folder, Tally& tally) override {
    const Case& wanted = cases_[round % cases_.size()];
    const Interruption& interruption = *interruptions_[wanted.interruption];
    const Sandbox sandbox = interruption.before().moved_to(folder);
    sandbox.restore(interruption.before());
    const Ending ending = sandbox.run(
        interruption.scenario().command,
        interruption.fault_at(sandbox, wanted.call, std::to_string(wanted.error), wanted.stays));
    const Attempt attempt{"failed writes", interruption.scenario().name, round};
    tally.count(attempt);
    auto faults = interruption.find_faults(sandbox, ending, false, round % 2 == 0);
    if (!faults.empty()) {
      faults[0].text += fmt::format("\n({} {}: {}; the command ended with status {})",
                                    std::strerror(wanted.error),  // NOLINT(concurrency-mt-unsafe)
                                    wanted.stays ? "from this call on" : "in this call",
                                    interruption.call_name(wanted.call), ending.status);
    }
    tally.report(attempt, faults, sandbox);
  }

 private:
  struct Case {
    std::size_t interruption = 0;
    std::size_t call = 0;
    int error = 0;
    bool stays = false;
  };

  TorturePlan plan_;
  const Interruptions& interruptions_;
  std::vector<Case> cases_;
};

}  // namespace

Interruptions prepare_interruptions(const TorturePlan& plan) {
  Interruptions all;
  const bool can_trust = plan.origins.local.run({"help", "trust"}).exited(0);
  for (const Scenario& scenario : all_scenarios()) {
    if (scenario.name == "trust" && !can_trust) continue;
    const auto folder = plan.folder / fmt::format("scenario-{}", all.size());
    std::filesystem::create_directories(folder);
    all.push_back(std::make_unique<Interruption>(scenario, plan.origins, folder, plan.preload));
  }
  return all;
}

std::unique_ptr<Part> make_failed_writes(const TorturePlan& plan,
                                         const Interruptions& interruptions) {
  return std::make_unique<FailedWrites>(plan, interruptions);
}

}  // namespace gitctx::torture

// Kills: SIGKILL at a random moment of a command, or instead of one of its calls.
#include <fmt/format.h>

#include <sys/wait.h>
#include <csignal>

#include "tests/torture/parts.h"

namespace gitctx::torture {
namespace {

class Kills : public Part {
 public:
  Kills(const TorturePlan& plan, const Interruptions& interruptions)
      : plan_(plan), interruptions_(interruptions) {}

  void run_round(std::size_t round, const std::filesystem::path& folder, Tally& tally) override {
    auto random = random_numbers(plan_.seed, "kills", round);
    Interruption& interruption = *interruptions_[round % interruptions_.size()];
    const Sandbox sandbox = interruption.before().moved_to(folder);
    sandbox.restore(interruption.before());
    const bool at_call = pick(random, 2) == 0;
    const std::size_t call = pick(random, interruption.calls());
    const std::chrono::microseconds moment(
        pick(random, static_cast<std::size_t>(interruption.usual_time().count())));
    const Words& command = interruption.scenario().command;
    Child child = sandbox.start(
        command, at_call ? interruption.fault_at(sandbox, call, "kill", false) : Environment{});
    if (!at_call && !child.wait(moment)) child.kill();
    const Ending ending = child.end();
    const bool was_killed = WIFSIGNALED(ending.status) && WTERMSIG(ending.status) == SIGKILL;
    if (!at_call) interruption.learn_time(was_killed);

    const Attempt attempt{"kills", interruption.scenario().name, round};
    if (was_killed) tally.count(attempt);
    auto faults = interruption.find_faults(sandbox, ending, was_killed, pick(random, 2) == 0);
    if (!faults.empty() && was_killed) {
      faults[0].text += at_call ? "\n(killed instead of: " + interruption.call_name(call) + ")"
                                : fmt::format("\n(killed after {} us)", moment.count());
    }
    tally.report(attempt, faults, sandbox);
  }

 private:
  TorturePlan plan_;
  const Interruptions& interruptions_;
};

}  // namespace

std::unique_ptr<Part> make_kills(const TorturePlan& plan, const Interruptions& interruptions) {
  return std::make_unique<Kills>(plan, interruptions);
}

}  // namespace gitctx::torture

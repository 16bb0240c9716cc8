#include "tests/torture/interruption.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <csignal>
#include <fstream>
#include <stdexcept>

namespace gitctx::torture {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

std::vector<std::string> answers(const Sandbox& sandbox, const std::vector<Words>& probes) {
  std::vector<std::string> found;
  for (const Words& probe : probes) {
    Ending ending;
    found.push_back(answer_to(sandbox, probe, &ending));
    const std::string fault = ending.fault();
    if (!fault.empty()) {
      throw std::runtime_error(
          fmt::format("{} {}:\n{}", sandbox.command_line(probe), fault, ending.errors));
    }
  }
  return found;
}

std::vector<std::string> lines_of(const fs::path& file) {
  std::vector<std::string> lines;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

/// Whether a message says that a file has its new content although the command failed. A file of a
/// temporary index does not count, because it is not a result of the command.
bool says_written(const std::string& errors) {
  const std::size_t at = errors.find(" is written, but ");
  if (at == std::string::npos) return false;
  const std::size_t line = errors.rfind('\n', at) + 1;  // npos + 1 is 0
  return errors.substr(line, at - line).find("/gitctx-eval-") == std::string::npos;
}

}  // namespace

std::string describe_difference(const std::string& answer, const std::string& expected) {
  const auto begin_of = [](const std::string& text, std::size_t at) {
    const std::size_t from = at < 200 ? 0 : at - 200;
    return text.substr(from, 400);
  };
  const std::size_t at =
      static_cast<std::size_t>(std::ranges::mismatch(answer, expected).in1 - answer.begin());
  return fmt::format("got\n{}\n-- instead of\n{}", begin_of(answer, at), begin_of(expected, at));
}

void add_ending_fault(const Ending& ending, const std::string& command,
                      std::vector<Fault>& faults) {
  const std::string fault = ending.fault();
  if (fault.empty()) return;
  faults.push_back({ending.hung ? FaultKind::hang : FaultKind::crash,
                    fmt::format("{}\n{}\n{}", fault, command, ending.errors)});
}

Interruption::Interruption(const Scenario& scenario, const Origins& origins, const fs::path& folder,
                           fs::path preload)
    : scenario_(scenario),
      before_((scenario.is_hosted ? origins.hosted : origins.local).moved_to(folder / "before")),
      preload_(std::move(preload)) {
  const Sandbox& origin = scenario.is_hosted ? origins.hosted : origins.local;
  before_.restore(origin);
  for (const Words& words : scenario.preparation) before_.must_run(words);

  Sandbox after = origin.moved_to(folder / "after");
  after.restore(before_);
  before_answers_ = answers(after, scenario.probes);
  after.must_run({"index"});
  indexed_before_answers_ = answers(after, scenario.probes);

  after.restore(before_);
  const fs::path log = folder / "calls.txt";
  const auto start = Clock::now();
  after.must_run(scenario.command, {{"LD_PRELOAD", preload_.string()},
                                    {"TORTURE_ROOT", after.folder().string()},
                                    {"TORTURE_LOG", log.string()}});
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start);
  usual_time_us_ = took.count();
  calls_ = lines_of(log);
  for (std::string& call : calls_) call = after.relative_text(call);
  after_answers_ = answers(after, scenario.probes);
  after.must_run({"index"});
  indexed_after_answers_ = answers(after, scenario.probes);
  after.remove();
}

Environment Interruption::fault_at(const Sandbox& sandbox, std::size_t call,
                                   const std::string& action, bool stays) const {
  Environment variables{{"LD_PRELOAD", preload_.string()},
                        {"TORTURE_ROOT", sandbox.folder().string()},
                        {"TORTURE_CALL", std::to_string(call)},
                        {"TORTURE_ACTION", action}};
  if (stays) variables["TORTURE_STAYS"] = "1";
  return variables;
}

void Interruption::learn_time(bool was_killed) {
  const std::int64_t time = usual_time_us_.load();
  usual_time_us_ = std::max<std::int64_t>(was_killed ? time + time / 50 : time - time / 20, 1000);
}

void Interruption::add_answer_faults(const Sandbox& sandbox, State state, bool indexed,
                                     std::vector<Fault>& faults) const {
  const auto& before = indexed ? indexed_before_answers_ : before_answers_;
  const auto& after = indexed ? indexed_after_answers_ : after_answers_;
  for (std::size_t i = 0; i < scenario_.probes.size(); ++i) {
    Ending ending;
    const std::string answer = answer_to(sandbox, scenario_.probes[i], &ending);
    const std::string command = fmt::format("{}", fmt::join(scenario_.probes[i], " "));
    add_ending_fault(ending, command, faults);
    if (state != State::after && answer == before[i]) continue;
    if (state != State::before && answer == after[i]) continue;
    faults.push_back(
        {FaultKind::wrong_answer,
         fmt::format("{}{}: {}\n{}", command, indexed ? ", after gitctx index" : "",
                     describe_difference(answer, state == State::before ? before[i] : after[i]),
                     ending.errors)});
  }
}

std::vector<Fault> Interruption::find_faults(const Sandbox& sandbox, const Ending& ending,
                                             bool was_killed, bool index_first) const {
  std::vector<Fault> faults;
  State state = State::either;
  if (!was_killed) {
    add_ending_fault(ending, fmt::format("{}", fmt::join(scenario_.command, " ")), faults);
    const bool has_notice = ending.errors.find("gitctx: cannot ") != std::string::npos;
    if (ending.exited(0) && scenario_.success_means_done && !has_notice) state = State::after;
    if (!ending.exited(0) && scenario_.failure_means_nothing_done) {
      state = says_written(ending.errors) ? State::after : State::before;
    }
  }
  if (!index_first) add_answer_faults(sandbox, state, false, faults);
  const Ending index = sandbox.run({"index"});
  add_ending_fault(index, "index", faults);
  if (!index.exited(0)) {
    faults.push_back({FaultKind::wrong_answer, "gitctx index fails:\n" + index.errors});
  }
  for (const std::string& file : index_leftovers(sandbox)) {
    faults.push_back({FaultKind::leftover, file + " is left after gitctx index"});
  }
  add_answer_faults(sandbox, state, true, faults);
  // The repeated command removes leftovers that only this command knows. It may refuse to run if
  // nothing is left to do.
  add_ending_fault(sandbox.run(scenario_.command), "the repeated command", faults);
  if (sandbox.run({"index"}).exited(0)) {
    for (const std::string& file : leftovers(sandbox)) {
      faults.push_back({FaultKind::leftover, file + " is left after the repeated command"});
    }
  }
  return faults;
}

}  // namespace gitctx::torture

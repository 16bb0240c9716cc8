#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "eval/prompts/eval_services.h"
#include "eval/prompts/prompt_suite.h"

namespace gitctx {

struct PromptRunOptions {
  std::string split;               ///< empty: all examples
  std::optional<int> repetitions;  ///< nothing: as in the suite
  std::optional<double> max_cost_usd;
  int jobs = 4;  ///< examples in parallel
};

/// The estimated cost of a run. Recorded replies cost nothing.
struct CostEstimate {
  std::size_t calls = 0;          ///< to pay for
  std::optional<double> usd = 0;  ///< nothing: the price of a model is unknown
};

/// Goes through the suite without calling a model.
CostEstimate estimate_cost(const PromptSuite& suite, const EvalServices& services,
                           const PromptRunOptions& options, const std::stop_token& stop);

/// Runs every example and scores it. An example whose provider fails has no output; if the first
/// examples all fail, that error is thrown. A run ended by a stop request or the cost limit is
/// returned with the finished results and with `stopped`. With a limit, throws failure if the
/// estimate is above it, and configuration if a price is unknown. Otherwise throws as the services
/// do.
PromptRun run_prompt_suite(const PromptSuite& suite, const EvalServices& services,
                           const PromptRunOptions& options,
                           const std::function<void(std::size_t done, std::size_t all)>& progress,
                           const std::stop_token& stop);

/// `stopped` of a run ended by Ctrl-C.
inline constexpr const char* stopped_by_interrupt = "interrupted";

}  // namespace gitctx

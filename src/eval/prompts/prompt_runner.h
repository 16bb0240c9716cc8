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
  std::optional<int> repetitions;  ///< as the suite says
  std::optional<double> max_cost_usd;
  int jobs = 4;  ///< examples at a time
};

/// What a run would cost, as far as that can be told before: replies that are there already cost
/// nothing.
struct CostEstimate {
  std::size_t calls = 0;  ///< to pay for
  std::size_t kept = 0;   ///< replies that are there
  double input_tokens = 0;
  double output_tokens = 0;
  std::optional<double> usd;  ///< nothing: the price of a model is not known
};

/// Goes through the suite without asking a model.
CostEstimate estimate_cost(const PromptSuite& suite, const EvalServices& services,
                           const PromptRunOptions& options, const std::stop_token& stop);

/// Runs every example and scores it. A provider's failure is an example without an output; when
/// the first ones all fail, that error is thrown. A run that a stop or the cost limit ended is
/// returned with what was done, and with `stopped`. With a limit, throws failure when the estimate
/// is above it, and configuration when a price is not known. Everything else throws as the services
/// do.
PromptRun run_prompt_suite(const PromptSuite& suite, const EvalServices& services,
                           const PromptRunOptions& options,
                           const std::function<void(std::size_t done, std::size_t all)>& progress,
                           const std::stop_token& stop);

/// `stopped` of a run that Ctrl-C ended.
inline constexpr const char* stopped_by_interrupt = "interrupted";

}  // namespace gitctx

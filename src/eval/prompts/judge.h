#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "eval/prompts/prompt_suite.h"
#include "llm/chat_model.h"

namespace gitctx {

/// The texts that a judge grades. They may contain anything, even instructions to the judge. Each
/// line of these texts is therefore marked as content, and the prompt explains the mark.
struct JudgeCase {
  std::string task;       ///< the inputs of the example
  std::string reference;  ///< may be empty
  std::string output;
};

/// A value from 0 to 1, with the judge's reasons. If the judge failed, there is no value, and
/// `reasons` describes the failure.
struct JudgeVerdict {
  std::optional<double> value;
  std::string reasons;
};

/// Asks one chat model for grades. The prompt `judge` takes `task`, `criterion` and `texts`, and
/// returns `reasoning` and a `score` from 0 to 3.
class Judge {
 public:
  using Render = std::function<ChatRequest(const std::string& prompt, const TextByName& values)>;

  Judge(ChatModel& model, Render render) : model_(model), render_(std::move(render)) {}

  /// The model's grade, which is from 0 to 3, divided by 3.
  JudgeVerdict grade(const Rubric& rubric, const JudgeCase& what,
                     const std::stop_token& stop) const;

  /// Whether the output is better than the reference. Asks the model twice, the second time with
  /// the two texts exchanged. Returns 1 or 0 if both verdicts agree, and 0.5 (a tie) if they
  /// differ.
  JudgeVerdict compare(const Rubric& rubric, const JudgeCase& what,
                       const std::stop_token& stop) const;

 private:
  /// The model's score, from 0 to 3.
  JudgeVerdict ask(std::string_view task, std::string_view criterion, std::string_view texts,
                   const std::stop_token& stop) const;

  ChatModel& model_;
  Render render_;
};

}  // namespace gitctx

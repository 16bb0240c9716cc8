#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "eval/prompts/eval_services.h"
#include "money/budget.h"

namespace gitctx {

/// Thrown in place of a call that could exceed the cost limit of the run.
struct CostLimitReached {};

/// The chat model of one example and repetition: replays a recorded reply, or calls the model
/// within the budget and records the reply. Notes every call as a step. Used from one thread.
class MeteredModel final : public ChatModel {
 public:
  /// `name` is that of its steps: the prompt they use.
  MeteredModel(const EvalModel& model, ReplyStore* replies, Budget& budget, int repetition,
               RunStep::Kind kind, std::string name);

  const ChatModelDescription& description() const override { return called_.description(); }
  /// Throws CostLimitReached, and Error (failure) if there is no model to call.
  ChatReply complete(const ChatRequest& request, const std::stop_token& stop) override;

  std::vector<RunStep> take_steps() { return std::move(steps_); }
  /// Time spent in complete(), and the time that the same calls took originally.
  double spent_ms() const { return spent_ms_; }
  double told_ms() const { return told_ms_; }

 private:
  /// The model itself, within the budget.
  class CalledModel final : public ChatModel {
   public:
    CalledModel(const EvalModel& model, Budget& budget, std::string step_name);
    const ChatModelDescription& description() const override { return description_; }
    ChatReply complete(const ChatRequest& request, const std::stop_token& stop) override;

    const std::string name;

   private:
    const EvalModel& model_;
    Budget& budget_;
    ChatModelDescription description_;
  };

  CalledModel called_;
  RecordedChatModel recorded_;
  RunStep::Kind kind_;
  std::vector<RunStep> steps_;
  double spent_ms_ = 0;
  double told_ms_ = 0;
};

/// Estimated input tokens of a request.
std::uint64_t request_tokens(const ChatRequest& request);

/// Milliseconds since 1970.
std::int64_t now_ms();

double ms_since(std::chrono::steady_clock::time_point begin);

}  // namespace gitctx

#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "eval/prompts/eval_services.h"

namespace gitctx {

/// Thrown in place of a call that could pass the limit.
struct CostLimitReached {};

/// The dollars of one run. Used from any number of threads; what is being asked counts as if it
/// cost all it may.
class CostLimit {
 public:
  /// Nothing: there is no limit.
  explicit CostLimit(std::optional<double> most_usd) : most_usd_(most_usd) {}

  bool is_set() const { return most_usd_.has_value(); }
  /// Throws CostLimitReached if that much more might pass the limit.
  void reserve(double usd);
  /// Exchanges what was reserved for what it cost.
  void settle(double reserved_usd, double usd);
  double paid_usd() const;

 private:
  std::optional<double> most_usd_;
  mutable std::mutex mutex_;
  double paid_usd_ = 0;
  double reserved_usd_ = 0;
};

/// A chat model for one example and repetition: looks for the reply among those that are kept,
/// asks for it under the cost limit if it is not there, keeps it, and notes what it was. Used from
/// one thread.
class MeteredModel final : public ChatModel {
 public:
  MeteredModel(const EvalModel& model, ReplyStore* replies, CostLimit& limit, int repetition,
               RunStep::Kind kind);

  const ChatModelDescription& description() const override { return description_; }
  ChatReply complete(const ChatRequest& request, const std::stop_token& stop) override;

  /// What the next steps are called: the prompt.
  void set_name(std::string name) { name_ = std::move(name); }
  std::vector<RunStep> take_steps() { return std::move(steps_); }
  /// The time spent in calls, and what they took when they were paid for.
  double spent_ms() const { return spent_ms_; }
  double told_ms() const { return told_ms_; }

 private:
  KeptReply ask(const ChatRequest& request, const std::stop_token& stop);

  const EvalModel& model_;
  ReplyStore* replies_;
  CostLimit& limit_;
  int repetition_;
  RunStep::Kind kind_;
  ChatModelDescription description_;
  std::string name_;
  std::vector<RunStep> steps_;
  double spent_ms_ = 0;
  double told_ms_ = 0;
};

/// About how many tokens a model reads in a request.
double request_tokens(const ChatRequest& request);

/// Milliseconds since 1970.
std::int64_t now_ms();

}  // namespace gitctx

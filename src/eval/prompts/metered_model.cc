#include "eval/prompts/metered_model.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "base/error.h"
#include "chunk/token_estimate.h"

namespace gitctx {
namespace {

double ms_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
      .count();
}

ChatModelDescription description_of(const std::string& title) {
  const std::size_t slash = title.find('/');
  if (slash == std::string::npos) return {"", title};
  return {title.substr(0, slash), title.substr(slash + 1)};
}

}  // namespace

void CostLimit::reserve(double usd) {
  const std::lock_guard lock(mutex_);
  if (most_usd_ && paid_usd_ + reserved_usd_ + usd > *most_usd_) throw CostLimitReached{};
  reserved_usd_ += usd;
}

void CostLimit::settle(double reserved_usd, double usd) {
  const std::lock_guard lock(mutex_);
  reserved_usd_ -= reserved_usd;
  paid_usd_ += usd;
}

double CostLimit::paid_usd() const {
  const std::lock_guard lock(mutex_);
  return paid_usd_;
}

MeteredModel::MeteredModel(const EvalModel& model, ReplyStore* replies, CostLimit& limit,
                           int repetition, RunStep::Kind kind)
    : model_(model),
      replies_(replies),
      limit_(limit),
      repetition_(repetition),
      kind_(kind),
      description_(model.model != nullptr ? model.model->description()
                                          : description_of(model.title)) {}

KeptReply MeteredModel::ask(const ChatRequest& request, const std::stop_token& stop) {
  if (model_.model == nullptr) {
    throw Error(ErrorCode::failure,
                fmt::format("no reply of {} is recorded for this request of the prompt '{}'",
                            model_.title, name_),
                "the prompt, the data or what is searched has changed: record anew with --record");
  }
  // About how many tokens is not enough for a promise: a third more.
  constexpr double safety = 1.35;
  const double worst_usd =
      model_.price ? model_.price->of(safety * request_tokens(request), request.max_output_tokens)
                   : 0;
  limit_.reserve(worst_usd);
  const auto begin = std::chrono::steady_clock::now();
  ChatReply reply;
  try {
    reply = model_.model->complete(request, stop);
  } catch (...) {
    limit_.settle(worst_usd, 0);
    throw;
  }
  limit_.settle(worst_usd, reply.cost_usd);
  return {.text = std::move(reply.text),
          .model = std::move(reply.model),
          .truncated = reply.truncated,
          .usage = reply.usage,
          .cost_usd = reply.cost_usd,
          .ms = ms_since(begin)};
}

ChatReply MeteredModel::complete(const ChatRequest& request, const std::stop_token& stop) {
  const auto begin = std::chrono::steady_clock::now();
  const std::string key = kept_reply_key(model_.title, request, repetition_);
  RunStep step{.kind = kind_, .name = name_, .started_ms = now_ms()};
  std::optional<KeptReply> kept;
  if (replies_ != nullptr) kept = replies_->find(key, request);
  step.is_kept = kept.has_value();
  if (!kept) {
    kept = ask(request, stop);
    if (replies_ != nullptr) replies_->keep(key, request, *kept);
  } else if (request.on_text) {
    request.on_text(kept->text);
  }
  step.model = kept->model.empty() ? model_.title : kept->model;
  step.messages = request.messages;
  step.ms = kept->ms;
  step.output = kept->text;
  step.usage = kept->usage;
  step.cost_usd = kept->cost_usd;
  steps_.push_back(std::move(step));
  spent_ms_ += ms_since(begin);
  told_ms_ += kept->ms;
  return {.text = std::move(kept->text),
          .model = std::move(kept->model),
          .truncated = kept->truncated,
          .usage = kept->usage,
          .cost_usd = kept->cost_usd};
}

double request_tokens(const ChatRequest& request) {
  constexpr int tokens_around_a_message = 4;
  int tokens = 0;
  for (const ChatMessage& message : request.messages) {
    tokens += tokens_around_a_message + estimate_tokens(message.content);
  }
  if (request.schema) tokens += estimate_tokens(request.schema->json);
  return tokens;
}

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace gitctx

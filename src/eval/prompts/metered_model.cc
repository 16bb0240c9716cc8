#include "eval/prompts/metered_model.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>

#include "base/error.h"
#include "chunk/token_estimate.h"

namespace gitctx {
namespace {

ChatModelDescription description_of(const std::string& title) {
  const std::size_t slash = title.find('/');
  if (slash == std::string::npos) return {"", title};
  return {title.substr(0, slash), title.substr(slash + 1)};
}

}  // namespace

MeteredModel::CalledModel::CalledModel(const EvalModel& model, Budget& budget,
                                       std::string step_name)
    : name(std::move(step_name)),
      model_(model),
      budget_(budget),
      description_(model.model != nullptr ? model.model->description()
                                          : description_of(model.title)) {}

ChatReply MeteredModel::CalledModel::complete(const ChatRequest& request,
                                              const std::stop_token& stop) {
  if (model_.model == nullptr) {
    throw Error(ErrorCode::failure,
                fmt::format("no recorded reply of {} to this request of the prompt '{}'",
                            model_.title, name),
                "The prompt, the examples or the searched files have changed. Record again with "
                "--record");
  }
  // The token count is an estimate; a third more makes it an upper bound.
  constexpr double safety = 1.35;
  const auto input =
      static_cast<std::uint64_t>(safety * static_cast<double>(request_tokens(request)));
  const auto output = static_cast<std::uint64_t>(request.max_output_tokens);
  const double most_usd =
      model_.price ? cost_usd(*model_.price, {.input = input, .output = output}) : 0;
  if (budget_.try_reserve(most_usd)) throw CostLimitReached{};
  try {
    ChatReply reply = model_.model->complete(request, stop);
    budget_.settle(most_usd, {.provider = description_.provider,
                              .model = description_.model,
                              .tokens = reply.usage.input_tokens + reply.usage.output_tokens,
                              .usd = reply.cost_usd});
    return reply;
  } catch (...) {
    budget_.release(most_usd);
    throw;
  }
}

MeteredModel::MeteredModel(const EvalModel& model, ReplyStore* replies, Budget& budget,
                           int repetition, RunStep::Kind kind, std::string name)
    : called_(model, budget, std::move(name)),
      recorded_(called_, replies, model.title, repetition),
      kind_(kind) {}

ChatReply MeteredModel::complete(const ChatRequest& request, const std::stop_token& stop) {
  const auto begin = std::chrono::steady_clock::now();
  const std::int64_t started_ms = now_ms();
  ChatReply reply = recorded_.complete(request, stop);
  steps_.push_back({.kind = kind_,
                    .name = called_.name,
                    .model = reply.model.empty() ? model_title(description()) : reply.model,
                    .started_ms = started_ms,
                    .ms = reply.ms,
                    .messages = request.messages,
                    .output = reply.text,
                    .usage = reply.usage,
                    .cost_usd = reply.is_recorded ? reply.saved_usd : reply.cost_usd,
                    .is_kept = reply.is_recorded});
  spent_ms_ += ms_since(begin);
  told_ms_ += reply.ms;
  return reply;
}

std::uint64_t request_tokens(const ChatRequest& request) {
  constexpr int tokens_around_a_message = 4;
  int tokens = 0;
  for (const ChatMessage& message : request.messages) {
    tokens += tokens_around_a_message + estimate_tokens(message.content);
  }
  if (request.schema) tokens += estimate_tokens(request.schema->json);
  return static_cast<std::uint64_t>(tokens);
}

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

double ms_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
      .count();
}

}  // namespace gitctx

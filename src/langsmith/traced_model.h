#pragma once

#include <string>
#include <utility>

#include "langsmith/tracer.h"
#include "llm/chat_model.h"

namespace gitctx {

/// A chat model whose calls are runs of a trace. The model must outlive it. Not thread-safe.
class TracedChatModel final : public ChatModel {
 public:
  /// `name` is the name of its runs: that of the prompt.
  TracedChatModel(ChatModel& model, TracedRun parent, std::string name)
      : model_(model), parent_(std::move(parent)), name_(std::move(name)) {}

  const ChatModelDescription& description() const override { return model_.description(); }
  ChatReply complete(const ChatRequest& request, const std::stop_token& stop) override;

 private:
  ChatModel& model_;
  TracedRun parent_;
  std::string name_;
};

}  // namespace gitctx

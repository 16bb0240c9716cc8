#pragma once

#include <atomic>
#include <string>

#include "llm/chat_model.h"

namespace gitctx {

/// A deterministic imitation of a chat model. It answers with the source lines that share the most
/// words with the question. It follows the answer, rerank and judge prompts as far as the tests
/// need: it uses only the sources, and cites them only if the prompt says so. Its invented prices
/// are $0.40 per million input tokens and $1.60 per million output tokens.
class ExtractiveModel final : public ChatModel {
 public:
  const ChatModelDescription& description() const override { return description_; }
  ChatReply complete(const ChatRequest& request, const std::stop_token& stop) override;

  int calls() const { return calls_; }

  static constexpr const char* title = "scripted/extractive-1";

 private:
  ChatModelDescription description_{"scripted", "extractive-1"};
  std::atomic<int> calls_ = 0;
};

}  // namespace gitctx

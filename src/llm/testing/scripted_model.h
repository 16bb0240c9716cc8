#pragma once

#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "llm/chat_model.h"

namespace gitctx {

/// A model that replies with the next text of a script and remembers its requests. Each reply costs
/// $0.01, for 100 input tokens and 10 output tokens. Streamed text comes in pieces of five bytes.
/// After the last text, complete() throws ErrorCode::provider.
class ScriptedModel final : public ChatModel {
 public:
  ScriptedModel& say(std::string text) {
    texts_.push_back(std::move(text));
    return *this;
  }

  const ChatModelDescription& description() const override { return description_; }

  ChatReply complete(const ChatRequest& request, const std::stop_token&) override {
    const std::scoped_lock lock(mutex_);
    requests_.push_back(request);
    if (texts_.empty()) throw Error(ErrorCode::provider, "scripted/model: no text left");
    ChatReply reply{.text = std::move(texts_.front()), .model = "model-1"};
    texts_.pop_front();
    reply.usage = {.input_tokens = 100, .cached_input_tokens = 0, .output_tokens = 10};
    reply.cost_usd = 0.01;
    constexpr std::size_t piece = 5;
    for (std::size_t i = 0; request.on_text && i < reply.text.size(); i += piece) {
      request.on_text(std::string_view(reply.text).substr(i, piece));
    }
    return reply;
  }

  const std::vector<ChatRequest>& requests() const { return requests_; }

 private:
  ChatModelDescription description_{"scripted", "model"};
  std::mutex mutex_;
  std::deque<std::string> texts_;
  std::vector<ChatRequest> requests_;
};

}  // namespace gitctx

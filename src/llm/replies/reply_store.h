#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "llm/chat_model.h"

namespace gitctx {

/// Protocol: keeps recorded replies by reply_key(). Used from any number of threads.
class ReplyStore {
 public:
  virtual ~ReplyStore() = default;
  /// The reply as it was recorded: cost_usd and ms are those of the original call. `key` is the key
  /// of `request`. Some stores show `request` to the user.
  virtual std::optional<ChatReply> find(const std::string& key, const ChatRequest& request) = 0;
  /// Records a reply, unless there is one with that key.
  virtual void keep(const std::string& key, const ChatRequest& request, const ChatReply& reply) = 0;
};

/// "provider/name", as settings, runs and stores name a model.
std::string model_title(const ChatModelDescription& description);

/// A hash, in 32 hexadecimal digits, of everything that a reply depends on: the title of the model,
/// the request without on_text, and the number of the repetition. The same on every machine; part
/// of the formats of cassettes and databases.
std::string reply_key(std::string_view model, const ChatRequest& request, int repetition = 0);

/// A model that answers recorded requests from a store and records the replies to all others. Every
/// request to a chat model passes through it: secrets (redact/redactor.h) are replaced in a request
/// before it is hashed, sent or recorded, and in every reply. Errors are not recorded. The cost of
/// a recorded reply becomes saved_usd, and its text goes to on_text in one piece. The model and the
/// store have to outlive it.
class RecordedChatModel final : public ChatModel {
 public:
  /// `replies` may be null: then every request goes to the model.
  RecordedChatModel(ChatModel& model, ReplyStore* replies)
      : RecordedChatModel(model, replies, model_title(model.description()), 0) {}
  RecordedChatModel(ChatModel& model, ReplyStore* replies, std::string title, int repetition)
      : model_(model), replies_(replies), title_(std::move(title)), repetition_(repetition) {}

  const ChatModelDescription& description() const override { return model_.description(); }
  ChatReply complete(const ChatRequest& request, const std::stop_token& stop) override;

 private:
  ChatReply complete_clean(const ChatRequest& request, const std::stop_token& stop);
  /// Asks the model. The pieces of the reply that the caller sees have no secrets.
  ChatReply complete_shown(const ChatRequest& request, const std::stop_token& stop);
  std::optional<ChatReply> find(const std::string& key, const ChatRequest& request);

  ChatModel& model_;
  ReplyStore* replies_;
  std::string title_;
  int repetition_;
};

}  // namespace gitctx

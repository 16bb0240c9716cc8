#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "llm/chat_model.h"

namespace gitctx {

/// Protocol: stores recorded replies under their reply_key(). Thread-safe.
class ReplyStore {
 public:
  virtual ~ReplyStore() = default;
  /// The recorded reply, with the cost_usd and ms of the original call. `key` must be the
  /// reply_key() of `request`, or the key that `request` has in caches of version 1. Cassettes also
  /// store the start and the end of the last message of `request`.
  virtual std::optional<ChatReply> find(const std::string& key, const ChatRequest& request) = 0;
  /// Records a reply, unless the store already has a reply with that key.
  virtual void keep(const std::string& key, const ChatRequest& request, const ChatReply& reply) = 0;
};

/// The model as "provider/name", which is its name in settings, runs and stores.
std::string model_title(const ChatModelDescription& description);

/// A hash, in 32 hexadecimal digits, of everything that a reply depends on: the title of the model,
/// the request without on_text, and the number of the repetition. The hash is the same on every
/// machine; it is part of the formats of cassettes and databases.
std::string reply_key(std::string_view model, const ChatRequest& request, int repetition = 0);

/// A model that answers recorded requests from a store and records the replies to all other
/// requests. Every request to a chat model passes through this class, which replaces secrets
/// (redact/redactor.h). It replaces them in a request before the request is hashed, sent or
/// recorded, and in every reply. Errors are not recorded. The cost of a recorded reply becomes
/// saved_usd, and its text goes to on_text in one piece. The model and the store must outlive this
/// object.
class RecordedChatModel final : public ChatModel {
 public:
  /// If `replies` is null, every request goes to the model.
  RecordedChatModel(ChatModel& model, ReplyStore* replies)
      : RecordedChatModel(model, replies, model_title(model.description()), 0) {}
  RecordedChatModel(ChatModel& model, ReplyStore* replies, std::string title, int repetition)
      : model_(model), replies_(replies), title_(std::move(title)), repetition_(repetition) {}

  const ChatModelDescription& description() const override { return model_.description(); }
  ChatReply complete(const ChatRequest& request, const std::stop_token& stop) override;

 private:
  ChatReply complete_clean(const ChatRequest& request, const std::stop_token& stop);
  /// Asks the model. Secrets are replaced in the pieces of the reply that on_text receives.
  ChatReply complete_shown(const ChatRequest& request, const std::stop_token& stop);
  std::optional<ChatReply> find(const std::string& key, const ChatRequest& request);

  ChatModel& model_;
  ReplyStore* replies_;
  std::string title_;
  int repetition_;
};

}  // namespace gitctx

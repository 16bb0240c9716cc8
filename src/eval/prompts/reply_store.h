#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "llm/chat_model.h"

namespace gitctx {

/// A reply that was paid for once.
struct KeptReply {
  std::string text;
  std::string model;  ///< as the provider named what answered
  bool truncated = false;
  ChatUsage usage;
  double cost_usd = 0;
  double ms = 0;  ///< from the request to the reply, then
};

/// What a reply depends on, as 32 hexadecimal digits: the model, the whole request and the number
/// of the repetition. The same on every machine; part of file formats.
std::string kept_reply_key(std::string_view model, const ChatRequest& request, int repetition);

/// Protocol: replies by their key. Used from any number of threads.
class ReplyStore {
 public:
  virtual ~ReplyStore() = default;
  /// `request` is what the key was made of; people recognise a reply by it.
  virtual std::optional<KeptReply> find(const std::string& key, const ChatRequest& request) = 0;
  virtual void keep(const std::string& key, const ChatRequest& request, const KeptReply& reply) = 0;
};

/// "provider/name", as models are named in settings, runs and stores.
std::string model_title(const ChatModelDescription& description);

}  // namespace gitctx

#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/database.h"
#include "llm/chat_model.h"

namespace gitctx {

/// Replies by what was asked, in a SQLite file: nothing is paid for twice, and what has been asked
/// once can be asked again without a network. Used from any number of threads and processes.
class ReplyCache {
 public:
  /// Creates the file if missing. Throws as Database.
  static ReplyCache open(const std::filesystem::path& path);
  ReplyCache(ReplyCache&& other) noexcept : database_(std::move(other.database_)) {}

  /// The reply as it was stored, with what it cost then as saved_usd, and nothing as cost_usd.
  std::optional<ChatReply> find(std::string_view key);
  /// Keeps the first reply of a key. `model` is "provider/model", for whoever looks into the file.
  void store(std::string_view key, std::string_view model, const ChatReply& reply);
  std::size_t size();

 private:
  explicit ReplyCache(Database database) : database_(std::move(database)) {}

  std::mutex mutex_;
  Database database_;
};

/// 32 hexadecimal digits of the provider, the model and the whole request, on_text left out.
/// Repetitions of a request that are to be asked anew differ in their seed.
std::string reply_key(const ChatModelDescription& model, const ChatRequest& request);

/// A model that looks into a cache first. A cached text comes to on_text in one piece; errors are
/// not kept. The model and the cache have to outlive it.
class CachedChatModel final : public ChatModel {
 public:
  enum class Mode : std::uint8_t {
    off,
    read_write,
    replay_only,  ///< what is not in the cache is an Error(failure): no call is ever made
  };

  CachedChatModel(ChatModel& model, ReplyCache& cache, Mode mode)
      : model_(model), cache_(cache), mode_(mode) {}

  const ChatModelDescription& description() const override { return model_.description(); }
  ChatReply complete(const ChatRequest& request, const std::stop_token& stop) override;

 private:
  ChatModel& model_;
  ReplyCache& cache_;
  Mode mode_;
};

}  // namespace gitctx

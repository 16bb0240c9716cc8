#pragma once

#include <filesystem>
#include <mutex>
#include <utility>

#include "base/database.h"
#include "llm/replies/reply_store.h"

namespace gitctx {

/// Keeps recorded replies in the table `replies` of a SQLite file. Each row has a checksum; a
/// damaged row counts as missing. Throws Error as Database does.
class ReplyDatabase final : public ReplyStore {
 public:
  /// Opens the reply cache of a repository, a file that contains only replies. Caches of versions 1
  /// and 2 are upgraded and keep their replies.
  static ReplyDatabase open_cache(const std::filesystem::path& path);

  /// Creates the table, or its column of checksums, if the database lacks it.
  explicit ReplyDatabase(Database database);
  ReplyDatabase(ReplyDatabase&& other) noexcept : database_(std::move(other.database_)) {}

  std::optional<ChatReply> find(const std::string& key, const ChatRequest& request) override;
  void keep(const std::string& key, const ChatRequest& request, const ChatReply& reply) override;

 private:
  void add_checksums();

  std::mutex mutex_;
  Database database_;
};

}  // namespace gitctx

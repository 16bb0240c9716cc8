#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "llm/replies/reply_store.h"

namespace gitctx {

/// Keeps recorded replies in a YAML file that is committed to git, so that a suite runs without a
/// network. The replies are sorted by key, so that the same replies give the same file. The file
/// also records which models gave the replies. Anything that looks like a secret is removed.
class ReplyCassette final : public ReplyStore {
 public:
  struct Source {
    std::string model;  ///< "provider/name" of the target's model; empty without a model
    std::string judge;
    std::string note;  ///< remark for readers: content and date of the recording
  };

  /// `known` (may be null) is searched for replies that the cassette lacks, and also receives the
  /// new replies. `known` must outlive the cassette.
  explicit ReplyCassette(Source source, ReplyStore* known = nullptr)
      : source_(std::move(source)), known_(known) {}
  /// Throws Error(failure) for broken YAML and Error(usage) for a text that is not a cassette. Both
  /// messages name the line.
  static ReplyCassette parse(std::string_view yaml, std::string_view file);
  ReplyCassette(ReplyCassette&& other) noexcept
      : source_(std::move(other.source_)),
        known_(other.known_),
        replies_(std::move(other.replies_)) {}

  const Source& source() const { return source_; }

  std::optional<ChatReply> find(const std::string& key, const ChatRequest& request) override;
  void keep(const std::string& key, const ChatRequest& request, const ChatReply& reply) override;

  std::string yaml() const;

 private:
  struct Entry {
    std::string request;  ///< excerpt of the request: its beginning and end
    ChatReply reply;
  };

  void add(const std::string& key, const ChatRequest& request, const ChatReply& reply);

  Source source_;
  ReplyStore* known_;
  mutable std::mutex mutex_;
  std::map<std::string, Entry> replies_;
};

}  // namespace gitctx

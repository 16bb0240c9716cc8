#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "eval/prompts/reply_store.h"

namespace gitctx {

/// Replies in a YAML file that is kept in git, so that a suite runs without a network. Sorted by
/// key: the same replies give the same file. The models that it was recorded from are part of it;
/// what looks like a secret is not.
class ReplyCassette final : public ReplyStore {
 public:
  struct Source {
    std::string model;  ///< "provider/name" of the target, empty if none is asked
    std::string judge;
    std::string note;  ///< for readers: what answered, and when
  };

  explicit ReplyCassette(Source source) : source_(std::move(source)) {}
  /// Throws failure for broken YAML, usage for a text that is no cassette; both with the line.
  static ReplyCassette parse(std::string_view yaml, std::string_view file);
  ReplyCassette(ReplyCassette&& other) noexcept
      : source_(std::move(other.source_)), replies_(std::move(other.replies_)) {}

  const Source& source() const { return source_; }

  std::optional<KeptReply> find(const std::string& key, const ChatRequest& request) override;
  void keep(const std::string& key, const ChatRequest& request, const KeptReply& reply) override;

  std::string yaml() const;

 private:
  struct Entry {
    std::string request;  ///< its beginning
    KeptReply reply;
  };

  Source source_;
  mutable std::mutex mutex_;
  std::map<std::string, Entry> replies_;
};

/// Records into a cassette what is asked for, and what a store has already.
class RecordingStore final : public ReplyStore {
 public:
  /// `known` may be null.
  RecordingStore(ReplyCassette& cassette, ReplyStore* known) : cassette_(cassette), known_(known) {}

  std::optional<KeptReply> find(const std::string& key, const ChatRequest& request) override;
  void keep(const std::string& key, const ChatRequest& request, const KeptReply& reply) override;

 private:
  ReplyCassette& cassette_;
  ReplyStore* known_;
};

}  // namespace gitctx

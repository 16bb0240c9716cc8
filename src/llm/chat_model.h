#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

struct ChatMessage {
  enum class Role : std::uint8_t { system, user, assistant };
  Role role = Role::user;
  std::string content;
};

/// As providers write it, and records.
constexpr std::string_view role_name(ChatMessage::Role role) {
  switch (role) {
    case ChatMessage::Role::system:
      return "system";
    case ChatMessage::Role::user:
      return "user";
    case ChatMessage::Role::assistant:
      return "assistant";
  }
  return "user";
}

/// What a reply has to look like: a JSON Schema (draft 2020-12) in the subset that strict
/// structured outputs take, as JSON text.
struct OutputSchema {
  std::string name;  ///< [A-Za-z0-9_-]{1,64}
  std::string json;
};

struct ChatRequest {
  std::vector<ChatMessage> messages;
  std::optional<OutputSchema> schema;
  std::optional<double> temperature;
  std::optional<std::int64_t> seed;
  int max_output_tokens = 1024;
  /// If set, text comes here in pieces, too, as it arrives; with a schema in one piece, when it was
  /// checked. Called on the thread of complete().
  std::function<void(std::string_view piece)> on_text;
};

struct ChatUsage {
  std::uint64_t input_tokens = 0;  ///< with the cached ones
  std::uint64_t cached_input_tokens = 0;
  std::uint64_t output_tokens = 0;

  ChatUsage& operator+=(const ChatUsage& other) {
    input_tokens += other.input_tokens;
    cached_input_tokens += other.cached_input_tokens;
    output_tokens += other.output_tokens;
    return *this;
  }
  bool operator==(const ChatUsage&) const = default;
};

struct ChatReply {
  std::string text;   ///< with a schema: JSON that was checked against it
  std::string model;  ///< as the provider names what answered
  bool truncated = false;
  ChatUsage usage;
  double cost_usd = 0;   ///< what was paid for it now; 0 without a known price
  double saved_usd = 0;  ///< what was not, since the reply comes out of a cache
};

/// What several replies took together.
struct ChatBill {
  std::size_t calls = 0;
  ChatUsage usage;
  double cost_usd = 0;
  double saved_usd = 0;

  void add(const ChatReply& reply) {
    ++calls;
    usage += reply.usage;
    cost_usd += reply.cost_usd;
    saved_usd += reply.saved_usd;
  }
};

struct ChatModelDescription {
  std::string provider;  ///< "openai", "anthropic", or the host of a compatible server
  std::string model;
};

/// Protocol: a conversation to its next message. Used from any number of threads.
class ChatModel {
 public:
  virtual ~ChatModel() = default;
  virtual const ChatModelDescription& description() const = 0;
  /// Throws Error: provider (with the provider's sentence, or "refused: ..."), configuration (no
  /// key), interrupted.
  virtual ChatReply complete(const ChatRequest& request, const std::stop_token& stop) = 0;
};

}  // namespace gitctx

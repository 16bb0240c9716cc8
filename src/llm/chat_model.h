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

/// The name of a role in APIs and records.
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

/// The required form of a reply: JSON Schema (draft 2020-12) as JSON text, in the subset that
/// strict structured outputs accept.
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
  /// May be empty. Without a schema, it receives each piece of the text as the piece arrives. With
  /// a schema, it receives the checked text once. Called on the thread of complete().
  std::function<void(std::string_view piece)> on_text;
  /// May be empty. If the provider may already have charged for a request, this function is called
  /// before the request is repeated. If the call throws, nothing is sent again. Called on the
  /// thread of complete().
  std::function<void()> before_resend{};
};

struct ChatUsage {
  std::uint64_t input_tokens = 0;  ///< including cached tokens
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
  std::string text;        ///< with a schema: JSON that was checked against it
  std::string model;       ///< the provider's name for the model
  bool truncated = false;  ///< the text was cut off at the output token limit
  ChatUsage usage;
  double cost_usd = 0;   ///< cost of this call; 0 if the price is not known
  double saved_usd = 0;  ///< cost of the original call, if the reply is recorded
  double ms = 0;         ///< time from the request to the reply in the original call
  bool is_recorded = false;
};

/// The totals of several replies.
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

/// Protocol: returns the next message of a conversation. Thread-safe.
class ChatModel {
 public:
  virtual ~ChatModel() = default;
  virtual const ChatModelDescription& description() const = 0;
  /// Throws Error(provider) with the provider's sentence or "refused: ...", Error(configuration) if
  /// a key is missing or a budget would be exceeded, and Error(interrupted) if a stop is requested.
  virtual ChatReply complete(const ChatRequest& request, const std::stop_token& stop) = 0;
};

}  // namespace gitctx

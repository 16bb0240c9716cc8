#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "testing/conformance/conformance_server.h"
#include "testing/http_listener.h"

namespace gitctx {

/// Thrown to refuse a request; refuse() turns it into the provider's own error document.
struct ConformanceRefusal {
  int status = 400;
  std::string message;
  std::string code;   ///< empty: the usual code for the status
  std::string field;  ///< name of the faulty field
  HeaderList headers;
};

struct CallUsage {
  std::uint64_t inputs = 0;
  std::uint64_t input_tokens = 0;
  std::uint64_t output_tokens = 0;
};

/// One request to a provider.
struct ProviderCall {
  const ServedRequest& request;
  std::string path;  ///< the path after the provider's prefix
  /// Must be called as soon as the usage is known, before anything is stored. Throws
  /// ConformanceRefusal if a rate limit is exceeded.
  std::function<void(const CallUsage&)> admit;

  /// The body as a JSON object; throws ConformanceRefusal if it is anything else.
  nlohmann::json body() const;
};

/// Protocol: the imitation of one provider. Implementations must be thread-safe.
class ConformanceProvider {
 public:
  virtual ~ConformanceProvider() = default;
  /// The API key in a request.
  virtual std::string key_of(const ServedRequest& request) const = 0;
  /// Answers a request, or throws ConformanceRefusal.
  virtual ServedReply answer(ProviderCall& call) = 0;
  virtual ServedReply refuse(const ConformanceRefusal& refusal) const = 0;
};

/// The model functions that all providers of a server share.
struct ModelPlay {
  std::function<std::size_t(std::string_view model, std::string_view text)> count_tokens;
  /// The reply of a chat model to a request. `schema` may be null; `said` is the last message.
  std::function<ScriptedChat(std::string_view body, const nlohmann::json& schema,
                             std::string_view said)>
      chat;
};

ServedReply json_reply(const nlohmann::json& document, int status = 200);

/// The key in a request's `Authorization: Bearer` header.
std::string bearer_key(const ServedRequest& request);

/// Throws ConformanceRefusal for a field of `object` that is not in `known`.
void refuse_unknown_fields(const nlohmann::json& object, std::initializer_list<const char*> known,
                           int status, std::string_view sentence);

/// The text of a chat message's `content`: a string, or a list of parts that each have a `text`.
std::string message_text(const nlohmann::json& content);

std::unique_ptr<ConformanceProvider> make_openai_play(const ModelPlay& play, bool is_compatible);
std::unique_ptr<ConformanceProvider> make_voyage_play(const ModelPlay& play);
std::unique_ptr<ConformanceProvider> make_cohere_play(const ModelPlay& play);
std::unique_ptr<ConformanceProvider> make_gemini_play(const ModelPlay& play);
std::unique_ptr<ConformanceProvider> make_anthropic_play(const ModelPlay& play);

}  // namespace gitctx

#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "testing/conformance/conformance_server.h"
#include "testing/http_listener.h"

namespace gitctx {

/// Why a provider does not answer; thrown, and turned into the provider's own document.
struct ConformanceRefusal {
  int status = 400;
  std::string message;
  std::string code;   ///< empty: the usual one of the status
  std::string field;  ///< that is wrong
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
  std::string path;  ///< after the provider's prefix
  /// To be called once what would be charged is known and before anything is remembered. Throws
  /// ConformanceRefusal when a rate limit is passed.
  std::function<void(const CallUsage&)> admit;

  /// The JSON object of the body; throws ConformanceRefusal if it is none.
  nlohmann::json body() const;
};

/// Protocol: one provider. Calls come from many threads.
class ConformanceProvider {
 public:
  virtual ~ConformanceProvider() = default;
  /// The key that came with a request.
  virtual std::string key_of(const ServedRequest& request) const = 0;
  /// Throws ConformanceRefusal.
  virtual ServedReply answer(ProviderCall& call) = 0;
  virtual ServedReply refuse(const ConformanceRefusal& refusal) const = 0;
};

/// What all providers of a server share.
struct ModelPlay {
  std::function<std::size_t(std::string_view model, std::string_view text)> count_tokens;
  /// What a chat answers to a request; `schema` may be null, `said` is the last message.
  std::function<ScriptedChat(std::string_view body, const nlohmann::json& schema,
                             std::string_view said)>
      chat;
};

ServedReply json_reply(const nlohmann::json& document, int status = 200);

/// `key` as `Authorization: Bearer` sends it.
std::string bearer_key(const ServedRequest& request);

/// Throws ConformanceRefusal for a field of `object` that `known` does not have.
void refuse_unknown_fields(const nlohmann::json& object, std::initializer_list<const char*> known,
                           int status, std::string_view sentence);

std::unique_ptr<ConformanceProvider> make_openai_play(const ModelPlay& play, bool is_compatible);
std::unique_ptr<ConformanceProvider> make_voyage_play(const ModelPlay& play);
std::unique_ptr<ConformanceProvider> make_cohere_play(const ModelPlay& play);
std::unique_ptr<ConformanceProvider> make_gemini_play(const ModelPlay& play);
std::unique_ptr<ConformanceProvider> make_anthropic_play(const ModelPlay& play);

}  // namespace gitctx

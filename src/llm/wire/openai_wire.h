#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "llm/chat_model.h"
#include "llm/wire/wire_reply.h"

namespace gitctx {

/// Which request fields a model accepts. OpenAI's models and compatible servers differ, and only a
/// rejected request shows how. For Anthropic's models, only the temperature matters.
struct ChatDialect {
  /// How a schema is requested. Each value is for servers that reject the value before it.
  enum class Schemas : std::uint8_t { json_schema, json_object, prompt_only };

  Schemas schemas = Schemas::json_schema;
  bool has_completion_limit = true;  ///< the limit is called max_completion_tokens, not max_tokens
  bool is_limit_settled = false;     ///< the other name of the limit was rejected
  bool takes_temperature = true;
  bool takes_seed = true;
  bool takes_stream_options = true;

  bool operator==(const ChatDialect&) const = default;
};

/// The first dialect to try. For OpenAI's models, it depends on the name of the model.
ChatDialect first_dialect(std::string_view model, bool is_compatible_server);

/// The dialect without the request field that the body of a refusal names; `dialect` itself if the
/// refusal is not about a field.
ChatDialect learn_dialect(const ChatDialect& dialect, std::string_view refusal);

/// The body of a request. The same arguments always give the same bytes.
std::string openai_body(std::string_view model, const ChatRequest& request, bool is_streamed,
                        const ChatDialect& dialect);

class OpenAiReader final : public WireReader {
 public:
  void read_whole(const nlohmann::json& body) override;
  std::string read_event(const nlohmann::json& event) override;
};

}  // namespace gitctx

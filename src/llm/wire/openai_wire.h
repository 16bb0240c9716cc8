#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "llm/chat_model.h"
#include "llm/wire/wire_reply.h"

namespace gitctx {

/// What a server of OpenAI's chat completions understands. OpenAI's newest models and the servers
/// that are compatible with it differ in this, and say so only by refusing.
struct OpenAiDialect {
  /// How a reply is made to fit a schema, each step for servers that refuse the one before.
  enum class Schemas : std::uint8_t { json_schema, json_object, prompt_only };

  Schemas schemas = Schemas::json_schema;
  bool has_completion_limit = true;  ///< max_completion_tokens, else max_tokens
  bool is_limit_settled = false;     ///< the other one was refused
  bool takes_temperature = true;
  bool takes_seed = true;
  bool takes_stream_options = true;

  bool operator==(const OpenAiDialect&) const = default;
};

/// The dialect to begin with: of OpenAI's own model by its name, or of a compatible server.
OpenAiDialect first_dialect(std::string_view model, bool is_compatible_server);

/// The dialect without what the body of a refusal complains of; `dialect` itself if it complains of
/// something else.
OpenAiDialect learn_dialect(const OpenAiDialect& dialect, std::string_view refusal);

/// The body of a request: the same bytes for the same arguments.
std::string openai_body(std::string_view model, const ChatRequest& request, bool is_streamed,
                        const OpenAiDialect& dialect);

class OpenAiReader final : public WireReader {
 public:
  void read_whole(std::string_view body) override;
  std::string read_event(std::string_view event, std::string_view data) override;
  WireReply take() override { return std::move(reply_); }

 private:
  WireReply reply_;
};

}  // namespace gitctx

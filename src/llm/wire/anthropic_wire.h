#pragma once

#include <string>
#include <string_view>

#include "llm/chat_model.h"
#include "llm/wire/wire_reply.h"

namespace gitctx {

/// The body of a request to the Messages API. The same arguments always give the same bytes. A
/// schema becomes a tool that the model must call. The seed is left out, since the API does not
/// accept one.
std::string anthropic_body(std::string_view model, const ChatRequest& request, bool is_streamed,
                           bool has_temperature);

/// With `is_tool_call`, the text of the reply is the input of the tool, as JSON.
class AnthropicReader final : public WireReader {
 public:
  explicit AnthropicReader(bool is_tool_call) : is_tool_call_(is_tool_call) {}

  void read_whole(const nlohmann::json& body) override;
  std::string read_event(const nlohmann::json& event) override;

 private:
  bool is_tool_call_;
};

}  // namespace gitctx

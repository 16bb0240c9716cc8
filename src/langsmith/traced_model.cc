#include "langsmith/traced_model.h"

#include "base/error.h"
#include "langsmith/shapes.h"

namespace gitctx {

ChatReply TracedChatModel::complete(const ChatRequest& request, const std::stop_token& stop) {
  if (!parent_.is_recorded()) return model_.complete(request, stop);
  TracedRun run = parent_.start(name_, "llm", messages_shape(request.messages));
  const ChatModelDescription& described = model_.description();
  const nlohmann::ordered_json metadata = model_shape(described.provider, described.model);
  for (const auto& [name, value] : metadata.items()) {
    run.add_metadata(name, value);
  }
  try {
    ChatReply reply = model_.complete(request, stop);
    run.finish(reply_shape(reply.text, reply.usage, reply.cost_usd));
    return reply;
  } catch (const Error& error) {
    run.fail(error.message());
    throw;
  }
}

}  // namespace gitctx

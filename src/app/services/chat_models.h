#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/config/config.h"
#include "app/config/environment.h"
#include "app/notice.h"
#include "base/error.h"
#include "git/repository_layout.h"
#include "llm/chat_model.h"
#include "money/price_table.h"

namespace gitctx {

struct ChatModelRequest {
  std::string name;  ///< "provider/model"; empty: the setting model.chat
  /// The setting or option that gives the name, for messages. Must be a string literal.
  std::string_view named_by = "model.chat";
  double max_cost_usd = 0;  ///< limit for this run; 0: no limit
  bool keep_replies = true;
  bool is_impatient = false;  ///< gives up soon; for callers that can do without a reply
};

/// A chat model with everything it needs: connections, rate limits, prices, budgets and recorded
/// replies. The replies are stored per repository, separately from the index.
class OpenChatModel {
 public:
  virtual ~OpenChatModel() = default;
  virtual ChatModel& model() = 0;
  /// The price of the model; nothing if it is unknown.
  virtual std::optional<ModelPrice> price() const = 0;
  /// The notices about the use of the model. There are notices for three cases: 80% of a budget is
  /// spent, recorded replies cannot be used, or a limit cannot be enforced because the price is
  /// unknown.
  virtual std::vector<Notice> notices() const = 0;
};

/// The Error for a command that has no chat model because the model in the repository's settings
/// file waits for trust.
Error waiting_chat_error();

/// The notices about settings, for a command that will open the chat model `name` (empty: the
/// setting model.chat). If opening the model will fail because model.chat waits for trust, the
/// notice about trust is omitted, because the error has the same hint.
std::vector<Notice> notices_before_chat(const Config& config, const std::string& name);

/// Opens a chat model, without sending a request. Throws Error(configuration) if no model is set or
/// its name has no provider.
std::unique_ptr<OpenChatModel> open_chat_model(const Config& config, const RepositoryLayout& layout,
                                               const Environment& environment,
                                               const ChatModelRequest& request);

}  // namespace gitctx

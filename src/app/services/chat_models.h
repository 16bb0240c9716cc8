#pragma once

#include <memory>
#include <optional>
#include <string>

#include "app/config/config.h"
#include "app/config/environment.h"
#include "git/repository_layout.h"
#include "llm/chat_model.h"
#include "money/price_table.h"

namespace gitctx {

struct ChatModelRequest {
  std::string name;         ///< "provider/model"; empty: model.chat of the settings
  double max_cost_usd = 0;  ///< of this run; 0: no limit
  bool keep_replies = true;
  bool is_impatient = false;  ///< seconds rather than minutes: somebody waits, and can do without
};

/// A chat model with all that it is made of: connections, rates, prices, the day's budget and the
/// replies that are kept, which belong to the repository and lie apart from the index.
class OpenChatModel {
 public:
  virtual ~OpenChatModel() = default;
  virtual ChatModel& model() = 0;
  /// Nothing where the price is not known.
  virtual std::optional<ModelPrice> price() const = 0;
  /// A sentence, once, when most of a budget is spent.
  virtual std::optional<std::string> take_warning() = 0;
};

/// Nobody is asked yet. Throws configuration where no model is named, and for a name that says no
/// provider.
std::unique_ptr<OpenChatModel> open_chat_model(const Config& config, const RepositoryLayout& layout,
                                               const Environment& environment,
                                               const ChatModelRequest& request);

}  // namespace gitctx

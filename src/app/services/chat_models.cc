#include "app/services/chat_models.h"

#include <chrono>
#include <filesystem>

#include "app/services/embedders.h"
#include "base/error.h"
#include "http/curl_transport.h"
#include "http/http_client.h"
#include "http/rate_limiter.h"
#include "llm/chat/budgeted_model.h"
#include "llm/chat/make_chat_model.h"
#include "llm/chat/reply_cache.h"
#include "money/budget.h"
#include "money/spend_ledger.h"

namespace gitctx {
namespace {

constexpr std::chrono::milliseconds patient{120'000};
constexpr std::chrono::milliseconds impatient{20'000};

std::optional<double> limit_of(double usd) { return usd > 0 ? std::optional(usd) : std::nullopt; }

const std::string& key_of(const std::string& name, const Secrets& secrets) {
  return name.starts_with("anthropic/") ? secrets.anthropic_api_key : secrets.openai_api_key;
}

RetryPolicy policy_of(const ChatModelRequest& request) {
  RetryPolicy policy;
  if (request.is_impatient) {
    policy.attempts = 2;
    policy.deadline = impatient;
  }
  return policy;
}

class ModelOfSettings final : public OpenChatModel {
 public:
  ModelOfSettings(const std::string& name, const Config& config, const PaidFiles& files,
                  const ChatModelRequest& request)
      : client_(*transport_, policy_of(request), &limiter_),
        prices_(PriceTable::load(std::filesystem::exists(files.prices) ? std::optional(files.prices)
                                                                       : std::nullopt)),
        ledger_(SpendLedger::open(files.spending)),
        budget_({.usd_per_day = limit_of(config.settings.model.budget_usd_per_day),
                 .usd_per_run = limit_of(request.max_cost_usd)},
                ledger_),
        called_(make_chat_model(
            {.name = name,
             .base_url = config.settings.model.chat_base_url,
             .api_key = config.chat_base_url_is_shared ? "" : key_of(name, config.secrets),
             .timeout = request.is_impatient ? impatient : patient},
            client_, prices_)),
        budgeted_(*called_, budget_, prices_) {
    if (!request.keep_replies) return;
    replies_.emplace(ReplyCache::open(files.embeddings.parent_path() / "replies.sqlite"));
    cached_.emplace(budgeted_, *replies_, CachedChatModel::Mode::read_write);
  }

  ChatModel& model() override {
    return cached_ ? static_cast<ChatModel&>(*cached_) : static_cast<ChatModel&>(budgeted_);
  }
  std::optional<ModelPrice> price() const override {
    const ChatModelDescription& described = called_->description();
    const ModelPrice* price = prices_.find(described.provider, described.model);
    return price == nullptr ? std::nullopt : std::optional(*price);
  }
  std::optional<std::string> take_warning() override { return budget_.take_warning(); }

 private:
  std::unique_ptr<HttpTransport> transport_ = make_curl_transport();
  RateLimiter limiter_;
  HttpClient client_;
  PriceTable prices_;
  SpendLedger ledger_;
  Budget budget_;
  std::unique_ptr<ChatModel> called_;
  BudgetedChatModel budgeted_;
  std::optional<ReplyCache> replies_;
  std::optional<CachedChatModel> cached_;
};

}  // namespace

std::unique_ptr<OpenChatModel> open_chat_model(const Config& config, const RepositoryLayout& layout,
                                               const Environment& environment,
                                               const ChatModelRequest& request) {
  const std::string& name = request.name.empty() ? config.settings.model.chat : request.name;
  if (name.empty()) {
    throw Error(ErrorCode::configuration, "no chat model is set",
                "Set model.chat to openai/NAME or anthropic/NAME");
  }
  return std::make_unique<ModelOfSettings>(name, config, paid_files(layout, environment), request);
}

}  // namespace gitctx

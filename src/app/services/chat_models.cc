#include "app/services/chat_models.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <mutex>
#include <utility>

#include "app/services/embedders.h"
#include "app/services/transport.h"
#include "base/error.h"
#include "core/storage_paths.h"
#include "http/http_client.h"
#include "http/rate_limiter.h"
#include "llm/chat/budgeted_model.h"
#include "llm/chat/make_chat_model.h"
#include "llm/replies/reply_database.h"

namespace gitctx {
namespace {

constexpr std::chrono::milliseconds impatient{20'000};

std::string key_for_chat(const std::string& name, const Config& config) {
  const Provider* const provider = split_model_name(name).provider;
  const bool has_chat = provider != nullptr && !provider->chat_url.empty();
  return api_key_of(has_chat ? provider : nullptr, config);
}

std::chrono::milliseconds time_limit(const Config& config) {
  return std::chrono::seconds(config.settings.model.chat_timeout_s);
}

/// Whether the caller waits for a shorter time than the time limit in the settings.
bool gives_up_sooner(const ChatModelRequest& request, const Config& config) {
  return request.is_impatient && impatient < time_limit(config);
}

RetryPolicy policy_of(const ChatModelRequest& request, const Config& config) {
  RetryPolicy policy;
  policy.retries_timeouts = false;
  policy.deadline = std::max(policy.deadline, time_limit(config));
  if (request.is_impatient) {
    policy.attempts = 2;
    policy.deadline = impatient;
  }
  return policy;
}

ChatModelSettings chat_settings(const std::string& name, const Config& config,
                                const ChatModelRequest& request) {
  const bool is_sooner = gives_up_sooner(request, config);
  return {.name = name,
          .base_url = config.settings.model.chat_base_url,
          .api_key = config.chat_base_url_is_shared ? "" : key_for_chat(name, config),
          .needs_key = !config.chat_base_url_is_shared,
          .timeout = is_sooner ? impatient : time_limit(config),
          .timeout_setting = is_sooner ? "" : "model.chat_timeout",
          .named_by = request.named_by};
}

/// The recorded replies of a repository. After an error in the file, the cache finds no replies and
/// records none.
class ReplyCache final : public ReplyStore {
 public:
  explicit ReplyCache(const std::filesystem::path& file) {
    attempt([&] { replies_.emplace(ReplyDatabase::open_cache(file)); });
  }

  std::optional<ChatReply> find(const std::string& key, const ChatRequest& request) override {
    std::optional<ChatReply> found;
    attempt([&] {
      if (replies_) found = replies_->find(key, request);
    });
    return found;
  }
  void keep(const std::string& key, const ChatRequest& request, const ChatReply& reply) override {
    attempt([&] {
      if (replies_) replies_->keep(key, request, reply);
    });
  }
  std::optional<Error> fault() const {
    const std::lock_guard lock(mutex_);
    return fault_;
  }

 private:
  void attempt(const std::function<void()>& use) {
    const std::lock_guard lock(mutex_);
    if (fault_) return;
    try {
      use();
    } catch (const Error& error) {
      fault_ = error;
    }
  }

  mutable std::mutex mutex_;  // guards the members below
  std::optional<ReplyDatabase> replies_;
  std::optional<Error> fault_;
};

class ModelOfSettings final : public OpenChatModel {
 public:
  ModelOfSettings(const std::string& name, const Config& config, const PaidFiles& files,
                  const Environment& environment, const ChatModelRequest& request)
      : transport_(make_curl_transport(transport_options(config, environment))),
        client_(*transport_, policy_of(request, config), &limiter_),
        prices_(PriceTable::load(files.prices)),
        called_(make_chat_model(chat_settings(name, config, request), client_, prices_)),
        bill_(called_->description().provider, called_->description().model, prices_,
              bill_options(files, config, request.max_cost_usd)),
        budgeted_(*called_, bill_),
        title_(model_title(called_->description())),
        is_limited_(request.max_cost_usd > 0) {
    if (request.keep_replies) {
      replies_.emplace(reply_cache_file(files.embeddings.parent_path()));
    }
    recorded_.emplace(budgeted_, replies_ ? &*replies_ : nullptr);
  }

  ChatModel& model() override { return *recorded_; }
  std::optional<ModelPrice> price() const override { return bill_.price(); }
  std::vector<Notice> notices() const override {
    std::vector<Notice> notices;
    const std::string warning = bill_.totals().warning;
    if (!warning.empty()) notices.push_back({warning, {}});
    if (is_limited_ && !bill_.price()) notices.push_back(unlimited_notice(title_));
    const std::optional<Error> fault = replies_ ? replies_->fault() : std::nullopt;
    if (fault) {
      notices.push_back({"recorded replies are not used: " + fault->message(), fault->hint()});
    }
    return notices;
  }

 private:
  std::unique_ptr<HttpTransport> transport_;
  RateLimiter limiter_;
  HttpClient client_;
  PriceTable prices_;
  std::unique_ptr<ChatModel> called_;
  Bill bill_;
  BudgetedChatModel budgeted_;
  std::string title_;
  bool is_limited_;  ///< true if --max-cost was given
  std::optional<ReplyCache> replies_;
  std::optional<RecordedChatModel> recorded_;
};

}  // namespace

Error waiting_chat_error() {
  return {ErrorCode::configuration,
          "no chat model is set: the repository's model.chat is not in force until you trust it",
          std::string(trust_hint)};
}

std::vector<Notice> notices_before_chat(const Config& config, const std::string& name) {
  std::vector<Notice> notices = config.notices;
  const bool fails =
      name.empty() && config.settings.model.chat.empty() && is_waiting(config, "model.chat");
  if (fails) std::erase_if(notices, [](const Notice& n) { return n.hint == trust_hint; });
  return notices;
}

std::unique_ptr<OpenChatModel> open_chat_model(const Config& config, const RepositoryLayout& layout,
                                               const Environment& environment,
                                               const ChatModelRequest& request) {
  const std::string& name = request.name.empty() ? config.settings.model.chat : request.name;
  if (name.empty()) {
    if (is_waiting(config, "model.chat")) throw waiting_chat_error();
    throw Error(ErrorCode::configuration, "no chat model is set",
                "Set model.chat to openai/NAME or anthropic/NAME");
  }
  return std::make_unique<ModelOfSettings>(name, config, paid_files(layout, environment),
                                           environment, request);
}

}  // namespace gitctx

#include "app/services/embedders.h"

#include "core/storage_paths.h"
#include "embed/hosted/hosted_embedders.h"
#include "http/curl_transport.h"

namespace gitctx {
namespace {

std::string key_for(const HostedModel& model, const Secrets& secrets) {
  switch (model.api) {
    case EmbeddingApi::openai:
      return secrets.openai_api_key;
    case EmbeddingApi::voyage:
      return secrets.voyage_api_key;
    case EmbeddingApi::cohere:
      return secrets.cohere_api_key;
    case EmbeddingApi::gemini:
      return secrets.gemini_api_key;
  }
  return {};
}

}  // namespace

PaidFiles paid_files(const RepositoryLayout& layout, const Environment& environment) {
  const std::filesystem::path cache = cache_folder(layout.common_dir);
  const std::string_view home = environment.get("HOME");
  const std::filesystem::path user = home.empty() ? cache : user_folder(home);
  return {.embeddings = embedding_cache_file(cache),
          .batches = embedding_batch_file(cache),
          .spending = spending_file(user),
          .prices = price_file(user)};
}

std::unique_ptr<EmbedderSource> open_embedders(const Config& config, const RepositoryLayout& layout,
                                               const Environment& environment,
                                               double max_cost_usd) {
  std::optional<HostedModel> model = find_hosted_model(config.settings.model);
  if (!model) return make_local_embedders(config.settings.model);
  const PaidFiles files = paid_files(layout, environment);
  HostedOptions options;
  if (!config.base_url_is_shared) options.requests.api_key = key_for(*model, config.secrets);
  options.requests.make_transport = [] { return make_curl_transport(); };
  options.bill = {
      .ledger_file = files.spending,
      .price_file = std::filesystem::exists(files.prices) ? files.prices : std::filesystem::path(),
      .usd_per_day = config.settings.model.budget_usd_per_day,
      .usd_per_run = max_cost_usd};
  options.cache_file = files.embeddings;
  options.batch_file = files.batches;
  return make_hosted_embedders(std::move(*model), std::move(options));
}

}  // namespace gitctx

#include "app/services/embedders.h"

#include <fmt/format.h>

#include <system_error>

#include "app/services/transport.h"
#include "base/file.h"
#include "core/storage_paths.h"
#include "embed/hosted/hosted_embedders.h"

namespace gitctx {

std::filesystem::path pending_place(const RepositoryLayout& layout,
                                    const Environment& environment) {
  const std::string_view home = environment.get("HOME");
  if (home.empty()) return cache_folder(layout.common_dir);
  std::error_code failed;
  const std::filesystem::path canonical = std::filesystem::canonical(layout.common_dir, failed);
  return pending_folder(user_folder(home), failed ? layout.common_dir : canonical);
}

PaidFiles paid_files(const RepositoryLayout& layout, const Environment& environment) {
  const std::filesystem::path cache = cache_folder(layout.common_dir);
  const std::string_view home = environment.get("HOME");
  const std::filesystem::path user = home.empty() ? cache : user_folder(home);
  const std::filesystem::path prices = price_file(user);
  return {.embeddings = embedding_cache_file(cache),
          .batches = embedding_batch_file(pending_place(layout, environment)),
          .spending = spending_file(user),
          .prices = file_exists(prices) ? prices : std::filesystem::path()};
}

std::string api_key_of(const Provider* provider, const Config& config) {
  if (provider == nullptr) provider = find_provider("openai");
  const ConfigField& field = require_config_field(provider->key_setting);
  return std::get<std::string>(field.load({config.settings, config.secrets}));
}

BillOptions bill_options(const PaidFiles& files, const Config& config, double max_cost_usd) {
  return {.ledger_file = files.spending,
          .price_file = files.prices,
          .usd_per_day = config.settings.model.budget_usd_per_day,
          .usd_per_run = max_cost_usd,
          .place_of_day = place_of(config, "model.budget_usd_per_day")};
}

Notice unlimited_notice(std::string_view model) {
  return {fmt::format("the price of {} is not known, so --max-cost limits nothing", model),
          "Add the model to ~/.gitctx/prices.yml"};
}

std::unique_ptr<EmbedderSource> open_embedders(const Config& config, const RepositoryLayout& layout,
                                               const Environment& environment,
                                               double max_cost_usd) {
  std::optional<HostedModel> model = find_hosted_model(config.settings.model);
  if (!model) return make_local_embedders(config.settings.model);
  const PaidFiles files = paid_files(layout, environment);
  HostedOptions options;
  if (!config.base_url_is_shared)
    options.requests.api_key = api_key_of(model->known_provider, config);
  options.requests.make_transport = [transport = transport_options(config, environment)] {
    return make_curl_transport(transport);
  };
  options.bill = bill_options(files, config, max_cost_usd);
  options.cache_file = files.embeddings;
  options.batch_file = files.batches;
  return make_hosted_embedders(std::move(*model), std::move(options));
}

}  // namespace gitctx

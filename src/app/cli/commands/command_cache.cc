#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/cli/commands/commands.h"
#include "app/cli/render/text_format.h"
#include "app/cli/terminal/messages.h"
#include "app/config/config.h"
#include "app/services/embedders.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json_text.h"
#include "base/printable.h"
#include "embed/hosted/embedding_cache.h"
#include "embed/hosted/hosted_model.h"
#include "git/head_reader.h"
#include "redact/redactor.h"

namespace gitctx {
namespace {

struct Place {
  RepositoryLayout layout;
  Config config;
  PaidFiles files;
};

Place find_place(const CommandContext& context) {
  Place place{.layout = require_repository(context.directory), .config = {}, .files = {}};
  place.config = load_config(config_paths(place.layout, context.environment), context.environment);
  write_notices(place.config.notices);
  place.files = paid_files(place.layout, context.environment);
  return place;
}

std::string status_text(const CacheStatistics& statistics, const std::filesystem::path& file) {
  if (statistics.entries() == 0) return "No embeddings are stored\n";
  std::string out;
  for (const CacheStatistics::Model& model : statistics.models) {
    out += fmt::format("  {:<48}{:>12}{:>12}\n", printable_line(redacted(model.model)),
                       grouped_count(model.entries, "vector"), format_bytes(model.bytes));
  }
  return out + fmt::format("{} in {}, {}\n", grouped_count(statistics.entries(), "embedding"),
                           printable_line(file.string()), format_bytes(statistics.file_bytes));
}

std::string status_json(const CacheStatistics& statistics, const std::filesystem::path& file) {
  using OrderedJson = nlohmann::ordered_json;
  OrderedJson models = OrderedJson::array();
  for (const CacheStatistics::Model& model : statistics.models) {
    models.push_back({{"model", redacted(model.model)},
                      {"dimension", model.dimension},
                      {"vectors", model.entries},
                      {"bytes", model.bytes}});
  }
  const OrderedJson status{{"file", file.string()},
                           {"file_bytes", statistics.file_bytes},
                           {"models", std::move(models)}};
  return json_text(status) + "\n";
}

/// The name under which the cache stores the configured model's document vectors (not its query
/// vectors). If the model's dimension is 0, any stored dimension matches.
std::string exported_model(const Place& place, const CacheStatistics& statistics) {
  const auto model = find_hosted_model(place.config.settings.model);
  if (!model) {
    throw Error(ErrorCode::configuration,
                fmt::format("the model '{}' runs locally, so its embeddings are not cached",
                            place.config.settings.model.embedding),
                "Set model.embedding to a hosted model");
  }
  for (const CacheStatistics::Model& stored : statistics.models) {
    const bool is_wanted_dimension = model->dimension == 0 || model->dimension == stored.dimension;
    if (is_wanted_dimension &&
        stored.model == model->cache_name(stored.dimension, InputKind::document)) {
      return stored.model;
    }
  }
  throw Error(ErrorCode::failure,
              fmt::format("no embeddings of {} are stored yet", model->full_name()),
              "Run: gitctx index");
}

/// The existing cache; nothing if no embedding was ever stored. Never creates the file.
std::optional<EmbeddingCache> open_existing(const Place& place) {
  if (!file_exists(place.files.embeddings)) return std::nullopt;
  return EmbeddingCache::open(place.files.embeddings);
}

}  // namespace

int run_command(const CacheStatusArguments& arguments, CommandContext& context) {
  const Place place = find_place(context);
  auto cache = open_existing(place);
  const CacheStatistics statistics = cache ? cache->statistics() : CacheStatistics{};
  context.out.write(arguments.json ? status_json(statistics, place.files.embeddings)
                                   : status_text(statistics, place.files.embeddings));
  return 0;
}

int run_command(const CacheExportArguments& arguments, CommandContext& context) {
  const Place place = find_place(context);
  const std::filesystem::path file = context.directory / arguments.file;
  guard_repository_around(file);
  auto cache = open_existing(place);
  const std::string model = exported_model(place, cache ? cache->statistics() : CacheStatistics{});
  const std::uint64_t count = cache->export_to(file, model);
  context.out.write(fmt::format("Wrote {} of {} to {}\n", grouped_count(count, "embedding"),
                                printable_line(model), printable_line(file.string())));
  return 0;
}

int run_command(const CacheImportArguments& arguments, CommandContext& context) {
  const Place place = find_place(context);
  EmbeddingCache cache = EmbeddingCache::open(place.files.embeddings);
  const ImportResult result = cache.import_from(context.directory / arguments.file);
  context.out.write(fmt::format("Added {} of {}; {} were already stored\n",
                                grouped_count(result.added, "embedding"),
                                printable_line(result.model), grouped(result.present)));
  return 0;
}

}  // namespace gitctx

#include "money/price_table.h"

#include <fmt/format.h>
#include <algorithm>
#include <initializer_list>
#include <set>
#include <tuple>

#include "base/ascii.h"
#include "base/embedded_file.h"
#include "base/error.h"
#include "base/file.h"
#include "base/yaml_fields.h"

GITCTX_EMBED_FILE(gitctx_prices, GITCTX_PRICES_FILE);

namespace gitctx {
namespace {

bool has_shape(std::string_view text, std::string_view shape) {
  return std::ranges::equal(text, shape,
                            [](char c, char s) { return s == '0' ? is_digit(c) : c == s; });
}

bool is_date(std::string_view text) { return has_shape(text, "0000-00-00"); }

/// Whether `suffix`, the end of a model's name, is like "-2025-04-14", "-20250514" or "-latest".
bool is_version(std::string_view suffix) {
  return has_shape(suffix, "-0000-00-00") || has_shape(suffix, "-00000000") || suffix == "-latest";
}

auto key_of(const ModelPrice& price) { return std::tie(price.provider, price.model); }

class PriceReader : public YamlFields {
 public:
  explicit PriceReader(std::string_view file)
      : YamlFields(file,
                   "Correct that line; an entry is {provider: openai, model: NAME, input: 0.13}",
                   {.wrong = ErrorCode::configuration,
                    .broken = ErrorCode::configuration,
                    .megabytes = 1}) {}

  std::string date(const YAML::Node& map, const char* name) const {
    std::string written = text(map, name, true);
    if (!is_date(written))
      fail(map[name], fmt::format("{}: expected a date like 2026-01-31", name));
    return written;
  }

  std::vector<ModelPrice> prices(const YAML::Node& root) const {
    check_keys(root, {"as_of", "sources", "models"});
    const YAML::Node models = root["models"];
    if (!models || !models.IsSequence()) fail(root, "expected a list 'models'");
    std::set<std::string> sources;
    if (const auto listed = optional_map(root, "sources", "addresses")) {
      for (const auto& entry : *listed) sources.insert(entry.first.Scalar());
    }
    std::vector<ModelPrice> prices;
    std::set<std::pair<std::string, std::string>> seen;
    for (const YAML::Node& node : models) {
      prices.push_back(price(node));
      const ModelPrice& last = prices.back();
      if (!seen.emplace(last.provider, last.model).second) {
        fail(node, fmt::format("duplicate price of {} of {}", last.model, last.provider));
      }
      if (!last.source.empty() && !sources.contains(last.source)) {
        fail(node, fmt::format("'{}' is not one of the sources", last.source));
      }
    }
    return prices;
  }

 private:
  double number(const YAML::Node& map, const char* name, double fallback) const {
    constexpr double most = 1e9;
    return map[name] ? real(map[name], name, 0, most) : fallback;
  }

  ModelPrice price(const YAML::Node& node) const {
    check_keys(node, {"provider", "model", "input", "cached_input", "output", "batch_factor",
                      "checked", "source"});
    ModelPrice price{.provider = text(node, "provider", true), .model = text(node, "model", true)};
    child(node, "input");
    price.input_per_million = number(node, "input", 0);
    price.cached_input_per_million = number(node, "cached_input", price.input_per_million);
    price.output_per_million = number(node, "output", 0);
    if (node["batch_factor"]) price.batch_factor = real(node["batch_factor"], "batch_factor", 0, 1);
    if (node["checked"]) price.checked = date(node, "checked");
    if (node["source"]) price.source = text(node, "source", true);
    return price;
  }
};

}  // namespace

double cost_usd(const ModelPrice& price, const PricedTokens& tokens) {
  const std::uint64_t cached = std::min(tokens.cached_input, tokens.input);
  const double dollars_times_million =
      static_cast<double>(tokens.input - cached) * price.input_per_million +
      static_cast<double>(cached) * price.cached_input_per_million +
      static_cast<double>(tokens.output) * price.output_per_million;
  return dollars_times_million * (tokens.in_batch ? price.batch_factor : 1) / 1e6;
}

PriceTable PriceTable::parse(std::string_view yaml, std::string_view name) {
  const PriceReader reader(name);
  return reader.read(yaml, [&](const YAML::Node& root) {
    PriceTable table;
    table.prices_ = reader.prices(root);
    table.as_of_ = reader.date(root, "as_of");
    std::ranges::sort(table.prices_, {}, key_of);
    return table;
  });
}

PriceTable PriceTable::load(const std::filesystem::path& own_prices) {
  PriceTable table = parse(embedded_text(gitctx_prices, gitctx_prices_end), "the embedded prices");
  if (own_prices.empty()) return table;
  constexpr std::uint64_t most_bytes = 1024 * 1024;
  PriceTable own = parse(read_file(own_prices, most_bytes), own_prices.string());
  std::erase_if(table.prices_, [&](const ModelPrice& price) {
    return std::ranges::binary_search(own.prices_, key_of(price), {}, key_of);
  });
  std::ranges::move(table.prices_, std::back_inserter(own.prices_));
  std::ranges::sort(own.prices_, {}, key_of);
  return own;
}

const ModelPrice* PriceTable::find(std::string_view provider, std::string_view model) const {
  const ModelPrice* found = nullptr;
  for (const ModelPrice& price : prices_) {
    if (price.provider != provider || !model.starts_with(price.model)) continue;
    if (price.model == model) return &price;
    if (is_version(model.substr(price.model.size()))) found = &price;
  }
  return found;
}

}  // namespace gitctx

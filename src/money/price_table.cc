#include "money/price_table.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <initializer_list>
#include <set>
#include <tuple>

#include "base/ascii.h"
#include "base/error.h"
#include "base/file.h"
#include "money/embedded_prices.h"

namespace gitctx {
namespace {

constexpr std::size_t largest_file_bytes = 1 << 20;

bool has_shape(std::string_view text, std::string_view shape) {
  return std::ranges::equal(text, shape,
                            [](char c, char s) { return s == '0' ? is_digit(c) : c == s; });
}

bool is_date(std::string_view text) { return has_shape(text, "0000-00-00"); }

/// "-2025-04-14", "-20250514" or "-latest" behind a model's name.
bool is_version(std::string_view suffix) {
  return has_shape(suffix, "-0000-00-00") || has_shape(suffix, "-00000000") || suffix == "-latest";
}

auto key_of(const ModelPrice& price) { return std::tie(price.provider, price.model); }

class PriceReader {
 public:
  explicit PriceReader(std::string_view file) : file_(file) {}

  YAML::Node load(std::string_view yaml) const {
    if (yaml.size() > largest_file_bytes) {
      throw Error(ErrorCode::configuration, fmt::format("{}: too large for a price table", file_));
    }
    try {
      return YAML::Load(std::string(yaml));
    } catch (const YAML::Exception& error) {
      throw Error(ErrorCode::configuration,
                  fmt::format("{}:{}: broken YAML: {}", file_, error.mark.line + 1, error.msg),
                  hint);
    }
  }

  std::string date(const YAML::Node& map, const char* name) const {
    std::string written = text(map, name);
    if (!is_date(written))
      fail(map[name], fmt::format("{}: expected a date like 2026-01-31", name));
    return written;
  }

  std::vector<ModelPrice> prices(const YAML::Node& root) const {
    check_keys(root, {"as_of", "sources", "models"});
    const YAML::Node models = root["models"];
    if (!models || !models.IsSequence()) fail(root, "expected a list 'models'");
    std::set<std::string> sources;
    for (const auto& entry : root["sources"]) sources.insert(entry.first.Scalar());
    std::vector<ModelPrice> prices;
    std::set<std::pair<std::string, std::string>> seen;
    for (const YAML::Node& node : models) {
      prices.push_back(price(node));
      const ModelPrice& last = prices.back();
      if (!seen.emplace(last.provider, last.model).second) {
        fail(node, fmt::format("{} of {} is here twice", last.model, last.provider));
      }
      if (!last.source.empty() && !sources.contains(last.source)) {
        fail(node, fmt::format("'{}' is not one of the sources", last.source));
      }
    }
    return prices;
  }

 private:
  static constexpr const char* hint =
      "mend that line; models/prices.yml of gitctx shows what the file looks like";

  [[noreturn]] void fail(const YAML::Node& node, const std::string& what) const {
    throw Error(ErrorCode::configuration,
                fmt::format("{}:{}: {}", file_, std::max(node.Mark().line, 0) + 1, what), hint);
  }

  void check_keys(const YAML::Node& map, std::initializer_list<std::string_view> known) const {
    if (!map.IsMap()) fail(map, "expected names and values");
    for (const auto& entry : map) {
      const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
      if (std::ranges::find(known, key) == known.end()) {
        fail(entry.first, fmt::format("nothing is named '{}' here", key));
      }
    }
  }

  std::string text(const YAML::Node& map, const char* name) const {
    const YAML::Node node = map[name];
    if (!node || !node.IsScalar() || node.Scalar().empty()) {
      fail(map, fmt::format("expected '{}'", name));
    }
    return node.Scalar();
  }

  double number(const YAML::Node& map, const char* name, double fallback) const {
    const YAML::Node node = map[name];
    if (!node) return fallback;
    const std::string written = node.IsScalar() ? node.Scalar() : "";
    double value = -1;
    const char* const end = written.data() + written.size();
    const auto parsed = std::from_chars(written.data(), end, value);
    if (parsed.ec != std::errc{} || parsed.ptr != end || !std::isfinite(value) || value < 0) {
      fail(node, fmt::format("{}: expected dollars per million tokens, like 0.13", name));
    }
    return value;
  }

  ModelPrice price(const YAML::Node& node) const {
    check_keys(node, {"provider", "model", "input", "cached_input", "output", "batch_factor",
                      "checked", "source"});
    ModelPrice price{.provider = text(node, "provider"), .model = text(node, "model")};
    if (!node["input"]) fail(node, "expected 'input'");
    price.input_per_million = number(node, "input", 0);
    price.cached_input_per_million = number(node, "cached_input", price.input_per_million);
    price.output_per_million = number(node, "output", 0);
    price.batch_factor = number(node, "batch_factor", 1);
    if (price.batch_factor > 1) fail(node["batch_factor"], "batch_factor: expected 0 to 1");
    if (node["checked"]) price.checked = date(node, "checked");
    if (node["source"]) price.source = text(node, "source");
    return price;
  }

  std::string file_;
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
  const YAML::Node root = reader.load(yaml);
  PriceTable table;
  table.prices_ = reader.prices(root);
  table.as_of_ = reader.date(root, "as_of");
  std::ranges::sort(table.prices_, {}, key_of);
  return table;
}

PriceTable PriceTable::load(const std::optional<std::filesystem::path>& own_prices) {
  PriceTable table = parse(embedded_prices(), "the embedded prices");
  if (!own_prices) return table;
  PriceTable own = parse(read_file(*own_prices), own_prices->string());
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

#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// The prices of a model, in dollars per million tokens.
struct ModelPrice {
  std::string provider;  ///< "openai", or any other name in the user's file
  std::string model;
  double input_per_million = 0;
  double cached_input_per_million = 0;
  double output_per_million = 0;
  double batch_factor = 1;  ///< factor by which a batch multiplies these prices
  std::string checked;      ///< date of the last check: YYYY-MM-DD
  std::string source;
};

struct PricedTokens {
  std::uint64_t input = 0;  ///< including cached tokens
  std::uint64_t cached_input = 0;
  std::uint64_t output = 0;
  bool in_batch = false;
};

double cost_usd(const ModelPrice& price, const PricedTokens& tokens);

/// Prices of hosted models: the prices in models/prices.yml, which is part of the binary, and those
/// in the user's own file, which may replace or add prices. Immutable.
class PriceTable {
 public:
  /// `own_prices` may be empty. Throws Error(configuration) with the line of the first fault.
  static PriceTable load(const std::filesystem::path& own_prices = {});
  /// `name` is for messages. Throws Error(configuration).
  static PriceTable parse(std::string_view yaml, std::string_view name);

  /// Finds the price of a model by its full name, or else by its name without the date or "-latest"
  /// at the end. Returns nullptr if the price is not known, which does not mean that the model is
  /// free. The result is valid as long as the table.
  const ModelPrice* find(std::string_view provider, std::string_view model) const;

  /// YYYY-MM-DD: the date of the user's file if there is one, else of the embedded file.
  const std::string& as_of() const { return as_of_; }
  /// Sorted by provider, then model.
  const std::vector<ModelPrice>& prices() const { return prices_; }

 private:
  std::string as_of_;
  std::vector<ModelPrice> prices_;
};

}  // namespace gitctx

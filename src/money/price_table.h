#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// In dollars per million tokens.
struct ModelPrice {
  std::string provider;  ///< "openai", "anthropic", "voyage", "cohere", "gemini", or one's own
  std::string model;
  double input_per_million = 0;
  double cached_input_per_million = 0;
  double output_per_million = 0;
  double batch_factor = 1;  ///< what a batch request pays of these
  std::string checked;      ///< YYYY-MM-DD
  std::string source;
};

struct PricedTokens {
  std::uint64_t input = 0;  ///< with the cached ones
  std::uint64_t cached_input = 0;
  std::uint64_t output = 0;
  bool in_batch = false;
};

double cost_usd(const ModelPrice& price, const PricedTokens& tokens);

/// What hosted models cost: models/prices.yml, which is part of the binary, with what a file of the
/// user replaces and adds. Immutable.
class PriceTable {
 public:
  /// Throws Error (configuration) that names the file and the line if `own_prices` cannot be used.
  static PriceTable load(const std::optional<std::filesystem::path>& own_prices = {});
  /// `name` is for messages. Throws Error (configuration).
  static PriceTable parse(std::string_view yaml, std::string_view name);

  /// The price of the model of that name, or of the name without a date or "-latest" at its end.
  /// nullptr: not known, which is not the same as free. Lives as long as the table.
  const ModelPrice* find(std::string_view provider, std::string_view model) const;

  /// YYYY-MM-DD: the date of the file that was read last.
  const std::string& as_of() const { return as_of_; }
  /// By provider, then model.
  const std::vector<ModelPrice>& prices() const { return prices_; }

 private:
  std::string as_of_;
  std::vector<ModelPrice> prices_;
};

}  // namespace gitctx

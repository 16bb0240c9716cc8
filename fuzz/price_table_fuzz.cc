// Price lists in YAML: accepted prices are finite and not negative, and every model can be
// found by its name.
#include <cmath>

#include "fuzz/fuzz_input.h"
#include "money/price_table.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  read_or_refuse([&] {
    const PriceTable table = PriceTable::parse(input_text(data, size), "prices.yml");
    for (const ModelPrice& price : table.prices()) {
      const double cost = cost_usd(price, {.input = 1'000'000, .cached_input = 1, .output = 3});
      GITCTX_CHECK(std::isfinite(cost) && cost >= 0);
      GITCTX_CHECK(table.find(price.provider, price.model) != nullptr);
    }
  });
  return 0;
}

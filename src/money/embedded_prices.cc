#include "money/embedded_prices.h"

#include "base/embedded_file.h"

GITCTX_EMBED_FILE(gitctx_prices, GITCTX_PRICES_FILE);

namespace gitctx {

std::string_view embedded_prices() { return embedded_text(gitctx_prices, gitctx_prices_end); }

}  // namespace gitctx

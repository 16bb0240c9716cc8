#include "money/embedded_prices.h"

asm(".section .rodata\n"
    ".global gitctx_prices\n"
    ".global gitctx_prices_end\n"
    "gitctx_prices:\n"
    ".incbin \"" GITCTX_PRICES_FILE
    "\"\n"
    "gitctx_prices_end:\n"
    ".byte 0\n"
    ".previous\n");

extern "C" {
extern const char gitctx_prices[];
extern const char gitctx_prices_end[];
}

namespace gitctx {

std::string_view embedded_prices() { return {gitctx_prices, gitctx_prices_end}; }

}  // namespace gitctx

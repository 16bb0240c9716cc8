#include "text/bpe_vocabulary.h"

// The packed files (cmake/bpe_ranks.cmake) lie in the read-only data of the program.
#define GITCTX_EMBED(symbol, file)      \
  asm(".section .rodata\n"              \
      ".balign 16\n"                    \
      ".global " symbol                 \
      "\n"                              \
      ".global " symbol "_end\n" symbol \
      ":\n"                             \
      ".incbin \"" file "\"\n" symbol   \
      "_end:\n"                         \
      ".byte 0\n"                       \
      ".previous\n")

GITCTX_EMBED("gitctx_bpe_cl100k_base", GITCTX_CL100K_BASE);
GITCTX_EMBED("gitctx_bpe_o200k_base", GITCTX_O200K_BASE);

extern "C" {
extern const std::byte gitctx_bpe_cl100k_base[];
extern const std::byte gitctx_bpe_cl100k_base_end[];
extern const std::byte gitctx_bpe_o200k_base[];
extern const std::byte gitctx_bpe_o200k_base_end[];
}

namespace gitctx {

std::span<const std::byte> embedded_bpe_file(BpeEncoding encoding) {
  switch (encoding) {
    case BpeEncoding::cl100k_base:
      return {gitctx_bpe_cl100k_base, gitctx_bpe_cl100k_base_end};
    case BpeEncoding::o200k_base:
      return {gitctx_bpe_o200k_base, gitctx_bpe_o200k_base_end};
  }
  return {};
}

}  // namespace gitctx

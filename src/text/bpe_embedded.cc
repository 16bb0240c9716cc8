#include "base/embedded_file.h"
#include "text/bpe_vocabulary.h"

// Packed by cmake/bpe_ranks.cmake.
GITCTX_EMBED_FILE(gitctx_bpe_cl100k_base, GITCTX_CL100K_BASE);
GITCTX_EMBED_FILE(gitctx_bpe_o200k_base, GITCTX_O200K_BASE);

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

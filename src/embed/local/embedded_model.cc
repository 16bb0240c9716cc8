#include "base/check.h"
#include "embed/local/static_embedder.h"

// The file lies in the read-only data of the program, so that opening it costs nothing and only
// the pages a query touches are read.
asm(".section .rodata\n"
    ".balign 64\n"
    ".global gitctx_embedded_model\n"
    ".global gitctx_embedded_model_end\n"
    "gitctx_embedded_model:\n"
    ".incbin \"" GITCTX_MODEL_FILE
    "\"\n"
    "gitctx_embedded_model_end:\n"
    ".byte 0\n"
    ".previous\n");

extern "C" {
extern const std::byte gitctx_embedded_model[];
extern const std::byte gitctx_embedded_model_end[];
}

namespace gitctx {

const StaticModel& embedded_model() {
  static const StaticModel model =
      StaticModel::open({gitctx_embedded_model, gitctx_embedded_model_end}, "the embedded model");
  return model;
}

}  // namespace gitctx

#include "base/embedded_file.h"
#include "embed/local/static_embedder.h"

GITCTX_EMBED_FILE(gitctx_embedded_model, GITCTX_MODEL_FILE);

namespace gitctx {

const StaticModel& embedded_model() {
  static const StaticModel model =
      StaticModel::open({gitctx_embedded_model, gitctx_embedded_model_end}, "the embedded model");
  return model;
}

}  // namespace gitctx

#include "embed/embedder.h"

#include "base/error.h"
#include "embed/hashed_embedder.h"

namespace gitctx {

std::unique_ptr<Embedder> make_embedder(const Settings::Model& settings) {
  if (settings.embedding == "embedded") return make_hashed_embedder();
  throw Error(ErrorCode::configuration, "no embedding model named '" + settings.embedding + "'",
              "set model.embedding to one of: embedded");
}

}  // namespace gitctx

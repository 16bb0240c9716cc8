#include "embed/embedder.h"

#include "base/error.h"
#include "embed/hashed_embedder.h"
#include "embed/static_embedder.h"

namespace gitctx {

std::unique_ptr<Embedder> make_embedder(const Settings::Model& settings) {
  const std::string& name = settings.embedding;
  if (name == "embedded") return make_static_embedder(embedded_model());
  if (name == "hashed") return make_hashed_embedder();
  if (name.ends_with(".gcm")) return make_model_file_embedder(name);
  throw Error(ErrorCode::configuration, "no embedding model named '" + name + "'",
              "set model.embedding to one of: embedded, hashed, the path of a model file (.gcm)");
}

}  // namespace gitctx

#include "embed/embedder.h"

#include "base/error.h"
#include "embed/hosted/hosted_model.h"
#include "embed/local/hashed_embedder.h"
#include "embed/local/static_embedder.h"

namespace gitctx {

std::unique_ptr<Embedder> make_embedder(const Settings::Model& settings) {
  const std::string& name = settings.embedding;
  if (name == "embedded") return make_static_embedder(embedded_model());
  if (name == "hashed") return make_hashed_embedder();
  if (name.ends_with(".gcm")) return make_model_file_embedder(name);
  const std::string hosted = find_hosted_model(settings).value().full_name();
  throw Error(ErrorCode::configuration, hosted + " is a hosted model, which cannot be used here",
              "Set model.embedding to embedded, hashed, or the path of a model file (.gcm)");
}

}  // namespace gitctx

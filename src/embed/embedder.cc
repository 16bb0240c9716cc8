#include "embed/embedder.h"

#include <fmt/format.h>

#include <cmath>

#include "base/error.h"
#include "core/vector_limit.h"
#include "embed/hosted/hosted_model.h"
#include "embed/local/hashed_embedder.h"
#include "embed/local/static_embedder.h"

namespace gitctx {

const char* vector_problem(std::span<const float> vector) {
  if (vector.empty()) return "has no numbers";
  if (vector.size() > max_vector_dimension) return "has more than 65,536 numbers";
  double squares = 0;
  for (const float value : vector) squares += static_cast<double>(value) * value;
  if (!std::isfinite(squares)) return "contains NaN or infinite values";
  return squares == 0 ? "is all zeros" : nullptr;
}

std::string shown_model(std::string_view id) {
  const std::string embedded = make_static_embedder(embedded_model())->model().id;
  if (id == embedded) return fmt::format("embedded ({})", id);
  return id == hashed_model_id ? fmt::format("hashed ({})", id) : std::string(id);
}

std::string other_model_message(std::string_view indexed, std::string_view configured) {
  return fmt::format("the index was made with the embedding model {}, but {} is configured",
                     shown_model(indexed), shown_model(configured));
}

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

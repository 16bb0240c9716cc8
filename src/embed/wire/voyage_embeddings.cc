#include "embed/wire/voyage_embeddings.h"

#include <nlohmann/json.hpp>

#include "base/json_text.h"

namespace gitctx {

std::string voyage_embeddings_body(const HostedModel& model, const EmbeddingCall& call) {
  const bool is_query = call.kind == InputKind::query;
  nlohmann::ordered_json body{{"input", call.texts},
                              {"model", model.name},
                              {"input_type", is_query ? "query" : "document"},
                              {"truncation", !is_query}};
  if (model.asks_dimension) body["output_dimension"] = model.dimension;
  if (call.base64) body["encoding_format"] = "base64";
  return json_text(body);
}

}  // namespace gitctx

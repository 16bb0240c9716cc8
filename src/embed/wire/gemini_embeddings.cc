#include "embed/wire/gemini_embeddings.h"

#include <nlohmann/json.hpp>

#include "base/json_text.h"
#include "embed/wire/json_scanner.h"
#include "embed/wire/vector_rows.h"

namespace gitctx {

std::string gemini_embeddings_body(const HostedModel& model, const EmbeddingCall& call) {
  using Json = nlohmann::ordered_json;
  Json requests = Json::array();
  for (const std::string& text : call.texts) {
    Json request{{"model", "models/" + model.name},
                 {"content", {{"parts", Json::array({Json{{"text", text}}})}}},
                 {"taskType",
                  call.kind == InputKind::query ? "CODE_RETRIEVAL_QUERY" : "RETRIEVAL_DOCUMENT"}};
    if (model.asks_dimension) request["outputDimensionality"] = model.dimension;
    requests.push_back(std::move(request));
  }
  return json_text(Json{{"requests", std::move(requests)}});
}

EmbeddingReply parse_gemini_embeddings(std::string_view body, const ReplyShape& shape) {
  JsonScanner reply(body);
  std::vector<WrittenVector> written;
  EmbeddingReply parsed;
  reply.object([&](std::string_view key) {
    if (key != "embeddings") return reply.pass_over();
    reply.array([&] {
      WrittenVector vector;
      reply.object([&](std::string_view name) {
        if (name != "values") return reply.pass_over();
        vector.text = reply.flat_array();
      });
      written.push_back(vector);
    });
  });
  reply.finish();
  parsed.vectors = read_vectors(written, shape);
  return parsed;
}

}  // namespace gitctx

#include "embed/wire/cohere_embeddings.h"

#include <nlohmann/json.hpp>

#include "base/json_text.h"
#include "embed/wire/json_scanner.h"
#include "embed/wire/vector_rows.h"

namespace gitctx {
namespace {

std::vector<WrittenVector> read_embeddings(JsonScanner& reply) {
  std::vector<WrittenVector> written;
  reply.object([&](std::string_view type) {
    const bool is_base64 = type == "base64";
    if ((type != "float" && !is_base64) || !written.empty()) return reply.pass_over();
    reply.array([&] {
      const std::size_t likely = written.empty() ? 0 : written.front().text.size();
      written.push_back({.text = is_base64 ? reply.string(likely) : reply.flat_array(),
                         .is_base64 = is_base64,
                         .index = std::nullopt});
    });
  });
  return written;
}

/// Of `{"billed_units": {"input_tokens": 12}}`.
std::optional<std::uint64_t> read_billed_tokens(JsonScanner& reply) {
  std::optional<std::uint64_t> tokens;
  reply.object([&](std::string_view key) {
    if (key != "billed_units" || reply.peek() != '{') return reply.pass_over();
    reply.object([&](std::string_view unit) {
      if (unit != "input_tokens") return reply.pass_over();
      tokens = static_cast<std::uint64_t>(std::max(0.0, reply.number()));
    });
  });
  return tokens;
}

}  // namespace

std::string cohere_embeddings_body(const HostedModel& model, const EmbeddingCall& call) {
  const bool is_query = call.kind == InputKind::query;
  nlohmann::ordered_json body{
      {"model", model.name},
      {"texts", call.texts},
      {"input_type", is_query ? "search_query" : "search_document"},
      {"embedding_types", nlohmann::ordered_json::array({call.base64 ? "base64" : "float"})},
      {"truncate", is_query ? "NONE" : "END"}};
  if (model.asks_dimension) body["output_dimension"] = model.dimension;
  return json_text(body);
}

EmbeddingReply parse_cohere_embeddings(std::string_view body, const ReplyShape& shape) {
  JsonScanner reply(body);
  std::vector<WrittenVector> written;
  EmbeddingReply parsed;
  reply.object([&](std::string_view key) {
    if (key == "embeddings") {
      written = read_embeddings(reply);
    } else if (key == "meta" && reply.peek() == '{') {
      parsed.tokens = read_billed_tokens(reply);
    } else {
      reply.pass_over();
    }
  });
  reply.finish();
  parsed.vectors = read_vectors(written, shape);
  return parsed;
}

}  // namespace gitctx

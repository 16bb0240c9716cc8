#include "embed/wire/openai_embeddings.h"

#include <nlohmann/json.hpp>

#include "base/json_text.h"
#include "embed/wire/json_scanner.h"
#include "embed/wire/vector_rows.h"

namespace gitctx {
namespace {

WrittenVector read_item(JsonScanner& reply, std::size_t likely_size) {
  WrittenVector vector;
  reply.object([&](std::string_view key) {
    if (key == "embedding") {
      vector.is_base64 = reply.peek() == '"';
      vector.text = vector.is_base64 ? reply.string(likely_size) : reply.flat_array();
    } else if (key == "index" && reply.peek() != 'n') {
      const double index = reply.number();
      if (index < 0 || index > 1e9) reply.fail();
      vector.index = static_cast<std::size_t>(index);
    } else {
      reply.pass_over();
    }
  });
  return vector;
}

/// OpenAI charges `prompt_tokens`; Voyage only has `total_tokens`.
std::optional<std::uint64_t> read_usage(JsonScanner& reply) {
  std::optional<std::uint64_t> prompt, total;
  if (reply.peek() != '{') {
    reply.pass_over();
    return std::nullopt;
  }
  reply.object([&](std::string_view key) {
    const bool is_number = reply.peek() >= '0' && reply.peek() <= '9';
    if (key == "prompt_tokens" && is_number) {
      prompt = static_cast<std::uint64_t>(reply.number());
    } else if (key == "total_tokens" && is_number) {
      total = static_cast<std::uint64_t>(reply.number());
    } else {
      reply.pass_over();
    }
  });
  return prompt ? prompt : total;
}

}  // namespace

std::string openai_embeddings_body(const HostedModel& model, const EmbeddingCall& call) {
  nlohmann::ordered_json body{{"model", model.name}, {"input", call.texts}};
  body["encoding_format"] = call.base64 ? "base64" : "float";
  if (model.asks_dimension) body["dimensions"] = model.dimension;
  return json_text(body);
}

EmbeddingReply parse_openai_embeddings(std::string_view body, const ReplyShape& shape) {
  JsonScanner reply(body);
  std::vector<WrittenVector> written;
  EmbeddingReply parsed;
  reply.object([&](std::string_view key) {
    if (key == "data") {
      written.reserve(shape.rows);
      reply.array([&] {
        const std::size_t likely = written.empty() ? 0 : written.front().text.size();
        written.push_back(read_item(reply, likely));
      });
    } else if (key == "usage") {
      parsed.tokens = read_usage(reply);
    } else {
      reply.pass_over();
    }
  });
  reply.finish();
  parsed.vectors = read_vectors(written, shape);
  return parsed;
}

}  // namespace gitctx

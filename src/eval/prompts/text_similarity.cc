#include "eval/prompts/text_similarity.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>
#include <utility>
#include <vector>

#include "search/parsed_query.h"

namespace gitctx {
namespace {

/// Embeds the text as a query. A model may give the same text another vector as a document.
std::vector<float> vector_of(std::string_view text, Embedder& embedder) {
  WordTable words;
  const ParsedQuery parsed = parse_query(text, {}, words);
  const EmbedInput input{text, parsed.tokens};
  return embedder.embed_queries(std::span(&input, 1)).values;
}

double dot_product(const std::vector<float>& a, const std::vector<float>& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0, std::plus(),
                            [](double x, double y) { return x * y; });
}

}  // namespace

std::function<double(std::string_view, std::string_view)> make_text_similarity(
    std::unique_ptr<Embedder> embedder) {
  return [embedder = std::shared_ptr<Embedder>(std::move(embedder)),
          mutex = std::make_shared<std::mutex>()](std::string_view first, std::string_view second) {
    const std::lock_guard lock(*mutex);
    const std::vector<float> a = vector_of(first, *embedder);
    const std::vector<float> b = vector_of(second, *embedder);
    const double length = std::sqrt(dot_product(a, a) * dot_product(b, b));
    return length == 0 ? 0 : std::clamp(dot_product(a, b) / length, 0.0, 1.0);
  };
}

}  // namespace gitctx

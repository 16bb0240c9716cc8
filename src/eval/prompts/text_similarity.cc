#include "eval/prompts/text_similarity.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <utility>
#include <vector>

#include "search/parsed_query.h"

namespace gitctx {
namespace {

class TextSimilarity {
 public:
  explicit TextSimilarity(std::unique_ptr<Embedder> embedder) : embedder_(std::move(embedder)) {}

  double between(std::string_view first, std::string_view second) {
    const std::lock_guard lock(mutex_);
    const std::vector<float> a = vector_of(first);
    const std::vector<float> b = vector_of(second);
    double dot = 0;
    double lengths_a = 0;
    double lengths_b = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
      dot += static_cast<double>(a[i]) * b[i];
      lengths_a += static_cast<double>(a[i]) * a[i];
      lengths_b += static_cast<double>(b[i]) * b[i];
    }
    const double length = std::sqrt(lengths_a * lengths_b);
    return length == 0 ? 0 : std::clamp(dot / length, 0.0, 1.0);
  }

 private:
  /// Embeds both texts as queries, because query and document vectors differ in kind.
  std::vector<float> vector_of(std::string_view text) {
    WordTable words;
    const ParsedQuery parsed = parse_query(text, {}, words);
    const EmbedInput input{text, parsed.tokens};
    return embedder_->embed_queries(std::span(&input, 1)).values;
  }

  std::mutex mutex_;
  std::unique_ptr<Embedder> embedder_;
};

}  // namespace

std::function<double(std::string_view, std::string_view)> make_text_similarity(
    std::unique_ptr<Embedder> embedder) {
  const auto similarity = std::make_shared<TextSimilarity>(std::move(embedder));
  return [similarity](std::string_view first, std::string_view second) {
    return similarity->between(first, second);
  };
}

}  // namespace gitctx

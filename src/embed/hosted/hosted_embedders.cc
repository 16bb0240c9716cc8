#include "embed/hosted/hosted_embedders.h"

#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "embed/hosted/hosted_embeddings.h"
#include "embed/hosted/openai_batches.h"

namespace gitctx {
namespace {

bool has_batches(const HostedModel& model) { return model.provider == "openai"; }

/// One thread's handle to the shared embeddings.
class HostedEmbedder final : public Embedder {
 public:
  HostedEmbedder(HostedEmbeddings& embeddings, std::stop_token stop)
      : embeddings_(embeddings), stop_(std::move(stop)) {}

  const ModelDescription& model() const override {
    if (!description_) {
      const std::size_t dimension = embeddings_.dimension(stop_);
      description_ = {.id = embeddings_.model().id(dimension),
                      .dimension = dimension,
                      .reads_tokens = false,
                      .is_centred = false,
                      .path_weight = 0,
                      .dollars_per_million_tokens = embeddings_.bill().cost({.input = 1'000'000})};
    }
    return *description_;
  }

  EmbeddingMatrix embed_documents(std::span<const EmbedInput> inputs) override {
    return embed(inputs, InputKind::document);
  }
  EmbeddingMatrix embed_queries(std::span<const EmbedInput> inputs) override {
    return embed(inputs, InputKind::query);
  }

 private:
  EmbeddingMatrix embed(std::span<const EmbedInput> inputs, InputKind kind) {
    std::vector<std::string_view> texts;
    texts.reserve(inputs.size());
    for (const EmbedInput& input : inputs) texts.push_back(input.text);
    return embeddings_.embed(texts, kind, stop_);
  }

  HostedEmbeddings& embeddings_;
  std::stop_token stop_;
  mutable std::optional<ModelDescription> description_;
};

class HostedEstimator final : public CostEstimator {
 public:
  explicit HostedEstimator(HostedEmbeddings& embeddings) : embeddings_(embeddings) {
    total_.model = embeddings.model().full_name();
    total_.price_is_known = embeddings.bill().price().has_value();
    total_.prices_as_of = embeddings.bill().prices_as_of();
  }

  void add(std::span<const std::string> texts) override {
    total_.texts += texts.size();
    std::size_t sent = 0;
    for (const std::size_t i : embeddings_.missing_documents(texts, {})) {
      if (!seen_.insert(embeddings_.hash_of(texts[i], InputKind::document)).second) continue;
      ++sent;
      const TokenCounter& tokens = embeddings_.tokens();
      const std::string text = embeddings_.model().sent_text(texts[i], InputKind::document);
      const std::string_view cut = tokens.cut(text);
      total_.tokens += tokens.count(cut);
      total_.tokens_at_least += tokens.at_least(cut);
      total_.tokens_at_most += tokens.at_most(cut);
    }
    total_.cached_texts += texts.size() - sent;
  }

  EmbeddingEstimate total() const override {
    EmbeddingEstimate total = total_;
    const Bill& bill = embeddings_.bill();
    total.dollars = bill.cost({.input = total.tokens});
    total.dollars_at_least = bill.cost({.input = total.tokens_at_least});
    total.dollars_at_most = bill.cost({.input = total.tokens_at_most});
    if (has_batches(embeddings_.model())) {
      total.dollars_in_batch = bill.cost({.input = total.tokens, .in_batch = true});
    }
    return total;
  }

 private:
  HostedEmbeddings& embeddings_;
  EmbeddingEstimate total_;
  std::set<ContentHash> seen_;
};

class HostedEmbedders final : public EmbedderSource {
 public:
  HostedEmbedders(HostedModel model, HostedOptions options)
      : embeddings_(std::move(model), options.requests, std::move(options.bill),
                    std::move(options.cache_file)),
        parallel_calls_(options.requests.parallel_requests) {
    if (has_batches(embeddings_.model())) {
      batches_.emplace(embeddings_, BatchOptions{.file = std::move(options.batch_file)});
    }
  }

  std::unique_ptr<Embedder> make_embedder(std::stop_token stop) override {
    return std::make_unique<HostedEmbedder>(embeddings_, std::move(stop));
  }
  void require_cache() override { embeddings_.require_cache(); }
  bool is_hosted() const override { return true; }
  std::size_t parallel_calls() const override { return parallel_calls_; }
  std::unique_ptr<CostEstimator> make_estimator() override {
    return std::make_unique<HostedEstimator>(embeddings_);
  }
  EmbeddingBatches* batches() override { return batches_ ? &*batches_ : nullptr; }
  EmbeddingUsage usage() const override { return embeddings_.usage(); }

 private:
  mutable HostedEmbeddings embeddings_;
  std::size_t parallel_calls_;
  std::optional<OpenAiBatches> batches_;
};

}  // namespace

std::unique_ptr<EmbedderSource> make_hosted_embedders(HostedModel model, HostedOptions options) {
  return std::make_unique<HostedEmbedders>(std::move(model), std::move(options));
}

}  // namespace gitctx

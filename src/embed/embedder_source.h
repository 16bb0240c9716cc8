#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/error.h"
#include "core/settings.h"
#include "embed/embedder.h"

namespace gitctx {

/// The texts that a hosted model has embedded in this run, and the cost. For a local model, all
/// values are 0.
struct EmbeddingUsage {
  std::string model;               ///< "openai/text-embedding-3-small"; empty for a local model
  std::uint64_t texts = 0;         ///< repeated texts count each time
  std::uint64_t cached_texts = 0;  ///< those of `texts` that were cached or repeated
  std::uint64_t secrets = 0;       ///< number of secrets replaced in these texts
  std::uint64_t calls = 0;         ///< requests that returned vectors
  std::uint64_t tokens = 0;        ///< tokens that the service charges
  double dollars = 0;
  bool price_is_known = true;
  std::string budget_warning;        ///< a sentence if at least 80% of a budget is spent
  std::optional<Error> cache_fault;  ///< why queries do not use the cache; nothing if they use it
  bool all_kept = true;              ///< whether the cache has all embeddings that were paid for
};

/// The expected cost of embedding texts.
struct EmbeddingEstimate {
  std::string model;
  std::uint64_t texts = 0;
  std::uint64_t cached_texts = 0;     ///< those of `texts` that are cached or repeated
  std::uint64_t tokens = 0;           ///< tokens of the texts that are not cached
  std::uint64_t tokens_at_least = 0;  ///< lower bound of `tokens`; equal if the count is exact
  std::uint64_t tokens_at_most = 0;
  double dollars = 0;
  double dollars_at_least = 0;
  double dollars_at_most = 0;
  double dollars_in_batch = 0;  ///< 0 if the service has no batches
  bool price_is_known = true;
  std::string prices_as_of;  ///< date of the price table
};

/// Adds up the cost of embedding texts, counting each distinct text once. Must be used by one
/// thread at a time.
class CostEstimator {
 public:
  virtual ~CostEstimator() = default;
  virtual void add(std::span<const std::string> texts) = 0;
  virtual EmbeddingEstimate total() const = 0;
};

/// The state of a batch at the service.
struct BatchProgress {
  std::string id;      ///< id at the service
  std::string status;  ///< as worded by the service
  std::uint64_t texts_done = 0;
  std::uint64_t texts_total = 0;
};

/// Protocol: sends texts that a service embeds later, at a lower price. Pending batches are
/// recorded on disk. The results are stored in the embedding cache, where embedders find them. Must
/// be used by one thread at a time.
class EmbeddingBatches {
 public:
  virtual ~EmbeddingBatches() = default;
  /// Waits for the batches of earlier runs, reports their progress and caches the results. Throws
  /// Error(provider) or Error(interrupted). After an interruption, nothing is lost and a later call
  /// continues.
  virtual void collect(const std::stop_token& stop,
                       const std::function<void(const BatchProgress&)>& progress) = 0;
  /// The number of texts in pending batches of earlier runs. Sends no request.
  virtual std::uint64_t pending_texts() = 0;
  /// Adds texts that are not cached. A full batch is sent at once, to bound memory.
  virtual void add(std::span<const std::string> texts, const std::stop_token& stop) = 0;
  /// Sends the remaining texts. Throws Error as an embedder does.
  virtual void send(const std::stop_token& stop) = 0;
};

/// Protocol: makes the embedders of a run and owns the connections, rate limits, budgets and cache
/// that they share. Thread-safe; must outlive its embedders.
class EmbedderSource {
 public:
  virtual ~EmbedderSource() = default;
  /// An embedder for one thread. Calls of a hosted embedder throw Error(configuration) if the API
  /// key is missing or a budget is spent, Error(usage) for a query that is too long,
  /// Error(provider) if the service fails, and Error(interrupted) after a stop request.
  virtual std::unique_ptr<Embedder> make_embedder(std::stop_token stop = {}) = 0;
  /// From now on, pays for nothing while the cache is damaged, not even to learn the dimension of a
  /// model. Without this call, queries do without a damaged cache.
  virtual void require_cache() {}
  /// Whether the embedders wait for a service, and read texts rather than tokens.
  virtual bool is_hosted() const { return false; }
  /// The useful number of parallel calls of embed_documents().
  virtual std::size_t parallel_calls() const { return 1; }
  /// The object that estimates the cost of embedding; null if embedding is free.
  virtual std::unique_ptr<CostEstimator> make_estimator() { return nullptr; }
  virtual EmbeddingUsage usage() const { return {}; }
  /// The batches of the service; null if the service has no batches.
  virtual EmbeddingBatches* batches() { return nullptr; }
};

/// The embedders of a local model. For any other name, make_embedder() throws Error(configuration).
std::unique_ptr<EmbedderSource> make_local_embedders(const Settings::Model& settings);

}  // namespace gitctx

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "core/settings.h"
#include "embed/embedder.h"

namespace gitctx {

/// What a hosted model was asked so far, and what that cost. Of a local model all is 0.
struct EmbeddingUsage {
  std::string model;               ///< "openai/text-embedding-3-small"; empty: a local model
  std::uint64_t texts = 0;         ///< asked for, repeated ones each time
  std::uint64_t cached_texts = 0;  ///< of them known before, or sent once for several
  std::uint64_t calls = 0;         ///< requests that brought vectors
  std::uint64_t tokens = 0;        ///< as the service charges them
  double dollars = 0;
  bool price_is_known = true;
  std::string budget_warning;  ///< a sentence once most of a budget is spent
};

/// What embedding texts would cost.
struct EmbeddingEstimate {
  std::string model;
  std::uint64_t texts = 0;
  std::uint64_t cached_texts = 0;     ///< of them cost nothing
  std::uint64_t tokens = 0;           ///< of the others
  std::uint64_t tokens_at_least = 0;  ///< equal to `tokens` where they are counted exactly
  std::uint64_t tokens_at_most = 0;
  double dollars = 0;
  double dollars_at_least = 0;
  double dollars_at_most = 0;
  double dollars_in_batch = 0;  ///< 0: the service has no batches
  bool price_is_known = true;
  std::string prices_as_of;  ///< date of the price table
};

/// Adds up what embedding texts would cost, each different text once. One thread.
class CostEstimator {
 public:
  virtual ~CostEstimator() = default;
  virtual void add(std::span<const std::string> texts) = 0;
  virtual EmbeddingEstimate total() const = 0;
};

/// How far texts that were handed to a service for later are.
struct BatchProgress {
  std::string id;      ///< of the service
  std::string status;  ///< in its words
  std::uint64_t texts_done = 0;
  std::uint64_t texts_total = 0;
};

/// Protocol: texts embedded by a service in its own time, for less. What is under way is remembered
/// on disk; results go to the cache of embeddings, where embedders find them. One thread.
class EmbeddingBatches {
 public:
  virtual ~EmbeddingBatches() = default;
  /// Takes in what an earlier run sent: waits until all of it is done and gives out how far it is.
  /// Throws Error: provider, interrupted (nothing is lost, a later call goes on).
  virtual void collect(const std::stop_token& stop,
                       const std::function<void(const BatchProgress&)>& progress) = 0;
  /// Texts under way from an earlier run, without asking the service.
  virtual std::uint64_t pending_texts() = 0;
  /// Adds texts to what is sent; those in the cache are left out. What makes a batch full goes at
  /// once, so not everything has to be held.
  virtual void add(std::span<const std::string> texts, const std::stop_token& stop) = 0;
  /// Sends what was added and is not sent yet. Throws Error: as an embedder does.
  virtual void send(const std::stop_token& stop) = 0;
};

/// Protocol: where the embedders of a run come from; what they share (connections, rates, budgets,
/// the cache) belongs to it. Used from any number of threads; outlives its embedders.
class EmbedderSource {
 public:
  virtual ~EmbedderSource() = default;
  /// An embedder for one thread. A hosted one throws from its calls Error: configuration (no key,
  /// budget), provider, usage (a query that is too long), interrupted.
  virtual std::unique_ptr<Embedder> make_embedder(std::stop_token stop = {}) = 0;
  /// Its embedders read texts rather than tokens, and wait for a service rather than work.
  virtual bool is_hosted() const { return false; }
  /// Calls of embed_documents() worth having under way at once.
  virtual std::size_t parallel_calls() const { return 1; }
  /// Null where embedding costs nothing.
  virtual std::unique_ptr<CostEstimator> make_estimator() { return nullptr; }
  virtual EmbeddingUsage usage() const { return {}; }
  /// Null where the service has none.
  virtual EmbeddingBatches* batches() { return nullptr; }
};

/// Of a model that needs no service. Throws Error (configuration) for the name of any other.
std::unique_ptr<EmbedderSource> make_local_embedders(const Settings::Model& settings);

}  // namespace gitctx

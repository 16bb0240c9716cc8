#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "embed/embedder_source.h"
#include "embed/hosted/embedding_cache.h"
#include "embed/hosted/embedding_requests.h"
#include "embed/hosted/hosted_model.h"
#include "money/bill.h"

namespace gitctx {

/// Embeds texts with a hosted model, each distinct text once and without its secrets. Vectors come
/// from the cache if possible; the other texts are sent together, and their vectors are cached
/// before use. If another thread is embedding a text, this thread waits for the result. If the
/// cache is damaged, queries are embedded without it. Documents are not embedded in this case,
/// because they would be paid for again. Thread-safe.
class HostedEmbeddings {
 public:
  HostedEmbeddings(HostedModel model, RequestOptions requests, BillOptions bill,
                   std::filesystem::path cache_file);

  const HostedModel& model() const { return model_; }

  /// See EmbedderSource::require_cache().
  void require_cache() { requires_cache_ = true; }

  /// The dimension of the vectors. If only the service knows it, embeds one text to learn it and
  /// caches the result.
  std::size_t dimension(const std::stop_token& stop);

  /// One row of length 1 for each text; a blank text has a row of zeros. Throws the Errors listed
  /// at EmbedderSource::make_embedder(). Replies that arrived before the error are cached.
  EmbeddingMatrix embed(std::span<const std::string_view> texts, InputKind kind,
                        const std::stop_token& stop);

  /// The positions of the documents that are not cached. Equal documents count once.
  std::vector<std::size_t> missing_documents(std::span<const std::string> texts,
                                             const std::stop_token& stop);

  /// Caches vectors of documents that were embedded in a batch.
  void keep_documents(std::span<const ContentHash> texts, const EmbeddingMatrix& vectors,
                      const std::stop_token& stop);

  /// The key of a text in the cache.
  ContentHash hash_of(std::string_view text, InputKind kind) const;

  EmbeddingUsage usage() const;
  Bill& bill() { return bill_; }
  EmbeddingRequests& requests() { return requests_; }
  const TokenCounter& tokens() const { return requests_.tokens(); }

 private:
  struct Want;
  class Claim;

  EmbeddingCache& cache();
  /// Calls `use` with the cache. If `is_required` is false, an Error from the cache is stored
  /// instead of thrown, and later calls with `is_required` = false do nothing. The caller must hold
  /// the mutex.
  void use_cache(bool is_required, const std::function<void(EmbeddingCache&)>& use);
  /// Stores vectors that were paid for; otherwise like use_cache().
  void store(bool is_required, const std::string& name, std::span<const ContentHash> hashes,
             const EmbeddingMatrix& vectors);
  void check_query(std::string_view text) const;
  void look_up(const std::string& name, std::span<Want> wants, InputKind kind, Claim& claim);
  void fetch(const std::string& name, std::span<Want> wants, const Claim& claim, InputKind kind,
             const std::stop_token& stop);
  void await_others(std::span<const Want> wants, const std::stop_token& stop);
  void ask_for_dimension(const std::stop_token& stop);

  const HostedModel model_;
  const std::filesystem::path cache_file_;
  Bill bill_;
  EmbeddingRequests requests_;
  std::mutex dimension_mutex_;
  std::atomic<std::size_t> dimension_;
  std::atomic<std::uint64_t> texts_ = 0;  ///< counted as in EmbeddingUsage
  std::atomic<std::uint64_t> cached_texts_ = 0;
  std::atomic<std::uint64_t> secrets_ = 0;
  std::atomic<bool> requires_cache_ = false;

  mutable std::mutex mutex_;  // guards the members below
  std::optional<EmbeddingCache> cache_;
  std::optional<Error> cache_fault_;
  bool all_kept_ = true;
  std::set<ContentHash> under_way_;
  std::condition_variable_any arrived_;
};

}  // namespace gitctx

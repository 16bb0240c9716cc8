#pragma once

#include <cstdint>
#include <functional>

#include "embed/local/static_model.h"
#include "tools/train/pair_set.h"
#include "tools/train/vocabulary.h"

namespace gitctx {

struct TrainOptions {
  std::uint32_t dimension = 256;  ///< a multiple of 64
  std::size_t batch = 1024;       ///< a multiple of 16
  int epochs = 2;
  int threads = 2;  ///< the result is the same for any number
  float temperature = 0.05f;
  float rate = 0.03f;           ///< Adagrad's learning rate; falls linearly to 5% of this
  float reverse_weight = 0.5f;  ///< weight of the document-to-query loss
  float query_drop_out = 0.4f;  ///< maximum share of dropped words; for documents, 0.6 of this
  float path_weight = 5.0f;     ///< weight of a path's vector relative to a chunk's
  double word_share = 1e-3;     ///< initial weight: word_share / (word_share + share of the word)
  std::uint64_t seed = 1;
};

struct TrainProgress {
  std::size_t batches_done = 0;
  std::size_t batches_total = 0;
  double loss = 0;  ///< mean of the last batches, in nats per query
};

/// How well each held-out query finds its own document among the documents of a batch.
struct HeldOutResult {
  std::size_t pairs = 0;
  double hit1 = 0;  ///< share of queries whose own document is the nearest
  double mrr = 0;   ///< mean reciprocal rank
};

struct TrainedModel {
  ModelContent content;
  double loss = 0;         ///< mean of the last batches; not finite if training diverged
  HeldOutResult held_out;  ///< result for the held-out pairs (of one file in fifty)
};

/// Learns a row and two weights (as a query word, as a document word) for every word and n-gram, so
/// that queries are near their documents. The loss is InfoNCE over the documents of a batch (van
/// den Oord et al. 2018), in both directions. In half of the batches, all pairs come from one
/// repository. The optimiser is Adagrad (Duchi et al. 2011). Deterministic.
TrainedModel train_model(const PairSet& pairs, const Vocabulary& vocabulary,
                         const TrainOptions& options,
                         const std::function<void(const TrainProgress&)>& progress);

}  // namespace gitctx

#include "tools/train/trainer.h"

#include <algorithm>
#include <barrier>
#include <cmath>
#include <thread>

#include "base/check.h"
#include "base/hash.h"
#include "tools/train/batches.h"
#include "tools/train/matrix_product.h"

namespace gitctx {

namespace {

/// A row of the table and its weight in one text. The weight of a word is learned, but `factor` is
/// constant.
struct Part {
  std::uint32_t row = 0;
  float factor = 0;
};

float random_share(std::uint64_t seed) {
  return static_cast<float>(mix64(seed) >> 40) / static_cast<float>(1 << 24);
}

/// All parameters, each with the sum of squared gradients that Adagrad keeps for it.
struct Table {
  Table(const Vocabulary& vocabulary, const TrainOptions& options)
      : dimension(options.dimension),
        rows(vocabulary.row_count()),
        values(rows * dimension),
        value_squares(rows * dimension, 1e-8f),
        log_weights{std::vector<float>(rows), std::vector<float>(rows)},
        weight_squares{std::vector<float>(rows, 1e-8f), std::vector<float>(rows, 1e-8f)} {
    const float spread = 1 / std::sqrt(static_cast<float>(dimension));
    for (std::size_t i = 0; i < values.size(); ++i) {
      // The sum of four uniform numbers is close enough to normal.
      float sum = -2;
      for (std::uint64_t k = 0; k < 4; ++k) sum += random_share(options.seed * 977 + i * 4 + k);
      values[i] = sum * spread * 1.7f;
    }
    for (std::size_t row = 0; row < vocabulary.words.size(); ++row) {
      const auto weight = static_cast<float>(
          std::log(options.word_share / (options.word_share + vocabulary.shares[row])));
      log_weights[0][row] = weight;
      log_weights[1][row] = weight;
    }
  }

  std::size_t dimension;
  std::size_t rows;
  std::vector<float> values;
  std::vector<float> value_squares;
  std::array<std::vector<float>, 2> log_weights;  ///< word weights in queries and in documents
  std::array<std::vector<float>, 2> weight_squares;
};

/// One side of a batch: queries or documents.
struct Side {
  std::vector<std::vector<Part>> parts;
  std::vector<float> vectors;  ///< batch x dimension; each row is a vector normalised to length 1
  std::vector<float> lengths;  ///< lengths of the vectors before normalisation
  /// The gradient of the loss, first with respect to `vectors`, then to the unnormalised vectors.
  std::vector<float> gradients;
  std::vector<float> transposed;
};

class Trainer {
 public:
  Trainer(const PairSet& pairs, const Vocabulary& vocabulary, const TrainOptions& options,
          const std::function<void(const TrainProgress&)>& progress)
      : pairs_(pairs),
        vocabulary_(vocabulary),
        options_(options),
        progress_(progress),
        table_(vocabulary, options),
        gradient_(table_.rows * table_.dimension),
        weight_gradient_{std::vector<float>(table_.rows), std::vector<float>(table_.rows)},
        touched_(static_cast<std::size_t>(options.threads)),
        is_touched_(table_.rows),
        barrier_(options.threads) {
    for (Side& side : sides_) {
      side.parts.resize(options.batch);
      side.vectors.resize(options.batch * options.dimension);
      side.gradients.resize(options.batch * options.dimension);
      side.transposed.resize(options.batch * options.dimension);
      side.lengths.resize(options.batch);
    }
    scores_.resize(options.batch * options.batch);
    scores_transposed_.resize(options.batch * options.batch);
    losses_.resize(options.batch);
    column_sums_.resize(options.batch);
  }

  TrainedModel run() {
    const auto [batches, held_out] = make_batches(pairs_, options_);
    {
      std::vector<std::jthread> others;
      for (int t = 1; t < options_.threads; ++t) {
        others.emplace_back([&, t] { train(batches, static_cast<std::size_t>(t)); });
      }
      train(batches, 0);
    }
    TrainedModel model;
    model.held_out = test(held_out);
    model.content = rounded();
    model.loss = mean_loss_;
    return model;
  }

 private:
  /// The work of thread t, with a barrier after each step. No two threads write the same value, and
  /// each value is computed in a fixed order, so the number of threads does not change the result.
  void train(const std::vector<std::vector<std::uint32_t>>& batches, std::size_t t) {
    for (std::size_t b = 0; b < batches.size(); ++b) {
      const std::span<const std::uint32_t> batch = batches[b];
      const float done = static_cast<float>(b) / static_cast<float>(batches.size());
      embed(batch, t, b + 1);
      barrier_.arrive_and_wait();
      score(batch, t);
      barrier_.arrive_and_wait();
      sum_columns(t);
      barrier_.arrive_and_wait();
      differentiate(batch, t);
      barrier_.arrive_and_wait();
      spread(t);
      barrier_.arrive_and_wait();
      collect(t);
      step(t, options_.rate * (1 - 0.95f * done));
      if (t == 0) report(b + 1, batches.size());
      barrier_.arrive_and_wait();
    }
  }

  /// The part [begin, end) of `count` items that belongs to thread t.
  std::pair<std::size_t, std::size_t> share(std::size_t count, std::size_t t) const {
    const auto threads = static_cast<std::size_t>(options_.threads);
    return {count * t / threads, count * (t + 1) / threads};
  }

  /// Computes the vectors of the pairs. Words are dropped at random unless `round`, the batch
  /// number, is 0.
  void embed(std::span<const std::uint32_t> batch, std::size_t t, std::size_t round) {
    const auto [begin, end] = share(batch.size(), t);
    for (std::size_t i = begin; i < end; ++i) {
      const PairSet::Pair& pair = pairs_[batch[i]];
      const std::uint64_t seed = mix64(options_.seed + round * 0x10000 + batch[i]);
      const float drop = round == 0 ? 0 : options_.query_drop_out * random_share(seed);
      fill_parts(pairs_.query(pair), false, drop, seed + 1, sides_[0].parts[i]);
      fill_parts(pairs_.document(pair), true, drop * 0.6f, seed + 2, sides_[1].parts[i]);
      for (std::size_t side = 0; side < 2; ++side) embed_text(side, i);
    }
  }

  void fill_parts(std::span<const PairToken> tokens, bool by_count, float drop, std::uint64_t seed,
                  std::vector<Part>& parts) const {
    parts.clear();
    for (std::size_t k = 0; k < tokens.size(); ++k) {
      if (drop > 0 && random_share(seed * 31 + k) < drop && k + 1 < tokens.size()) continue;
      const std::vector<std::uint32_t>& rows = vocabulary_.rows_of[tokens[k].token];
      const float count = by_count ? 1 + std::log(static_cast<float>(tokens[k].count)) : 1.0f;
      for (const std::uint32_t row : rows) {
        parts.push_back({row, count / std::sqrt(static_cast<float>(rows.size()))});
      }
    }
  }

  void embed_text(std::size_t side, std::size_t i) {
    const std::size_t dimension = table_.dimension;
    float* out = sides_[side].vectors.data() + i * dimension;
    std::fill_n(out, dimension, 0.0f);
    for (const Part& part : sides_[side].parts[i]) {
      const float weight = part.factor * std::exp(table_.log_weights[side][part.row]);
      const float* row = table_.values.data() + part.row * dimension;
      for (std::size_t d = 0; d < dimension; ++d) out[d] += weight * row[d];
    }
    double squares = 1e-20;
    for (std::size_t d = 0; d < dimension; ++d) squares += static_cast<double>(out[d]) * out[d];
    const auto length = static_cast<float>(std::sqrt(squares));
    sides_[side].lengths[i] = length;
    for (std::size_t d = 0; d < dimension; ++d) {
      out[d] /= length;
      sides_[side].transposed[d * options_.batch + i] = out[d];
    }
  }

  std::span<float> rows_of(std::vector<float>& matrix, std::size_t columns, std::size_t t) const {
    const auto [begin, end] = share(options_.batch, t);
    return std::span(matrix).subspan(begin * columns, (end - begin) * columns);
  }

  /// Computes exp((cosine - 1) / temperature) for each query and document. The score is 0 if the
  /// document must not be used as a negative for the query.
  void score(std::span<const std::uint32_t> batch, std::size_t t) {
    const std::size_t n = options_.batch;
    multiply(rows_of(sides_[0].vectors, table_.dimension, t), sides_[1].transposed,
             rows_of(scores_, n, t), table_.dimension, n);
    const auto [begin, end] = share(n, t);
    for (std::size_t i = begin; i < end; ++i) {
      const PairSet::Pair& query = pairs_[batch[i]];
      for (std::size_t j = 0; j < n; ++j) {
        const PairSet::Pair& other = pairs_[batch[j]];
        float& score = scores_[i * n + j];
        const bool is_alike = i != j && (query.file == other.file || query.query == other.query);
        score = is_alike ? 0 : std::exp((score - 1) / options_.temperature);
      }
    }
  }

  void sum_columns(std::size_t t) {
    const std::size_t n = options_.batch;
    const auto [begin, end] = share(n, t);
    for (std::size_t j = begin; j < end; ++j) column_sums_[j] = 0;
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = begin; j < end; ++j) column_sums_[j] += scores_[i * n + j];
    }
  }

  /// Replaces the scores by the derivatives of the loss with respect to the cosines.
  void differentiate(std::span<const std::uint32_t> batch, std::size_t t) {
    const std::size_t n = options_.batch;
    const auto [begin, end] = share(batch.size(), t);
    const float reverse = options_.reverse_weight;
    const float unit = 1 / options_.temperature;
    for (std::size_t i = begin; i < end; ++i) {
      float sum = 1e-30f;
      for (std::size_t j = 0; j < n; ++j) sum += scores_[i * n + j];
      losses_[i] = std::log(sum) - std::log(scores_[i * n + i] + 1e-30f);
      for (std::size_t j = 0; j < n; ++j) {
        const float value = scores_[i * n + j];
        float slope = value / sum + reverse * value / (column_sums_[j] + 1e-30f);
        if (i == j) slope -= 1 + reverse;
        scores_[i * n + j] = slope * unit;
        scores_transposed_[j * n + i] = slope * unit;
      }
    }
  }

  /// Computes the derivatives of the loss with respect to the unnormalised vectors, from its
  /// derivatives with respect to the cosines.
  void spread(std::size_t t) {
    const std::size_t n = options_.batch;
    const std::size_t dimension = table_.dimension;
    multiply(rows_of(scores_, n, t), sides_[1].vectors, rows_of(sides_[0].gradients, dimension, t),
             n, dimension);
    multiply(rows_of(scores_transposed_, n, t), sides_[0].vectors,
             rows_of(sides_[1].gradients, dimension, t), n, dimension);
    const auto [begin, end] = share(n, t);
    for (Side& side : sides_) {
      for (std::size_t i = begin; i < end; ++i) {
        const float* vector = side.vectors.data() + i * dimension;
        float* gradient = side.gradients.data() + i * dimension;
        float along = 0;
        for (std::size_t d = 0; d < dimension; ++d) along += vector[d] * gradient[d];
        for (std::size_t d = 0; d < dimension; ++d) {
          gradient[d] = (gradient[d] - along * vector[d]) / side.lengths[i];
        }
      }
    }
  }

  /// Computes the gradient of each row as a sum over the texts with this row. Thread t handles the
  /// rows with `number % threads == t`.
  void collect(std::size_t t) {
    const std::size_t dimension = table_.dimension;
    const auto threads = static_cast<std::size_t>(options_.threads);
    for (std::size_t s = 0; s < 2; ++s) {
      const Side& side = sides_[s];
      for (std::size_t i = 0; i < options_.batch; ++i) {
        const float* gradient = side.gradients.data() + i * dimension;
        for (const Part& part : side.parts[i]) {
          if (part.row % threads != t) continue;
          if (is_touched_[part.row] == 0) {
            is_touched_[part.row] = 1;
            touched_[t].push_back(part.row);
          }
          const float weight = part.factor * std::exp(table_.log_weights[s][part.row]);
          const float* row = table_.values.data() + part.row * dimension;
          float* out = gradient_.data() + part.row * dimension;
          float along = 0;
          for (std::size_t d = 0; d < dimension; ++d) {
            out[d] += weight * gradient[d];
            along += row[d] * gradient[d];
          }
          weight_gradient_[s][part.row] += weight * along;
        }
      }
    }
  }

  void step(std::size_t t, float rate) {
    const std::size_t dimension = table_.dimension;
    const float unit = 1 / static_cast<float>(options_.batch);
    for (const std::uint32_t row : touched_[t]) {
      is_touched_[row] = 0;
      for (std::size_t d = row * dimension; d < (row + 1) * dimension; ++d) {
        const float slope = gradient_[d] * unit;
        gradient_[d] = 0;
        table_.value_squares[d] += slope * slope;
        table_.values[d] -= rate * slope / std::sqrt(table_.value_squares[d]);
      }
      for (std::size_t s = 0; s < 2; ++s) {
        const float slope = weight_gradient_[s][row] * unit;
        weight_gradient_[s][row] = 0;
        if (slope == 0) continue;
        table_.weight_squares[s][row] += slope * slope;
        table_.log_weights[s][row] -= rate * slope / std::sqrt(table_.weight_squares[s][row]);
      }
    }
    touched_[t].clear();
  }

  void report(std::size_t done, std::size_t total) {
    double loss = 0;
    for (const float value : losses_) loss += value / static_cast<double>(losses_.size());
    mean_loss_ = done == 1 ? loss : 0.98 * mean_loss_ + 0.02 * loss;
    if (done % 50 == 0 || done == total) progress_({done, total, mean_loss_});
  }

  HeldOutResult test(const std::vector<std::uint32_t>& held_out) {
    HeldOutResult result;
    const std::size_t n = options_.batch;
    for (std::size_t at = 0; at + n <= held_out.size(); at += n) {
      const auto batch = std::span(held_out).subspan(at, n);
      for (std::size_t t = 0; t < static_cast<std::size_t>(options_.threads); ++t) {
        embed(batch, t, 0);
      }
      for (std::size_t t = 0; t < static_cast<std::size_t>(options_.threads); ++t) score(batch, t);
      for (std::size_t i = 0; i < n; ++i) {
        std::size_t rank = 1;
        for (std::size_t j = 0; j < n; ++j) {
          if (j != i && !(scores_[i * n + j] < scores_[i * n + i])) ++rank;
        }
        result.hit1 += rank == 1 ? 1 : 0;
        result.mrr += 1 / static_cast<double>(rank);
        ++result.pairs;
      }
    }
    if (result.pairs == 0) return result;
    result.hit1 /= static_cast<double>(result.pairs);
    result.mrr /= static_cast<double>(result.pairs);
    return result;
  }

  ModelContent rounded() const {
    ModelContent content;
    content.dimension = options_.dimension;
    content.path_weight = options_.path_weight;
    content.words = vocabulary_.words;
    for (std::size_t row = 0; row < table_.rows; ++row) {
      const float* values = table_.values.data() + row * table_.dimension;
      float greatest = 1e-12f;
      for (std::size_t d = 0; d < table_.dimension; ++d) {
        greatest = std::max(greatest, std::abs(values[d]));
      }
      const float scale = greatest / 127;
      for (std::size_t d = 0; d < table_.dimension; ++d) {
        content.rows.push_back(static_cast<std::int8_t>(std::lround(values[d] / scale)));
      }
      content.query_weights.push_back(scale * std::exp(table_.log_weights[0][row]));
      content.document_weights.push_back(scale * std::exp(table_.log_weights[1][row]));
    }
    return content;
  }

  const PairSet& pairs_;
  const Vocabulary& vocabulary_;
  const TrainOptions& options_;
  const std::function<void(const TrainProgress&)>& progress_;
  Table table_;
  std::array<Side, 2> sides_;
  std::vector<float> scores_;  ///< batch x batch
  std::vector<float> scores_transposed_;
  std::vector<float> losses_;
  std::vector<float> column_sums_;
  std::vector<float> gradient_;  ///< same layout as the table's values; zero between batches
  std::array<std::vector<float>, 2> weight_gradient_;
  std::vector<std::vector<std::uint32_t>> touched_;  ///< for each thread: its rows with a gradient
  std::vector<std::uint8_t> is_touched_;
  std::barrier<> barrier_;
  double mean_loss_ = 0;
};

}  // namespace

TrainedModel train_model(const PairSet& pairs, const Vocabulary& vocabulary,
                         const TrainOptions& options,
                         const std::function<void(const TrainProgress&)>& progress) {
  GITCTX_CHECK(options.dimension % 64 == 0 && options.batch % 16 == 0 && options.threads > 0);
  return Trainer(pairs, vocabulary, options, progress).run();
}

}  // namespace gitctx

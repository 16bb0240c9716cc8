#include "embed/local/hashed_embedder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

#include "base/hash.h"
#include "embed/local/common_words.h"
#include "embed/local/hashed_word.h"
#include "embed/local/normalise.h"
#include "text/stemmer.h"

namespace gitctx {
namespace {

/// The weight is high, because a path identifies a file better than any line of the file. Ranking
/// quality is the same for weights from 4 to 6.5 and drops outside this range.
constexpr float path_weight = 5;

/// Count weights are integers in units of 1/64.
constexpr int hashed_count_unit = 64;

struct WeightedHashedRow {
  HashedRow row;
  int quarters;  ///< word_weight_quarters()
};

/// A bounded cache (4.9 MB) of the rows of recent words. Each slot holds the latest word whose hash
/// maps to the slot. The cache does not change results.
class RowMemo {
 public:
  /// The result is valid until the next call.
  const WeightedHashedRow& look_up(std::string_view word) {
    if (word.size() > Slot::longest) return overflow_ = make(word);
    Slot& slot = slots_[hash64(word) % slot_count];
    if (slot.size != word.size() || std::memcmp(slot.word.data(), word.data(), slot.size) != 0) {
      slot.weighted = make(word);
      slot.size = static_cast<std::uint8_t>(word.size());
      std::memcpy(slot.word.data(), word.data(), word.size());
    }
    return slot.weighted;
  }

 private:
  struct Slot {
    static constexpr std::size_t longest = 35;
    WeightedHashedRow weighted;
    std::uint8_t size = 0;  ///< 0: free
    std::array<char, longest> word;
  };
  static constexpr std::size_t slot_count = 1 << 14;

  WeightedHashedRow make(std::string_view word) {
    return {.row = hash_word(word, stemmer_), .quarters = word_weight_quarters(word)};
  }

  Stemmer stemmer_;
  std::vector<Slot> slots_ = std::vector<Slot>(slot_count);
  WeightedHashedRow overflow_;
};

/// 1 + ln count, in units of 1/64. No value is so close to a rounding boundary that another libm
/// could round it differently.
int hashed_count_weight(std::uint32_t count) {
  static const auto small = [] {
    std::array<int, 64> table{};
    for (std::size_t i = 1; i < table.size(); ++i) {
      table[i] =
          static_cast<int>(std::lround(hashed_count_unit * (1 + std::log(static_cast<double>(i)))));
    }
    return table;
  }();
  if (count < small.size()) return small[count];
  return static_cast<int>(
      std::lround(hashed_count_unit * (1 + std::log(static_cast<double>(count)))));
}

/// A weighted sum of rows. int32 suffices for 2,048 rows with the greatest weight (4 * 1,484 * 127
/// each). The sum is added to 64-bit totals before it can overflow.
class HashedRowSum {
 public:
  void add(const HashedRow& row, int weight) {
    if (rows_ == max_rows) carry();
    const auto narrow = static_cast<std::int16_t>(weight);
    for (std::size_t i = 0; i < row.size(); ++i) {
      near_[i] += static_cast<std::int16_t>(row[i]) * narrow;
    }
    ++rows_;
  }

  /// Writes sum * scale.
  void write(float scale, std::span<float> out) {
    carry();
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<float>(far_[i]) * scale;
  }

 private:
  void carry() {
    for (std::size_t i = 0; i < near_.size(); ++i) far_[i] += near_[i];
    near_.fill(0);
    rows_ = 0;
  }

  static constexpr int max_rows = 2048;
  std::array<std::int32_t, hashed_dimension> near_{};
  std::array<std::int64_t, hashed_dimension> far_{};
  int rows_ = 0;
};

class HashedEmbedder final : public Embedder {
 public:
  const ModelDescription& model() const override { return model_; }

  EmbeddingMatrix embed_documents(std::span<const EmbedInput> inputs) override {
    EmbeddingMatrix matrix{.rows = inputs.size(), .dimension = hashed_dimension, .values = {}};
    matrix.values.resize(matrix.rows * matrix.dimension);
    for (std::size_t i = 0; i < inputs.size(); ++i) embed(inputs[i].tokens, matrix.row(i));
    return matrix;
  }

  EmbeddingMatrix embed_queries(std::span<const EmbedInput> inputs) override {
    EmbeddingMatrix matrix = embed_documents(inputs);
    for (std::size_t i = 0; i < matrix.rows; ++i) normalise(matrix.row(i));
    return matrix;
  }

 private:
  void embed(std::span<const TokenCount> tokens, std::span<float> out) {
    // A rare word that occurs once gets a vector of about length 1.
    constexpr float scale = 1 / (hashed_row_length * rare_word_quarters * hashed_count_unit);
    HashedRowSum sum;
    for (const TokenCount& token : tokens) {
      if (token.word.size() < 2 || token.count == 0) continue;
      const WeightedHashedRow& weighted = memo_.look_up(token.word);
      sum.add(weighted.row, weighted.quarters * hashed_count_weight(token.count));
    }
    sum.write(scale, out);
  }

  ModelDescription model_{.id = std::string(hashed_model_id),
                          .dimension = hashed_dimension,
                          .reads_tokens = true,
                          .path_weight = path_weight,
                          .dollars_per_million_tokens = 0};
  RowMemo memo_;
};

}  // namespace

std::unique_ptr<Embedder> make_hashed_embedder() { return std::make_unique<HashedEmbedder>(); }

}  // namespace gitctx

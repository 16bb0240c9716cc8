#include "embed/local/static_embedder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <utility>

#include "base/error.h"
#include "base/hash.h"
#include "base/mapped_file.h"
#include "embed/local/normalise.h"
#include "embed/local/row_sum.h"

namespace gitctx {

namespace {

/// Count weights are integers in units of 1/64, so that products of rows and weights are exact.
constexpr int count_unit = 64;
constexpr int greatest_count_weight = 8 * count_unit - 1;  // for 1,100 and more occurrences

/// 1 + ln count, in units of 1/64. No value is so close to a rounding boundary that another libm
/// could round it differently.
int count_weight(std::uint32_t count) {
  static const auto table = [] {
    std::array<std::int16_t, 1200> weights{};
    for (std::size_t i = 1; i < weights.size(); ++i) {
      const long weight = std::lround(count_unit * (1 + std::log(static_cast<double>(i))));
      weights[i] = static_cast<std::int16_t>(std::min<long>(weight, greatest_count_weight));
    }
    return weights;
  }();
  return table[std::min<std::size_t>(count, table.size() - 1)];
}

/// The row of a word outside the vocabulary: the sum of the rows of its n-grams, rounded to int8
/// like a row of the table.
struct MadeRow {
  std::uint16_t document_weight = 0;
  std::vector<std::int8_t> row;
};

/// Makes the embedding rows for words outside the vocabulary. Sums are exact integers, so the
/// result is the same on every machine.
class RowMaker {
 public:
  void make(const StaticModel& model, std::string_view word, MadeRow& made) {
    const std::vector<std::uint32_t> grams = gram_rows(word, model.gram_row_count());
    rows_.clear();
    for (const std::uint32_t gram : grams) {
      const std::uint32_t number = model.word_count() + gram;
      rows_.push_back(
          {model.row(number).data(), static_cast<std::int16_t>(model.document_weight(number))});
    }
    sum_.assign(model.dimension(), 0);
    add_rows(rows_, sum_);
    const double root = std::sqrt(static_cast<double>(std::max<std::size_t>(grams.size(), 1)));
    std::int32_t greatest = 0;
    for (const std::int32_t value : sum_) greatest = std::max(greatest, std::abs(value));
    const double weight = std::clamp(std::ceil(greatest / root / 127), 1.0, 4095.0);
    made.document_weight = static_cast<std::uint16_t>(weight);
    made.row.resize(sum_.size());
    const double scale = 1 / (root * weight);
    for (std::size_t i = 0; i < sum_.size(); ++i) {
      // Rounds half away from zero, without a call or a division for each number.
      const double value = sum_[i] * scale;
      const auto rounded = static_cast<std::int32_t>(value + std::copysign(0.5, value));
      made.row[i] = static_cast<std::int8_t>(std::clamp(rounded, -127, 127));
    }
  }

 private:
  std::vector<WeightedRow> rows_;
  std::vector<std::int32_t> sum_;
};

/// A bounded cache of the rows for words outside the vocabulary. Each slot holds the latest word
/// whose hash maps to the slot.
class MadeRowMemo {
 public:
  const MadeRow& look_up(const StaticModel& model, std::string_view word) {
    Slot& slot = slots_[hash64(word) % slots_.size()];
    if (slot.word != word || slot.made.row.empty()) {
      maker_.make(model, word, slot.made);
      slot.word = word;
    }
    return slot.made;
  }

 private:
  struct Slot {
    std::string word;
    MadeRow made;
  };
  RowMaker maker_;
  std::vector<Slot> slots_ = std::vector<Slot>(1 << 14);
};

class StaticEmbedder final : public Embedder {
 public:
  /// `file` is the file that the model refers to; empty if the model is part of the binary.
  explicit StaticEmbedder(const StaticModel& model, MappedFile file = {})
      : file_(std::move(file)),
        model_(model),
        description_{.id = std::string(model.id()),
                     .dimension = model.dimension(),
                     .reads_tokens = true,
                     .path_weight = model.path_weight(),
                     .dollars_per_million_tokens = 0} {}

  const ModelDescription& model() const override { return description_; }

  EmbeddingMatrix embed_documents(std::span<const EmbedInput> inputs) override {
    EmbeddingMatrix matrix = empty_matrix(inputs.size());
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      embed_document(inputs[i].tokens, matrix.row(i));
    }
    return matrix;
  }

  EmbeddingMatrix embed_queries(std::span<const EmbedInput> inputs) override {
    EmbeddingMatrix matrix = empty_matrix(inputs.size());
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      embed_query(inputs[i].tokens, matrix.row(i));
      normalise(matrix.row(i));
    }
    return matrix;
  }

 private:
  EmbeddingMatrix empty_matrix(std::size_t rows) const {
    EmbeddingMatrix matrix{.rows = rows, .dimension = model_.dimension(), .values = {}};
    matrix.values.resize(rows * matrix.dimension);
    return matrix;
  }

  void embed_document(std::span<const TokenCount> tokens, std::span<float> out) {
    constexpr std::size_t part = max_summed_rows;
    sum_.resize(out.size());
    made_.clear();
    made_.reserve(part);
    for (std::size_t begin = 0; begin < tokens.size(); begin += part) {
      rows_.clear();
      made_.clear();
      for (const TokenCount& token : tokens.subspan(begin, std::min(part, tokens.size() - begin))) {
        if (token.word.size() < 2 || token.count == 0) continue;
        rows_.push_back(weighted_row(token));
      }
      std::ranges::fill(sum_, 0);
      add_rows(rows_, sum_);
      for (std::size_t i = 0; i < out.size(); ++i) out[i] += static_cast<float>(sum_[i]) * unit_;
    }
  }

  WeightedRow weighted_row(const TokenCount& token) {
    const int count = count_weight(token.count);
    if (const auto known = model_.find(token.word)) {
      return {model_.row(*known).data(), weight_of(count, model_.document_weight(*known))};
    }
    // A copy, because the memo may replace the row before the row is summed.
    const MadeRow& made = made_.emplace_back(memo_.look_up(model_, token.word));
    return {made.row.data(), weight_of(count, made.document_weight)};
  }

  static std::int16_t weight_of(int count, std::uint16_t document_weight) {
    return static_cast<std::int16_t>(count * document_weight / count_unit);
  }

  void embed_query(std::span<const TokenCount> tokens, std::span<float> out) {
    for (const TokenCount& token : tokens) {
      if (token.word.size() < 2 || token.count == 0) continue;
      if (const auto known = model_.find(token.word)) {
        add(*known, model_.query_weight(*known), out);
        continue;
      }
      const auto grams = gram_rows(token.word, model_.gram_row_count());
      for (const std::uint32_t gram : grams) {
        const std::uint32_t row = model_.word_count() + gram;
        add(row, model_.query_weight(row) / std::sqrt(static_cast<float>(grams.size())), out);
      }
    }
  }

  void add(std::uint32_t number, float weight, std::span<float> out) const {
    const auto row = model_.row(number);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += weight * static_cast<float>(row[i]);
  }

  MappedFile file_;
  const StaticModel model_;
  const float unit_ = model_.document_unit();
  ModelDescription description_;
  MadeRowMemo memo_;
  std::vector<WeightedRow> rows_;
  std::vector<MadeRow> made_;
  std::vector<std::int32_t> sum_;
};

}  // namespace

const StaticModel& embedded_model() {
  static const StaticModel model = StaticModel::open(embedded_model_file(), "the embedded model");
  return model;
}

std::unique_ptr<Embedder> make_static_embedder(const StaticModel& model) {
  return std::make_unique<StaticEmbedder>(model);
}

std::unique_ptr<Embedder> make_model_file_embedder(const std::string& path) {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(path, failed)) {
    throw Error(ErrorCode::configuration, fmt::format("model.embedding: {} is not a file", path),
                "Set model.embedding to embedded or to the absolute path of a model file");
  }
  MappedFile file = MappedFile::open(path);
  const StaticModel model = StaticModel::open(file.bytes(), path);
  model.verify(path);
  return std::make_unique<StaticEmbedder>(model, std::move(file));
}

}  // namespace gitctx

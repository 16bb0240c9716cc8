#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/word_frequency.h"

namespace gitctx {

inline constexpr std::string_view model_magic = "GITCTXEM";
inline constexpr std::uint32_t model_version = 2;

/// A trained table of word vectors, read in place (in the binary or a mapped file). Opening a model
/// reads only the header. The format is little-endian, and each part starts at a multiple of
/// model_alignment bytes:
///
///   header      ModelHeader
///   words       RankedWords (text/word_frequency.h)
///   documents   row_count x u16: weight of the row in a document, in document_unit
///   queries     row_count x f32: weight of the row in a query
///   rows        row_count x dimension x i8: words first, then the rows of character n-grams
///
/// Each row was divided by a scale to fit int8; the weights of the row include this scale.
class StaticModel {
 public:
  /// `bytes` must outlive the model. `name` is for messages. Throws Error(failure) if the bytes are
  /// not a model, are truncated, or have another version.
  static StaticModel open(std::span<const std::byte> bytes, std::string_view name);

  std::string_view id() const;
  std::size_t dimension() const { return header_->dimension; }
  std::uint32_t word_count() const { return words_.size(); }
  std::uint32_t gram_row_count() const { return header_->gram_row_count; }
  std::uint32_t row_count() const { return word_count() + gram_row_count(); }
  float document_unit() const { return header_->document_unit; }
  float path_weight() const { return header_->path_weight; }

  /// The row of a word.
  std::optional<std::uint32_t> find(std::string_view word) const { return words_.rank(word); }
  std::string_view word(std::uint32_t row) const { return words_.word(row); }
  std::span<const std::int8_t> row(std::uint32_t row) const {
    return rows_.subspan(row * dimension(), dimension());
  }
  std::uint16_t document_weight(std::uint32_t row) const { return document_weights_[row]; }
  float query_weight(std::uint32_t row) const { return query_weights_[row]; }

  /// Reads the whole file once. Throws Error(failure) if the checksum does not match, or a weight
  /// is NaN, infinite or so large that sums of rows could overflow. `name` is for messages.
  void verify(std::string_view name) const;

 private:
  std::span<const std::byte> file_;
  const ModelHeader* header_ = nullptr;
  RankedWords words_;
  std::span<const std::uint16_t> document_weights_;
  std::span<const float> query_weights_;
  std::span<const std::int8_t> rows_;
};

/// The checksum of a model file. `file` must have at least a header.
std::uint64_t model_checksum(std::span<const std::byte> file);

/// The content of a model file.
struct ModelContent {
  std::uint32_t dimension = 0;
  float path_weight = 0;
  std::vector<std::string> words;       ///< distinct, most frequent first
  std::vector<float> document_weights;  ///< by row; finite, not negative
  std::vector<float> query_weights;     ///< by row
  std::vector<std::int8_t> rows;        ///< rows of the words, then of the n-grams

  std::size_t row_count() const { return document_weights.size(); }
};

/// The bytes of a model file. The id of the model is "static-v1-" and five hex digits of a hash of
/// everything after the header.
std::vector<std::byte> encode_model(const ModelContent& content);

/// The n-gram rows of a word outside the vocabulary, counted from the first n-gram row. The
/// character 3-, 4- and 5-grams of the word, with its ends marked ("<word>"), are hashed to
/// `gram_row_count` rows. At most `most_grams` are used. The vector of the word is the sum of these
/// rows, divided by sqrt(number of grams).
inline constexpr std::size_t most_grams = 24;
std::vector<std::uint32_t> gram_rows(std::string_view word, std::uint32_t gram_row_count);

}  // namespace gitctx

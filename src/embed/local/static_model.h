#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// A trained table of word vectors, looked at where it lies (in the binary or a mapped file):
/// opening it reads a header and nothing else. Little-endian.
///
///   header      ModelHeader
///   slots       slot_count x {hash: u32, row: u32}; open addressing at hash64(word) % slot_count,
///               linear probing, row 0xffffffff is free; hash is the upper half of hash64
///   offsets     (word_count + 1) x u32 into the words
///   words       the words, one after the other, in order of their rows
///   documents   row_count x u16: weight of the row in a document, in document_unit
///   queries     row_count x f32: weight of the row in a query
///   rows        row_count x dimension x i8: words first, then the rows of character n-grams
///
/// Every part starts at a multiple of 64 bytes. The weights hold what undoes the rounding to int8.
struct ModelHeader {
  std::uint8_t magic[8];
  std::uint32_t version;
  std::uint32_t dimension;
  std::uint32_t word_count;
  std::uint32_t gram_row_count;
  std::uint32_t slot_count;
  std::uint32_t words_bytes;
  float document_unit;
  float path_weight;       ///< see ModelDescription
  std::uint64_t checksum;  ///< hash64 of all that follows the header
  char id[16];             ///< ends with NUL
};
static_assert(sizeof(ModelHeader) == 64);

inline constexpr std::string_view model_magic = "GITCTXEM";
inline constexpr std::uint32_t model_version = 1;

class StaticModel {
 public:
  /// `bytes` must outlive the model. `name` is for messages. Throws Error (failure) if they are no
  /// model, are cut short, or of another version.
  static StaticModel open(std::span<const std::byte> bytes, std::string_view name);

  std::string_view id() const;
  std::size_t dimension() const { return header_->dimension; }
  std::uint32_t word_count() const { return header_->word_count; }
  std::uint32_t gram_row_count() const { return header_->gram_row_count; }
  std::uint32_t row_count() const { return word_count() + gram_row_count(); }
  float document_unit() const { return header_->document_unit; }
  float path_weight() const { return header_->path_weight; }

  std::optional<std::uint32_t> find(std::string_view word) const;
  std::string_view word(std::uint32_t row) const;
  std::span<const std::int8_t> row(std::uint32_t row) const {
    return rows_.subspan(row * dimension(), dimension());
  }
  std::uint16_t document_weight(std::uint32_t row) const { return document_weights_[row]; }
  float query_weight(std::uint32_t row) const { return query_weights_[row]; }

  /// Reads everything once: whether the checksum is right.
  bool is_intact() const;

 private:
  struct Slot {
    std::uint32_t hash;
    std::uint32_t row;
  };

  const ModelHeader* header_ = nullptr;
  std::span<const std::byte> body_;
  std::span<const Slot> slots_;
  std::span<const std::uint32_t> offsets_;
  std::string_view words_;
  std::span<const std::uint16_t> document_weights_;
  std::span<const float> query_weights_;
  std::span<const std::int8_t> rows_;
};

/// What a model file is made of.
struct ModelContent {
  std::uint32_t dimension = 0;
  float path_weight = 0;
  std::vector<std::string> words;       ///< different ones
  std::vector<float> document_weights;  ///< per row; not negative
  std::vector<float> query_weights;
  std::vector<std::int8_t> rows;  ///< of the words, then of the n-grams

  std::size_t row_count() const { return document_weights.size(); }
};

/// The bytes of a model file. Its id is "static-v1-" and five digits of a hash of the content.
std::vector<std::byte> encode_model(const ModelContent& content);

/// The rows (counted from the first of them) that a word outside the vocabulary is made of: its
/// character 3-, 4- and 5-grams with the ends marked ("<word>"), hashed to `gram_row_count` rows,
/// at most `most_grams` of them. A word counts sum / sqrt(number of its grams).
inline constexpr std::size_t most_grams = 24;
std::vector<std::uint32_t> gram_rows(std::string_view word, std::uint32_t gram_row_count);

}  // namespace gitctx

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// The beginning of a model file (.gcm), little-endian. After the header come the words
/// (RankedWords), then the weights and vectors (embed/local/static_model.h). Each part starts at a
/// multiple of model_alignment bytes.
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
  std::uint64_t checksum;  ///< hash64 of the file with 0 in this field
  char id[16];             ///< id of the model, ends with NUL
};
static_assert(sizeof(ModelHeader) == 64);

inline constexpr std::size_t model_alignment = 64;

/// The words of a model file, ranked by how often they occur in its training data; rank 0 is the
/// most frequent word. Refers to the bytes of the file, which must outlive the object. Opening
/// takes the same time for any number of words.
///
///   slots    slot_count x {hash: u32, rank: u32}; open addressing at hash64(word) % slot_count,
///            linear probing; rank 0xffffffff marks a free slot; hash is the upper half of hash64
///   offsets  (word_count + 1) x u32 into the words
///   words    the words in order of rank, without separators
class RankedWords {
 public:
  RankedWords() = default;
  /// `body` is the part of the file after the header. Returns nothing if `body` is too short.
  static std::optional<RankedWords> read(const ModelHeader& header,
                                         std::span<const std::byte> body);

  std::uint32_t size() const { return size_; }
  std::optional<std::uint32_t> rank(std::string_view word) const;
  std::string_view word(std::uint32_t rank) const;
  /// The number of bytes that the slots, offsets and words take in the file.
  std::size_t byte_count() const { return byte_count_; }

 private:
  struct Slot {
    std::uint32_t hash;
    std::uint32_t rank;
  };

  std::uint32_t size_ = 0;
  std::size_t byte_count_ = 0;
  std::span<const Slot> slots_;
  std::span<const std::uint32_t> offsets_;
  std::string_view text_;
};

/// Encodes the part of a model file that holds `words`, which must be distinct. Sets the counts in
/// `header`.
std::vector<std::byte> encode_ranked_words(std::span<const std::string> words, ModelHeader& header);

/// The words of the embedded model, ranked by how often programmers write them. They are used with
/// every embedding model.
const RankedWords& word_frequency();

/// The embedded model (models/code.gcm), which is stored in the binary once.
std::span<const std::byte> embedded_model_file();

}  // namespace gitctx

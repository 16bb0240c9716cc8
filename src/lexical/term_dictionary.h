#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace gitctx {

inline constexpr std::size_t terms_per_block = 16;

/// The position of a term's postings in the segment, and the number of chunks with the term.
struct TermEntry {
  std::uint64_t offset = 0;
  std::uint32_t size = 0;
  std::uint32_t chunk_frequency = 0;

  /// The bytes of the postings in `section`; empty if they would exceed the section.
  std::span<const std::byte> postings_in(std::span<const std::byte> section) const;

  bool operator==(const TermEntry&) const = default;
};

/// Encodes a dictionary of sorted terms. The postings of the terms must be stored consecutively
/// from offset 0, in the order of the terms.
///
///   dictionary := term_count:u32  block_offset[blocks]:u32  block[blocks]     (little endian)
///   block      := length  term  offset  size  frequency  rest[15]             (varints)
///   rest       := shared_length  suffix_length  suffix  size  frequency
///
/// Sixteen terms per block; the last block may have fewer. Each term of a block except the first is
/// stored as the length of the prefix that it shares with the previous term, and the remaining
/// suffix. Block offsets count from the first block. `offset` counts from the first byte of all
/// postings.
class TermDictionaryBuilder {
 public:
  /// Adds a term. Terms must be strictly increasing in byte order.
  void add(std::string_view term, std::uint32_t postings_size, std::uint32_t chunk_frequency);

  std::size_t size() const { return term_count_; }

  std::string finish() &&;

 private:
  std::string block_offsets_;
  std::string blocks_;
  std::string last_term_;
  std::uint32_t term_count_ = 0;
  std::uint64_t postings_size_ = 0;
};

/// Looks up terms in the bytes of a dictionary, which must outlive the object. Accepts any bytes.
/// If the bytes are damaged, only some of the terms may be found, and entries may be wrong, but
/// listed terms are strictly increasing.
class TermDictionary {
 public:
  TermDictionary() = default;
  explicit TermDictionary(std::span<const std::byte> bytes);

  std::uint32_t size() const { return term_count_; }

  std::optional<TermEntry> find(std::string_view term) const;

 private:
  friend class TermDictionaryCursor;

  std::uint32_t block_count() const;
  std::span<const std::byte> block(std::uint32_t block) const;
  std::string_view first_term(std::uint32_t block) const;
  std::optional<std::uint32_t> block_of(std::string_view term) const;

  std::span<const std::byte> block_offsets_;
  std::span<const std::byte> blocks_;
  std::uint32_t term_count_ = 0;
};

/// Lists the terms in order. The bytes of the dictionary must outlive the cursor.
class TermDictionaryCursor {
 public:
  explicit TermDictionaryCursor(const TermDictionary& dictionary);

  bool at_end() const { return at_end_; }

  // The current term. These functions must not be called at the end of the dictionary. The result
  // of term() is valid until next().
  std::string_view term() const { return term_; }
  const TermEntry& entry() const { return entry_; }

  void next();

 private:
  bool read_next();

  TermDictionary dictionary_;
  std::span<const std::byte> rest_;  ///< unread bytes of the current block
  std::uint32_t position_ = 0;       ///< number of the term to read next
  std::string term_;
  TermEntry entry_;
  bool at_end_ = false;
};

}  // namespace gitctx

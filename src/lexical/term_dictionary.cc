#include "lexical/term_dictionary.h"

#include <algorithm>
#include <limits>

#include "base/check.h"
#include "base/varint.h"
#include "lexical/bit_packing.h"

namespace gitctx {
namespace {

/// Reads values from the front of a byte range. A read returns false if the range is too short.
class ByteReader {
 public:
  explicit ByteReader(std::span<const std::byte> bytes) : rest_(bytes) {}

  bool read(std::uint64_t& value) {
    const std::byte* const end = rest_.data() + rest_.size();
    const std::byte* const after = decode_varint(rest_.data(), end, value);
    if (after) rest_ = {after, end};
    return after != nullptr;
  }

  bool read(std::uint32_t& value) {
    std::uint64_t wide = 0;
    if (!read(wide) || wide > std::numeric_limits<std::uint32_t>::max()) return false;
    value = static_cast<std::uint32_t>(wide);
    return true;
  }

  /// Reads a length, and a text of this length.
  bool read(std::string_view& text) {
    std::uint64_t size = 0;
    if (!read(size) || size > rest_.size()) return false;
    text = {reinterpret_cast<const char*>(rest_.data()), static_cast<std::size_t>(size)};
    rest_ = rest_.subspan(static_cast<std::size_t>(size));
    return true;
  }

  std::span<const std::byte> rest() const { return rest_; }

 private:
  std::span<const std::byte> rest_;
};

std::size_t common_prefix(std::string_view a, std::string_view b) {
  const auto [in_a, in_b] = std::ranges::mismatch(a, b);
  return static_cast<std::size_t>(in_a - a.begin());
}

std::size_t blocks_for(std::uint32_t term_count) {
  return (std::size_t{term_count} + terms_per_block - 1) / terms_per_block;
}

}  // namespace

std::span<const std::byte> TermEntry::postings_in(std::span<const std::byte> section) const {
  if (offset > section.size() || size > section.size() - offset) return {};
  return section.subspan(static_cast<std::size_t>(offset), size);
}

void TermDictionaryBuilder::add(std::string_view term, std::uint32_t postings_size,
                                std::uint32_t chunk_frequency) {
  GITCTX_CHECK(term_count_ == 0 || last_term_ < term);
  GITCTX_CHECK(blocks_.size() <= std::numeric_limits<std::uint32_t>::max());
  if (term_count_ % terms_per_block == 0) {
    append_u32(block_offsets_, static_cast<std::uint32_t>(blocks_.size()));
    append_varint(blocks_, term.size());
    blocks_ += term;
    append_varint(blocks_, postings_size_);
  } else {
    const std::size_t shared = common_prefix(last_term_, term);
    append_varint(blocks_, shared);
    append_varint(blocks_, term.size() - shared);
    blocks_ += term.substr(shared);
  }
  append_varint(blocks_, postings_size);
  append_varint(blocks_, chunk_frequency);
  last_term_ = term;
  postings_size_ += postings_size;
  ++term_count_;
}

std::string TermDictionaryBuilder::finish() && {
  std::string out;
  out.reserve(4 + block_offsets_.size() + blocks_.size());
  append_u32(out, term_count_);
  out += block_offsets_;
  out += blocks_;
  return out;
}

TermDictionary::TermDictionary(std::span<const std::byte> bytes) {
  if (bytes.size() < 4) return;
  const std::uint32_t term_count = load_u32(bytes.data());
  const std::size_t offsets_size = blocks_for(term_count) * 4;
  if (bytes.size() - 4 < offsets_size) return;
  term_count_ = term_count;
  block_offsets_ = bytes.subspan(4, offsets_size);
  blocks_ = bytes.subspan(4 + offsets_size);
}

std::uint32_t TermDictionary::block_count() const {
  return static_cast<std::uint32_t>(block_offsets_.size() / 4);
}

std::span<const std::byte> TermDictionary::block(std::uint32_t block) const {
  const std::uint32_t offset = load_u32(&block_offsets_[std::size_t{block} * 4]);
  return offset <= blocks_.size() ? blocks_.subspan(offset) : std::span<const std::byte>{};
}

std::string_view TermDictionary::first_term(std::uint32_t block) const {
  std::string_view term;
  ByteReader(this->block(block)).read(term);
  return term;
}

std::optional<std::uint32_t> TermDictionary::block_of(std::string_view term) const {
  std::uint32_t low = 0;
  std::uint32_t high = block_count();
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (first_term(middle) <= term) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == 0) return std::nullopt;
  return low - 1;
}

std::optional<TermEntry> TermDictionary::find(std::string_view term) const {
  const std::optional<std::uint32_t> block_number = block_of(term);
  if (!block_number) return std::nullopt;
  ByteReader reader(block(*block_number));
  TermEntry entry;
  std::string_view first;
  if (!reader.read(first) || !reader.read(entry.offset)) return std::nullopt;
  if (!reader.read(entry.size) || !reader.read(entry.chunk_frequency)) return std::nullopt;
  if (first == term) return entry;

  // The longest prefix that `term` shares with a term read so far. All terms read so far are
  // smaller than `term`.
  std::size_t matched = common_prefix(first, term);
  const std::uint32_t terms_before = *block_number * terms_per_block;
  const std::size_t term_count = std::min<std::size_t>(terms_per_block, term_count_ - terms_before);
  for (std::size_t i = 1; i < term_count; ++i) {
    std::uint64_t shared = 0;
    std::string_view suffix;
    entry.offset += entry.size;
    if (!reader.read(shared) || !reader.read(suffix)) return std::nullopt;
    if (!reader.read(entry.size) || !reader.read(entry.chunk_frequency)) return std::nullopt;
    if (shared > matched) continue;
    const std::string_view wanted = term.substr(matched);
    if (shared < matched || suffix > wanted) return std::nullopt;
    if (suffix == wanted) return entry;
    matched += common_prefix(suffix, wanted);
  }
  return std::nullopt;
}

TermDictionaryCursor::TermDictionaryCursor(const TermDictionary& dictionary)
    : dictionary_(dictionary) {
  next();
}

void TermDictionaryCursor::next() { at_end_ = at_end_ || !read_next(); }

bool TermDictionaryCursor::read_next() {
  if (position_ == dictionary_.term_count_) return false;
  const bool starts_block = position_ % terms_per_block == 0;
  ByteReader reader(starts_block ? dictionary_.block(position_ / terms_per_block) : rest_);
  std::uint64_t shared = 0;
  std::string_view suffix;
  if (!starts_block && !reader.read(shared)) return false;
  if (shared > term_.size() || !reader.read(suffix)) return false;
  const bool rises = position_ == 0 || suffix > std::string_view(term_).substr(shared);
  if (!rises) return false;
  term_.resize(static_cast<std::size_t>(shared));
  term_ += suffix;

  entry_.offset += entry_.size;
  if (starts_block && !reader.read(entry_.offset)) return false;
  if (!reader.read(entry_.size) || !reader.read(entry_.chunk_frequency)) return false;
  rest_ = reader.rest();
  ++position_;
  return true;
}

}  // namespace gitctx

#include "text/word_frequency.h"

#include <algorithm>

#include "base/check.h"
#include "base/embedded_file.h"
#include "base/hash.h"

GITCTX_EMBED_FILE(gitctx_embedded_model, GITCTX_MODEL_FILE);

namespace gitctx {

namespace {

constexpr std::uint32_t free_slot = 0xffffffff;

constexpr std::size_t padded(std::size_t size) {
  return (size + model_alignment - 1) / model_alignment * model_alignment;
}

template <class T>
std::span<const T> part(std::span<const std::byte> bytes, std::size_t offset, std::size_t count) {
  return {reinterpret_cast<const T*>(bytes.data() + offset), count};
}

template <class T>
void append_part(std::vector<std::byte>& bytes, std::span<const T> values) {
  const auto added = std::as_bytes(values);
  bytes.insert(bytes.end(), added.begin(), added.end());
  bytes.resize(padded(bytes.size()));
}

}  // namespace

std::optional<RankedWords> RankedWords::read(const ModelHeader& header,
                                             std::span<const std::byte> body) {
  const std::size_t offsets = padded(header.slot_count * sizeof(Slot));
  const std::size_t text =
      offsets + padded((std::size_t{header.word_count} + 1) * sizeof(std::uint32_t));
  RankedWords words;
  words.byte_count_ = text + padded(header.words_bytes);
  if (words.byte_count_ > body.size()) return std::nullopt;
  words.size_ = header.word_count;
  words.slots_ = part<Slot>(body, 0, header.slot_count);
  words.offsets_ = part<std::uint32_t>(body, offsets, std::size_t{header.word_count} + 1);
  const auto letters = part<char>(body, text, header.words_bytes);
  words.text_ = {letters.data(), letters.size()};
  return words;
}

std::string_view RankedWords::word(std::uint32_t rank) const {
  const std::size_t begin = std::min<std::size_t>(offsets_[rank], text_.size());
  return text_.substr(begin, offsets_[rank + 1] - offsets_[rank]);
}

std::optional<std::uint32_t> RankedWords::rank(std::string_view word) const {
  if (slots_.empty()) return std::nullopt;
  const std::uint64_t hash = hash64(word);
  const auto upper = static_cast<std::uint32_t>(hash >> 32);
  std::size_t place = hash % slots_.size();
  for (std::size_t probes = 0; probes < slots_.size(); ++probes) {
    const Slot slot = slots_[place];
    if (slot.rank >= size_) return std::nullopt;
    if (slot.hash == upper && this->word(slot.rank) == word) return slot.rank;
    place = place + 1 == slots_.size() ? 0 : place + 1;
  }
  return std::nullopt;
}

std::vector<std::byte> encode_ranked_words(std::span<const std::string> words,
                                           ModelHeader& header) {
  header.word_count = static_cast<std::uint32_t>(words.size());
  header.slot_count = std::max<std::uint32_t>(16, header.word_count * 2 + 1);
  std::vector<std::uint32_t> slots(std::size_t{header.slot_count} * 2, free_slot);
  std::vector<std::uint32_t> offsets = {0};
  std::string text;
  for (std::uint32_t rank = 0; rank < words.size(); ++rank) {
    const std::uint64_t hash = hash64(words[rank]);
    std::size_t place = hash % header.slot_count;
    while (slots[place * 2 + 1] != free_slot) place = (place + 1) % header.slot_count;
    slots[place * 2] = static_cast<std::uint32_t>(hash >> 32);
    slots[place * 2 + 1] = rank;
    text += words[rank];
    offsets.push_back(static_cast<std::uint32_t>(text.size()));
  }
  header.words_bytes = static_cast<std::uint32_t>(text.size());
  std::vector<std::byte> bytes;
  append_part(bytes, std::span<const std::uint32_t>(slots));
  append_part(bytes, std::span<const std::uint32_t>(offsets));
  append_part(bytes, std::span<const char>(text));
  return bytes;
}

std::span<const std::byte> embedded_model_file() {
  return {gitctx_embedded_model, gitctx_embedded_model_end};
}

const RankedWords& word_frequency() {
  static const RankedWords words = [] {
    const std::span<const std::byte> file = embedded_model_file();
    const auto& header = *reinterpret_cast<const ModelHeader*>(file.data());
    const auto read = RankedWords::read(header, file.subspan(sizeof header));
    GITCTX_CHECK(read.has_value());
    return *read;
  }();
  return words;
}

}  // namespace gitctx

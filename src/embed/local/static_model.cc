#include "embed/local/static_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/check.h"
#include "base/error.h"
#include "base/hash.h"

namespace gitctx {

namespace {

constexpr std::uint32_t free_row = 0xffffffff;
constexpr std::size_t alignment = 64;
// Weights in documents are at most this many units.
constexpr float greatest_units = 4095;

std::size_t aligned(std::size_t size) { return (size + alignment - 1) / alignment * alignment; }

/// Takes parts of a byte range, one after the other.
class PartReader {
 public:
  explicit PartReader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  template <class T>
  std::span<const T> take(std::size_t count) {
    const std::size_t size = count * sizeof(T);
    if (is_short_ || size > bytes_.size() - std::min(at_, bytes_.size())) {
      is_short_ = true;
      return {};
    }
    const auto* first = reinterpret_cast<const T*>(bytes_.data() + at_);
    at_ = aligned(at_ + size);
    return {first, count};
  }

  bool is_short() const { return is_short_; }

 private:
  std::span<const std::byte> bytes_;
  std::size_t at_ = 0;
  bool is_short_ = false;
};

class PartWriter {
 public:
  template <class T>
  void add(std::span<const T> values) {
    const auto bytes = std::as_bytes(values);
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    bytes_.resize(aligned(bytes_.size()));
  }
  std::vector<std::byte> take() { return std::move(bytes_); }

 private:
  std::vector<std::byte> bytes_;
};

[[noreturn]] void refuse(std::string_view name, std::string_view why) {
  throw Error(ErrorCode::failure, fmt::format("{} is no embedding model: {}", name, why),
              "set model.embedding to embedded, or make the model anew with gitctx-train");
}

}  // namespace

StaticModel StaticModel::open(std::span<const std::byte> bytes, std::string_view name) {
  StaticModel model;
  if (bytes.size() < sizeof(ModelHeader)) refuse(name, "it is too short");
  model.header_ = reinterpret_cast<const ModelHeader*>(bytes.data());
  const ModelHeader& header = *model.header_;
  if (std::memcmp(header.magic, model_magic.data(), model_magic.size()) != 0) {
    refuse(name, "it does not start as one");
  }
  if (header.version != model_version) {
    refuse(name,
           fmt::format("its version is {}, this program reads {}", header.version, model_version));
  }
  const std::size_t rows = std::size_t{header.word_count} + header.gram_row_count;
  if (header.dimension == 0 || header.dimension % 64 != 0 || header.dimension > 4096 ||
      header.slot_count <= header.word_count || header.gram_row_count == 0 || header.id[15] != 0 ||
      !(header.document_unit > 0) || !std::isfinite(header.document_unit) ||
      !(header.path_weight >= 0) || !std::isfinite(header.path_weight) ||
      !std::string_view(header.id).starts_with("static-")) {
    refuse(name, "its header makes no sense");
  }
  model.body_ = bytes.subspan(sizeof(ModelHeader));
  PartReader parts(model.body_);
  model.slots_ = parts.take<Slot>(header.slot_count);
  model.offsets_ = parts.take<std::uint32_t>(std::size_t{header.word_count} + 1);
  const auto words = parts.take<char>(header.words_bytes);
  model.words_ = {words.data(), words.size()};
  model.document_weights_ = parts.take<std::uint16_t>(rows);
  model.query_weights_ = parts.take<float>(rows);
  model.rows_ = parts.take<std::int8_t>(rows * header.dimension);
  if (parts.is_short()) refuse(name, "it is cut short");
  return model;
}

std::string_view StaticModel::id() const { return header_->id; }

std::string_view StaticModel::word(std::uint32_t row) const {
  const std::uint32_t begin = std::min<std::uint32_t>(offsets_[row], header_->words_bytes);
  return words_.substr(begin, offsets_[row + 1] - begin);
}

std::optional<std::uint32_t> StaticModel::find(std::string_view word) const {
  const std::uint64_t hash = hash64(word);
  const auto upper = static_cast<std::uint32_t>(hash >> 32);
  std::size_t place = hash % slots_.size();
  for (std::size_t probes = 0; probes < slots_.size(); ++probes) {
    const Slot slot = slots_[place];
    if (slot.row >= word_count()) return std::nullopt;
    if (slot.hash == upper && this->word(slot.row) == word) return slot.row;
    place = place + 1 == slots_.size() ? 0 : place + 1;
  }
  return std::nullopt;
}

bool StaticModel::is_intact() const { return hash64(body_) == header_->checksum; }

std::vector<std::byte> encode_model(const ModelContent& content) {
  const std::size_t rows = content.row_count();
  GITCTX_CHECK(content.query_weights.size() == rows && content.words.size() < rows);
  GITCTX_CHECK(content.rows.size() == rows * content.dimension);
  ModelHeader header{};
  std::memcpy(header.magic, model_magic.data(), model_magic.size());
  header.version = model_version;
  header.dimension = content.dimension;
  header.word_count = static_cast<std::uint32_t>(content.words.size());
  header.gram_row_count = static_cast<std::uint32_t>(rows) - header.word_count;
  header.path_weight = content.path_weight;
  header.slot_count = std::max<std::uint32_t>(16, header.word_count * 2 + 1);
  header.document_unit =
      std::max(std::ranges::max(content.document_weights), 1e-9f) / greatest_units;

  std::vector<std::uint32_t> slots(std::size_t{header.slot_count} * 2, free_row);
  std::vector<std::uint32_t> offsets = {0};
  std::string words;
  for (std::uint32_t row = 0; row < header.word_count; ++row) {
    const std::uint64_t hash = hash64(content.words[row]);
    std::size_t place = hash % header.slot_count;
    while (slots[place * 2 + 1] != free_row) place = (place + 1) % header.slot_count;
    slots[place * 2] = static_cast<std::uint32_t>(hash >> 32);
    slots[place * 2 + 1] = row;
    words += content.words[row];
    offsets.push_back(static_cast<std::uint32_t>(words.size()));
  }
  header.words_bytes = static_cast<std::uint32_t>(words.size());
  std::vector<std::uint16_t> units;
  for (const float weight : content.document_weights) {
    units.push_back(static_cast<std::uint16_t>(std::lround(weight / header.document_unit)));
  }

  PartWriter parts;
  parts.add(std::span<const std::uint32_t>(slots));
  parts.add(std::span<const std::uint32_t>(offsets));
  parts.add(std::span<const char>(words));
  parts.add(std::span<const std::uint16_t>(units));
  parts.add(std::span<const float>(content.query_weights));
  parts.add(std::span<const std::int8_t>(content.rows));
  const std::vector<std::byte> body = parts.take();
  header.checksum = hash64(body);
  const std::string id = fmt::format("static-v1-{:05x}", header.checksum & 0xfffff);
  std::memcpy(header.id, id.c_str(), id.size());

  std::vector<std::byte> bytes(sizeof(header) + body.size());
  std::memcpy(bytes.data(), &header, sizeof(header));
  std::memcpy(bytes.data() + sizeof(header), body.data(), body.size());
  return bytes;
}

std::vector<std::uint32_t> gram_rows(std::string_view word, std::uint32_t gram_row_count) {
  std::string marked = "<";
  marked += word;
  marked += ">";
  std::vector<std::uint32_t> rows;
  for (std::size_t size = 3; size <= 5; ++size) {
    for (std::size_t at = 0; at + size <= marked.size() && rows.size() < most_grams; ++at) {
      const std::uint64_t hash = hash64(std::string_view(marked).substr(at, size));
      rows.push_back(static_cast<std::uint32_t>(hash % gram_row_count));
    }
  }
  return rows;
}

}  // namespace gitctx

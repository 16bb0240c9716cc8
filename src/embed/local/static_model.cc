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

// Weights in documents are at most this many units, so that a sum of max_summed_rows rows fits
// int32.
constexpr std::uint16_t greatest_units = 4095;
// Sums with weights up to this limit stay finite. The weights of the embedded model are below 0.01.
constexpr float greatest_weight = 1e6f;

std::size_t aligned(std::size_t size) {
  return (size + model_alignment - 1) / model_alignment * model_alignment;
}

/// Takes successive parts of a byte range.
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
  throw Error(ErrorCode::failure, fmt::format("{} is not an embedding model: {}", name, why),
              "Set model.embedding to embedded, or train the model again with gitctx-train");
}

}  // namespace

StaticModel StaticModel::open(std::span<const std::byte> bytes, std::string_view name) {
  StaticModel model;
  if (bytes.size() < sizeof(ModelHeader)) refuse(name, "it is too short");
  model.header_ = reinterpret_cast<const ModelHeader*>(bytes.data());
  const ModelHeader& header = *model.header_;
  if (std::memcmp(header.magic, model_magic.data(), model_magic.size()) != 0) {
    refuse(name, "it does not start with the magic bytes of a model file");
  }
  if (header.version != model_version) {
    refuse(name, fmt::format("it has version {}, this program reads version {}", header.version,
                             model_version));
  }
  const std::size_t rows = std::size_t{header.word_count} + header.gram_row_count;
  if (header.dimension == 0 || header.dimension % 64 != 0 || header.dimension > 4096 ||
      header.slot_count <= header.word_count || header.gram_row_count == 0 || header.id[15] != 0 ||
      !(header.document_unit > 0) || !(header.document_unit <= greatest_weight) ||
      !(header.path_weight >= 0) || !(header.path_weight <= greatest_weight) ||
      !std::string_view(header.id).starts_with("static-")) {
    refuse(name, "its header is invalid");
  }
  model.file_ = bytes;
  const std::span<const std::byte> body = bytes.subspan(sizeof(ModelHeader));
  const auto words = RankedWords::read(header, body);
  if (!words) refuse(name, "it is truncated");
  model.words_ = *words;
  PartReader parts(body.subspan(words->byte_count()));
  model.document_weights_ = parts.take<std::uint16_t>(rows);
  model.query_weights_ = parts.take<float>(rows);
  model.rows_ = parts.take<std::int8_t>(rows * header.dimension);
  if (parts.is_short()) refuse(name, "it is truncated");
  return model;
}

std::string_view StaticModel::id() const { return header_->id; }

void StaticModel::verify(std::string_view name) const {
  const auto damaged = [&](const std::string& why) {
    return Error(ErrorCode::failure, fmt::format("{} is damaged: {}", name, why),
                 "Train the model again with gitctx-train, or set model.embedding to embedded");
  };
  if (model_checksum(file_) != header_->checksum) throw damaged("its checksum does not match");
  for (std::uint32_t row = 0; row < row_count(); ++row) {
    // This form of the comparison also rejects NaN.
    if (!(std::abs(query_weights_[row]) <= greatest_weight)) {
      throw damaged(fmt::format("the query weight of row {} is {}", row, query_weights_[row]));
    }
    if (document_weights_[row] > greatest_units) {
      throw damaged(fmt::format("the document weight of row {} is {}, more than {}", row,
                                document_weights_[row], greatest_units));
    }
  }
}

std::uint64_t model_checksum(std::span<const std::byte> file) {
  ModelHeader header;
  std::memcpy(&header, file.data(), sizeof(header));
  header.checksum = 0;
  StreamingHash64 hash;
  hash.add(std::as_bytes(std::span(&header, 1)));
  hash.add(file.subspan(sizeof(header)));
  return hash.value();
}

std::vector<std::byte> encode_model(const ModelContent& content) {
  const std::size_t rows = content.row_count();
  GITCTX_CHECK(content.query_weights.size() == rows && content.words.size() < rows);
  GITCTX_CHECK(content.rows.size() == rows * content.dimension);
  ModelHeader header{};
  std::memcpy(header.magic, model_magic.data(), model_magic.size());
  header.version = model_version;
  header.dimension = content.dimension;
  const std::vector<std::byte> words = encode_ranked_words(content.words, header);
  header.gram_row_count = static_cast<std::uint32_t>(rows) - header.word_count;
  header.path_weight = content.path_weight;
  header.document_unit =
      std::max(std::ranges::max(content.document_weights), 1e-9f) / greatest_units;

  std::vector<std::uint16_t> units;
  for (const float weight : content.document_weights) {
    units.push_back(static_cast<std::uint16_t>(std::lround(weight / header.document_unit)));
  }

  PartWriter parts;
  parts.add(std::span<const std::byte>(words));
  parts.add(std::span<const std::uint16_t>(units));
  parts.add(std::span<const float>(content.query_weights));
  parts.add(std::span<const std::int8_t>(content.rows));
  const std::vector<std::byte> body = parts.take();
  const std::string id = fmt::format("static-v1-{:05x}", hash64(body) & 0xfffff);
  std::memcpy(header.id, id.c_str(), id.size());

  std::vector<std::byte> bytes(sizeof(header) + body.size());
  std::memcpy(bytes.data(), &header, sizeof(header));
  std::memcpy(bytes.data() + sizeof(header), body.data(), body.size());
  header.checksum = model_checksum(bytes);
  std::memcpy(bytes.data(), &header, sizeof(header));
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

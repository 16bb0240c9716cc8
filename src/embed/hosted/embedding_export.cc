#include "embed/hosted/embedding_export.h"

#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/json_text.h"

namespace gitctx {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr std::uint64_t largest_header_bytes = 1 << 20;
constexpr std::uint64_t largest_dimension = 1 << 16;
constexpr const char* format_name = "gitctx-embeddings-2";
// Most models make vectors of length 1. The lengths of other models' vectors are well within these
// limits.
constexpr double least_length = 1e-6;
constexpr double greatest_length = 1e6;

nlohmann::json header_json(std::string_view model, std::uint64_t rows, std::uint64_t dimension,
                           std::string_view checksum) {
  const std::uint64_t middle = rows * dimension * sizeof(float);
  const std::uint64_t end = middle + rows * sizeof(Hash128);
  return {
      {"__metadata__", {{"checksum", checksum}, {"format", format_name}, {"model", model}}},
      {"vectors", {{"dtype", "F32"}, {"shape", {rows, dimension}}, {"data_offsets", {0, middle}}}},
      {"contents",
       {{"dtype", "U8"}, {"shape", {rows, sizeof(Hash128)}}, {"data_offsets", {middle, end}}}}};
}

std::string checksum_text(std::uint64_t checksum) { return fmt::format("{:016x}", checksum); }

double length_of(const std::vector<float>& vector) {
  double square = 0;
  for (const float x : vector) square += static_cast<double>(x) * x;
  return std::sqrt(square);
}

}  // namespace

std::vector<float> EmbeddingExport::vector(std::size_t row) const {
  std::vector<float> values(dimension);
  const std::size_t size = dimension * sizeof(float);
  std::memcpy(values.data(), vectors.data() + row * size, size);
  return values;
}

Hash128 EmbeddingExport::content(std::size_t row) const {
  Hash128 hash;
  std::memcpy(hash.data(), contents.data() + row * hash.size(), hash.size());
  return hash;
}

std::uint64_t export_checksum(StreamingHash64 body, std::string_view model, std::uint64_t rows,
                              std::uint64_t dimension) {
  const std::string header = fmt::format("{} {} {}", rows, dimension, model);
  body.add(std::as_bytes(std::span(header)));
  return body.value();
}

std::string export_header(std::string_view model, std::uint64_t rows, std::uint64_t dimension,
                          std::uint64_t checksum) {
  std::string header = json_text(header_json(model, rows, dimension, checksum_text(checksum)));
  header.resize((header.size() + 7) / 8 * 8, ' ');
  const std::uint64_t size = header.size();
  std::string start(sizeof(size), '\0');
  std::memcpy(start.data(), &size, sizeof(size));
  return start + header;
}

EmbeddingExport read_export(std::span<const std::byte> bytes, std::string_view name) {
  const auto check = [&](bool is_right, const std::string& otherwise) {
    if (is_right) return;
    throw Error(ErrorCode::failure,
                fmt::format("{} is not an export of gitctx: {}", name, otherwise),
                "Use a file written by 'gitctx cache export'");
  };
  std::uint64_t size = 0;
  check(bytes.size() >= sizeof(size), "it has no header");
  std::memcpy(&size, bytes.data(), sizeof(size));
  check(size <= bytes.size() - sizeof(size), "its header is longer than the file");
  check(size <= largest_header_bytes,
        fmt::format("its header of {} bytes is larger than {}", size, largest_header_bytes));
  const auto* const text = reinterpret_cast<const char*>(bytes.data()) + sizeof(size);
  const nlohmann::json header = parse_json({text, size});
  check(header.is_object(), "its header is not a JSON object");
  const nlohmann::json metadata = header.value("__metadata__", nlohmann::json::object());
  check(metadata.is_object() && metadata.value("format", nlohmann::json()) == format_name,
        fmt::format("its format is not '{}'", format_name));
  check(metadata.contains("model") && header.contains("vectors") && header.contains("contents"),
        "it lacks the model, the vectors or the contents");

  EmbeddingExport file;
  std::string checksum;
  try {
    checksum = metadata.value("checksum", std::string());
    file.model = metadata["model"].get<std::string>();
    check(!file.model.empty(), "it lacks the model, the vectors or the contents");
    file.rows = json_whole<std::uint64_t>(header["vectors"].at("shape").at(0));
    file.dimension = json_whole<std::uint64_t>(header["vectors"].at("shape").at(1));
  } catch (const nlohmann::json::exception&) {  // leaves the dimension at 0
  }
  const auto body = bytes.subspan(sizeof(size) + size);
  check(file.dimension >= 1 && file.dimension <= largest_dimension &&
            header == header_json(file.model, file.rows, file.dimension, checksum),
        "the shapes of its vectors and contents do not match");
  const std::uint64_t row_bytes = file.dimension * sizeof(float) + sizeof(Hash128);
  check(body.size() % row_bytes == 0 && body.size() / row_bytes == file.rows,
        fmt::format("its {} vectors need {} bytes each, but it has {} bytes of them", file.rows,
                    row_bytes, body.size()));
  file.vectors = body.first(file.rows * file.dimension * sizeof(float));
  file.contents = body.subspan(file.vectors.size());
  StreamingHash64 hash;
  hash.add(body);
  check(checksum_text(export_checksum(hash, file.model, file.rows, file.dimension)) == checksum,
        "its checksum does not match");
  for (std::size_t row = 0; row < file.rows; ++row) {
    const double its_length = length_of(file.vector(row));
    check(std::isfinite(its_length), fmt::format("vector {} contains NaN or infinite values", row));
    check(its_length >= least_length && its_length <= greatest_length,
          fmt::format("vector {} has the length {:g}", row, its_length));
  }
  return file;
}

}  // namespace gitctx

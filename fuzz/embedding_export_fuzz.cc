// Exported embeddings: an accepted file contains all vectors that its header announces, and the
// header can be written again. The target itself adds the header length and the checksum, because
// few inputs would have correct ones.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "base/json_text.h"
#include "embed/hosted/embedding_export.h"
#include "fuzz/fuzz_input.h"

namespace gitctx {
namespace {

std::uint64_t checksum_of(const EmbeddingExport& file) {
  StreamingHash64 hash;
  hash.add(file.vectors);
  hash.add(file.contents);
  return export_checksum(hash, file.model, file.rows, file.dimension);
}

/// The header with the correct checksum, if it has a field for one.
std::string with_checksum(std::string header, std::string_view body) {
  constexpr std::string_view key = "\"checksum\":\"";
  const std::size_t at = header.find(key);
  const nlohmann::json json = parse_json(header);
  EmbeddingExport file{.vectors = std::as_bytes(std::span(body))};
  try {
    file.model = json.at("__metadata__").at("model").get<std::string>();
    file.rows = json.at("vectors").at("shape").at(0).get<std::uint64_t>();
    file.dimension = json.at("vectors").at("shape").at(1).get<std::uint64_t>();
  } catch (const nlohmann::json::exception&) {
    return header;
  }
  const std::string digits = fmt::format("{:016x}", checksum_of(file));
  if (at != std::string::npos && header.size() - at >= key.size() + digits.size()) {
    header.replace(at + key.size(), digits.size(), digits);
  }
  return header;
}

}  // namespace
}  // namespace gitctx

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  const auto [given, body] = split_input(input_text(data, size));
  const std::string header = with_checksum(std::string(given), body);
  std::string bytes(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(header.size() >> (8 * i));
  bytes += header;
  bytes += body;
  read_or_refuse([&] {
    const EmbeddingExport file = read_export(std::as_bytes(std::span(bytes)), "input");
    GITCTX_CHECK(file.vectors.size() + file.contents.size() == body.size());
    for (std::size_t row = 0; row < file.rows; ++row) file.content(row);
    std::string again = export_header(file.model, file.rows, file.dimension, checksum_of(file));
    again += body;
    GITCTX_CHECK(read_export(std::as_bytes(std::span(again)), "again").rows == file.rows);
  });
  return 0;
}

// Exported embeddings: an accepted file lacks none of its vectors, and its header can be written
// again. The target itself adds the length of the header, which few inputs would have right.
#include <span>
#include <string>

#include "embed/hosted/embedding_export.h"
#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  const auto [header, body] = split_input(input_text(data, size));
  std::string bytes(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(header.size() >> (8 * i));
  bytes += header;
  bytes += body;
  read_or_refuse([&] {
    const EmbeddingExport file = read_export(std::as_bytes(std::span(bytes)), "input");
    GITCTX_CHECK(file.vectors.size() + file.contents.size() == body.size());
    for (std::size_t row = 0; row < file.rows; ++row) file.content(row);
    std::string again = export_header(file.model, file.rows, file.dimension);
    again += body;
    GITCTX_CHECK(read_export(std::as_bytes(std::span(again)), "again").rows == file.rows);
  });
  return 0;
}

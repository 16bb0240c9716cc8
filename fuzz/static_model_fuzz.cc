// Model files (.gcm): lookups in an accepted file never read outside it. The target first corrects
// the magic number, version and checksum, because no input would have correct ones.
#include <cstring>
#include <span>
#include <vector>

#include "base/hash.h"
#include "embed/local/static_model.h"
#include "fuzz/fuzz_input.h"

namespace gitctx {
namespace {

void set_frame(std::span<std::byte> bytes) {
  ModelHeader header;
  std::memcpy(&header, bytes.data(), sizeof header);
  std::memcpy(header.magic, model_magic.data(), sizeof header.magic);
  header.version = model_version;
  std::memcpy(bytes.data(), &header, sizeof header);
  header.checksum = model_checksum(bytes);
  std::memcpy(bytes.data(), &header, sizeof header);
}

void read_model(std::span<const std::byte> bytes) {
  const StaticModel model = StaticModel::open(bytes, "input");
  model.verify("input");
  hash64(model.id());
  for (std::uint32_t row = 0; row < model.row_count(); ++row) {
    int sum = model.document_weight(row);
    for (const std::int8_t value : model.row(row)) sum += value;
    const volatile float weight = model.query_weight(row) + static_cast<float>(sum);
    static_cast<void>(weight);
    if (row < model.word_count()) model.find(model.word(row));
  }
  if (model.gram_row_count() == 0) return;
  for (const std::uint32_t row : gram_rows("word", model.gram_row_count())) {
    GITCTX_CHECK(row < model.gram_row_count());
  }
}

}  // namespace
}  // namespace gitctx

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  if (size < sizeof(ModelHeader)) return -1;
  // This copy has the alignment of a mapped model file.
  std::vector<std::uint64_t> aligned((size + 7) / 8);
  const auto bytes = std::as_writable_bytes(std::span(aligned)).first(size);
  std::memcpy(bytes.data(), data, size);
  set_frame(bytes);
  read_or_refuse([&] { read_model(bytes); });
  return 0;
}

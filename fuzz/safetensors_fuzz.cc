// Safetensors files: the tensors of an accepted file cover its body, and its header can be written
// again. The length of the header is set right, since few inputs would have it so.
#include <span>
#include <string>

#include "base/hash.h"
#include "embed/hosted/safetensors.h"
#include "fuzz/fuzz_input.h"

namespace gitctx {
namespace {

void check_tensors(const Safetensors& file, std::size_t body_bytes) {
  std::vector<TensorLayout> layouts;
  std::size_t covered = 0;
  for (const Tensor& tensor : file.tensors()) {
    covered += tensor.bytes.size();
    hash64(tensor.bytes);
    GITCTX_CHECK(file.find(tensor.layout.name) == &tensor);
    layouts.push_back(tensor.layout);
  }
  GITCTX_CHECK(covered == body_bytes);
  std::string again = safetensors_header(layouts, file.metadata());
  again.resize(again.size() + body_bytes);
  const auto bytes = std::as_bytes(std::span(again));
  GITCTX_CHECK(Safetensors::parse(bytes, "again").tensors().size() == layouts.size());
}

}  // namespace
}  // namespace gitctx

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  const auto [header, body] = split_input(input_text(data, size));
  std::string bytes(8, '\0');
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(header.size() >> (8 * i));
  bytes += header;
  bytes += body;
  read_or_refuse([&] {
    check_tensors(Safetensors::parse(std::as_bytes(std::span(bytes)), "input"), body.size());
  });
  return 0;
}

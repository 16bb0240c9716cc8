// Replies of embedding services: refused as the provider's fault, or vectors of length 1. The first
// byte selects the format, the second the number of texts.
#include <cmath>

#include "embed/wire/embedding_wire.h"
#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  if (size < 2) return -1;
  const HostedModel model{.api = static_cast<EmbeddingApi>(data[0] % 4)};
  const ReplyShape shape{.rows = data[1] % std::size_t{4},
                         .dimension = data[1] / 4 % std::size_t{4}};
  read_or_refuse([&] {
    EmbeddingReply reply = parse_embedding_reply(model, input_text(data + 2, size - 2), shape);
    GITCTX_CHECK(reply.vectors.rows == shape.rows);
    GITCTX_CHECK(reply.vectors.values.size() == shape.rows * reply.vectors.dimension);
    for (std::size_t row = 0; row < shape.rows; ++row) {
      double squares = 0;
      for (const float value : reply.vectors.row(row)) squares += double{value} * value;
      GITCTX_CHECK(squares == 0 || std::abs(squares - 1) < 1e-3);
    }
  });
  return 0;
}

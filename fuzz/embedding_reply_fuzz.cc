// Replies of embedding services: a reply is either refused as an error of the provider or gives
// vectors of length 1. The first byte gives the number of texts and the dimension.
#include <cmath>

#include "embed/wire/embedding_wire.h"
#include "fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  if (size < 1) return -1;
  const ReplyShape shape{.rows = data[0] % std::size_t{4},
                         .dimension = data[0] / 4 % std::size_t{4}};
  read_or_refuse([&] {
    EmbeddingReply reply = parse_embedding_reply(input_text(data + 1, size - 1), shape);
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

#include "embed/hosted/vector_codec.h"

#include <zstd.h>

#include <bit>
#include <cstdint>
#include <memory>

#include "base/check.h"

namespace gitctx {
namespace {

constexpr std::size_t planes = sizeof(float);
constexpr std::size_t frame_overhead = 128;  // block headers beyond ZSTD_compressBound

using Compressor = std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)>;
using Decompressor = std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)>;

Compressor make_compressor() {
  Compressor context(ZSTD_createCCtx(), &ZSTD_freeCCtx);
  GITCTX_CHECK(context != nullptr);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, 1);
  // Vectors have no repetitions, so only entropy coding compresses them. The search for matches is
  // therefore kept short.
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_minMatch, 7);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  return context;
}

}  // namespace

std::string compress_vector(std::span<const float> vector) {
  std::string shuffled(vector.size() * planes, '\0');
  for (std::size_t i = 0; i < vector.size(); ++i) {
    const auto bits = std::bit_cast<std::uint32_t>(vector[i]);
    for (std::size_t plane = 0; plane < planes; ++plane) {
      shuffled[plane * vector.size() + i] = static_cast<char>(bits >> 8 * plane);
    }
  }

  thread_local const Compressor context = make_compressor();
  ZSTD_CCtx_reset(context.get(), ZSTD_reset_session_only);
  ZSTD_CCtx_setPledgedSrcSize(context.get(), shuffled.size());
  std::string frame(ZSTD_compressBound(shuffled.size()) + frame_overhead, '\0');
  ZSTD_outBuffer out{frame.data(), frame.size(), 0};
  for (std::size_t plane = 0; plane < planes; ++plane) {
    ZSTD_inBuffer in{shuffled.data() + plane * vector.size(), vector.size(), 0};
    const auto end = plane + 1 == planes ? ZSTD_e_end : ZSTD_e_flush;
    GITCTX_CHECK(ZSTD_compressStream2(context.get(), &out, &in, end) == 0);
  }
  frame.resize(out.pos);
  return frame;
}

std::optional<std::vector<float>> decompress_vector(std::span<const std::byte> frame,
                                                    std::size_t dimension) {
  if (ZSTD_getFrameContentSize(frame.data(), frame.size()) != dimension * planes) {
    return std::nullopt;
  }
  thread_local const Decompressor context(ZSTD_createDCtx(), &ZSTD_freeDCtx);
  GITCTX_CHECK(context != nullptr);
  std::vector<std::uint8_t> shuffled(dimension * planes);
  const std::size_t got = ZSTD_decompressDCtx(context.get(), shuffled.data(), shuffled.size(),
                                              frame.data(), frame.size());
  if (ZSTD_isError(got) || got != shuffled.size()) return std::nullopt;

  std::vector<float> vector(dimension);
  for (std::size_t i = 0; i < dimension; ++i) {
    std::uint32_t bits = 0;
    for (std::size_t plane = 0; plane < planes; ++plane) {
      bits |= std::uint32_t{shuffled[plane * dimension + i]} << 8 * plane;
    }
    vector[i] = std::bit_cast<float>(bits);
  }
  return vector;
}

}  // namespace gitctx

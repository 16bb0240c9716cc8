#include "index/text_codec.h"

#include <zstd.h>

#include <memory>

#include "base/check.h"

namespace gitctx {

namespace {

constexpr int compression_level = 3;

// Limits from RFC 8878: the largest content of a block, and the smallest size of a block.
constexpr std::size_t largest_block_bytes = 128 * 1024;
constexpr std::size_t smallest_block_bytes = 3;

using Compressor = std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)>;

Compressor make_compressor() {
  Compressor context(ZSTD_createCCtx(), &ZSTD_freeCCtx);
  GITCTX_CHECK(context != nullptr);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, compression_level);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  return context;
}

}  // namespace

std::string compress_text(std::string_view text) {
  thread_local const Compressor context = make_compressor();
  std::string frame(ZSTD_compressBound(text.size()), '\0');
  const std::size_t size =
      ZSTD_compress2(context.get(), frame.data(), frame.size(), text.data(), text.size());
  GITCTX_CHECK(!ZSTD_isError(size));
  frame.resize(size);
  frame.shrink_to_fit();
  return frame;
}

bool announces_text(std::span<const std::byte> frame, std::uint32_t size) {
  return size <= most_text_bytes && ZSTD_getFrameContentSize(frame.data(), frame.size()) == size &&
         size / largest_block_bytes <= frame.size() / smallest_block_bytes;
}

std::optional<std::string> decompress_text(std::span<const std::byte> frame, std::uint32_t size) {
  // The size is checked before the allocation, so that a damaged or forged table cannot cause an
  // allocation of gigabytes.
  if (!announces_text(frame, size)) return std::nullopt;
  std::string text(size, '\0');
  const std::size_t got = ZSTD_decompress(text.data(), text.size(), frame.data(), frame.size());
  if (ZSTD_isError(got) || got != size) return std::nullopt;
  return text;
}

}  // namespace gitctx

// The first byte selects the language, and the rest is the file. Whatever the file contains, its
// chunks satisfy the documented guarantees, and chunking it again gives the same chunks.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "chunk/chunker.h"
#include "chunk/testing/chunk_promises.h"
#include "text/encodings/encoding.h"

namespace {

const gitctx::ChunkLimits limits{
    .chunk_tokens = 24, .max_chunk_tokens = 48, .time_limit = std::chrono::milliseconds(100)};

void check_chunks(gitctx::Chunker& chunker, const gitctx::SourceText& source) {
  const std::vector<gitctx::Chunk> chunks = chunker.chunk(source);
  GITCTX_CHECK(gitctx::find_broken_promise(source.text, chunks, limits).empty());
  GITCTX_CHECK(chunker.chunk(source) == chunks);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static const auto syntax = gitctx::make_syntax_chunker(limits);
  static const auto lines = gitctx::make_line_chunker(limits);
  const auto language = static_cast<gitctx::Language>(data[0] % gitctx::language_count);
  const auto decoded =
      gitctx::decode_text(std::string(reinterpret_cast<const char*>(data) + 1, size - 1));
  if (!decoded) return 0;
  check_chunks(*syntax, {decoded->text, language});
  check_chunks(*lines, {decoded->text, language});
  return 0;
}

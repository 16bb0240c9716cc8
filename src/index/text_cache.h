#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "core/ids.h"
#include "core/ranges.h"

namespace gitctx {

class SegmentReader;

/// Reads texts of chunks, and keeps up to most_bytes of decompressed blocks. The segments must
/// outlive the cache. Must be used by one thread at a time.
class TextCache {
 public:
  static constexpr std::size_t most_bytes = 16 << 20;

  /// The bytes of a blob's text in `range`, valid until the next call. Throws Error if the text is
  /// damaged.
  std::string_view text(const SegmentReader& segment, BlobIndex blob, ByteRange range);

 private:
  std::map<std::pair<const SegmentReader*, std::uint32_t>, std::string> blocks_;
  std::size_t bytes_ = 0;
};

}  // namespace gitctx

#include "index/text_cache.h"

#include "index/segment_reader.h"

namespace gitctx {

std::string_view TextCache::text(const SegmentReader& segment, BlobIndex blob, ByteRange range) {
  segment.check_range(blob, range);
  if (range.begin == range.end) return {};
  const BlobRecord& record = segment.blob(blob);
  const auto key = std::pair(&segment, record.text_block);
  auto block = blocks_.find(key);
  if (block == blocks_.end()) {
    std::string text = segment.text_block_of(blob);
    if (bytes_ + text.size() > most_bytes) {
      blocks_.clear();
      bytes_ = 0;
    }
    bytes_ += text.size();
    block = blocks_.emplace(key, std::move(text)).first;
  }
  return std::string_view(block->second).substr(record.text_offset + range.begin, range.size());
}

}  // namespace gitctx

#include "index/string_pool.h"

#include "base/error.h"
#include "base/varint.h"
#include "index/segment_format.h"

namespace gitctx {

std::uint32_t StringPoolBuilder::add(std::string_view text) {
  if (text.empty()) return no_string;
  const std::uint32_t number = known_.intern(text);
  if (number == offsets_.size()) {
    if (bytes_.size() + text.size() > no_string - max_varint_size) {
      throw Error(ErrorCode::failure, "a segment has more than 4 GiB of names",
                  "Set index.memory_limit to a lower value");
    }
    offsets_.push_back(static_cast<std::uint32_t>(bytes_.size()));
    append_varint(bytes_, text.size());
    bytes_ += text;
  }
  return offsets_[number];
}

std::size_t StringPoolBuilder::memory_bytes() const {
  return known_.memory_bytes() + offsets_.capacity() * sizeof(std::uint32_t) + bytes_.capacity();
}

std::string_view read_string(std::span<const std::byte> section, std::uint32_t offset) {
  if (offset >= section.size()) return {};
  const std::byte* end = section.data() + section.size();
  std::uint64_t size = 0;
  const std::byte* at = decode_varint(section.data() + offset, end, size);
  if (at == nullptr || size > static_cast<std::uint64_t>(end - at)) return {};
  return {reinterpret_cast<const char*>(at), static_cast<std::size_t>(size)};
}

}  // namespace gitctx

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/string_table.h"

namespace gitctx {

/// Builds a strings section: each distinct string once, as a varint size and the bytes.
class StringPoolBuilder {
 public:
  /// The offset of `text` in the section; no_string if `text` is empty. Throws Error if the section
  /// would exceed 4 GiB.
  std::uint32_t add(std::string_view text);

  const std::string& bytes() const { return bytes_; }
  std::size_t memory_bytes() const;

 private:
  StringTable known_;
  std::vector<std::uint32_t> offsets_;  // offset by number in known_
  std::string bytes_;
};

/// The string at `offset` of a strings section; empty for no_string and for an offset or size out
/// of range.
std::string_view read_string(std::span<const std::byte> section, std::uint32_t offset);

}  // namespace gitctx

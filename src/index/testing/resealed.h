#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>

#include "base/hash.h"
#include "index/manifest.h"

namespace gitctx {

// Sizes in the frame of an index file (docs/index_format.md), for tests that damage such files.
inline constexpr std::size_t header_bytes = 16;
inline constexpr std::size_t table_entry_bytes = 32;
inline constexpr std::size_t footer_bytes = 32;

template <class T>
T load_at(const std::string& bytes, std::size_t offset) {
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

template <class T>
void store_at(std::string& bytes, std::size_t offset, T value) {
  std::memcpy(bytes.data() + offset, &value, sizeof value);
}

/// The offset of the section table, or the size of the file if there is no table.
inline std::size_t table_offset(const std::string& bytes) {
  if (bytes.size() < header_bytes + footer_bytes) return bytes.size();
  const auto count = load_at<std::uint32_t>(bytes, bytes.size() - footer_bytes + 8);
  const std::size_t room = (bytes.size() - header_bytes - footer_bytes) / table_entry_bytes;
  if (count > room) return bytes.size();
  return bytes.size() - footer_bytes - count * table_entry_bytes;
}

/// Corrects all checksums, so that a reader can find the damage only with its other checks.
inline void reseal(std::string& bytes) {
  const std::size_t table = table_offset(bytes);
  if (table == bytes.size()) return;
  const std::size_t footer = bytes.size() - footer_bytes;
  const std::span<const std::byte> all = std::as_bytes(std::span(bytes));
  for (std::size_t entry = table; entry < footer; entry += table_entry_bytes) {
    const auto offset = load_at<std::uint64_t>(bytes, entry + 8);
    const auto size = load_at<std::uint64_t>(bytes, entry + 16);
    if (offset > bytes.size() || size > bytes.size() - offset) continue;
    store_at(bytes, entry + 24, hash64(all.subspan(offset, size)));
  }
  StreamingHash64 hash;
  hash.add(all.first(header_bytes));
  hash.add(all.subspan(table, footer - table));
  store_at(bytes, footer, std::uint64_t{table});
  store_at(bytes, footer + 16, hash.value());
}

/// The stamp that a manifest would contain for the file.
inline FileStamp stamp_of(const std::string& bytes) {
  if (bytes.size() < footer_bytes) return {bytes.size(), 0};
  return {bytes.size(), load_at<std::uint64_t>(bytes, bytes.size() - footer_bytes + 16)};
}

}  // namespace gitctx

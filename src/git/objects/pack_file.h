#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <utility>

#include "base/unique_fd.h"
#include "git/raw_objects.h"

namespace gitctx {

/// The first digits of an object id.
struct IdPrefix {
  AnyId id;  ///< the digits after the prefix are 0
  std::size_t digits = 0;

  bool matches(const AnyId& other) const;
};

/// The properties of an object that are known before the object is unpacked.
struct PackEntry {
  std::uint64_t base = 0;   ///< for a delta, the offset of the object on which it is based; else 0
  std::uint64_t bytes = 0;  ///< size of the object; for a delta, the size of its result
  std::uint64_t unpacked = 0;  ///< size of what is stored, without compression
};

/// Finds the objects of a pack, and the object on which a delta is based. Reads the index and the
/// start of each object; libgit2 reads the content of the objects. Thread-safe.
class PackFile {
 public:
  /// Returns a PackFile that all callers for the same file share; null if the index does not exist.
  /// Throws Error if check_pack_index() refuses the index.
  static std::shared_ptr<const PackFile> open(const std::filesystem::path& index_file);

  PackFile(const PackFile&) = delete;
  PackFile& operator=(const PackFile&) = delete;
  ~PackFile();

  const std::filesystem::path& index_file() const { return index_file_; }
  /// Whether the pack still exists; git gc may have removed it.
  bool exists() const;

  /// The offset of the object in the pack; nothing if the index does not list the object.
  std::optional<std::uint64_t> find(const AnyId& id) const;
  void for_each_match(const IdPrefix& prefix, const std::function<void(const AnyId&)>& visit) const;

  /// The object at `offset`. Returns nothing if the pack is malformed there or cannot be read, or
  /// if the object is a delta of a missing object.
  std::optional<PackEntry> entry_at(std::uint64_t offset) const;

 private:
  explicit PackFile(std::filesystem::path index_file) : index_file_(std::move(index_file)) {}
  bool map_index();
  std::filesystem::path pack_file() const;
  std::uint32_t word_at(std::uint64_t at) const;
  AnyId id_at(std::uint32_t row) const;
  /// The row of the id in the index. If the index lacks the id, the row before which the id would
  /// be inserted. Takes the same steps as libgit2, so that both find the same row even if a hostile
  /// index repeats ids or is not sorted.
  std::uint32_t row_of(const AnyId& id) const;
  std::optional<std::uint64_t> offset_at(std::uint32_t row) const;
  int descriptor() const;

  std::filesystem::path index_file_;
  std::span<const unsigned char> index_;
  std::uint32_t count_ = 0;
  bool is_version_1_ = false;
  mutable std::mutex mutex_;
  mutable UniqueFd pack_;  ///< opened on first use
};

}  // namespace gitctx

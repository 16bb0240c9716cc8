#pragma once

#include <zlib.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>

#include "base/unique_fd.h"
#include "git/object_store.h"

namespace gitctx {

/// A loose object, which is a compressed file with a header that states its kind and size. libgit2
/// believes the stated size and writes beyond its buffer if the content is larger, so gitctx reads
/// these files itself.
class LooseObject {
 public:
  /// Opens the file `objects_dir`/12/3456...; is_open() is false if there is no such regular file.
  LooseObject(const std::filesystem::path& objects_dir, const AnyId& id);
  ~LooseObject();
  LooseObject(const LooseObject&) = delete;
  LooseObject& operator=(const LooseObject&) = delete;

  bool is_open() const { return file_.is_open(); }
  /// The header; nothing if it is malformed, or states a size that a file of this length cannot
  /// have. Must be called once, before read().
  std::optional<ObjectHeader> read_header();
  /// Reads the content into `content`, which must have the size that the header states. Returns
  /// false if the file has less or more content, or is damaged.
  bool read(std::span<char> content);

 private:
  void fill();
  std::size_t inflate_into(std::span<char> out);

  UniqueFd file_;
  std::uint64_t file_bytes_ = 0;
  z_stream stream_{};
  bool is_at_end_of_file_ = false;
  bool has_ended_ = false;  ///< the compressed stream is complete
  bool is_broken_ = false;
  std::array<unsigned char, 16384> input_;
  std::array<char, 64> start_;  ///< the header and the content directly after it
  std::size_t start_bytes_ = 0;
  std::size_t header_bytes_ = 0;
};

}  // namespace gitctx

#pragma once

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <ranges>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/file.h"
#include "base/hash.h"
#include "base/mapped_file.h"
#include "index/manifest.h"

namespace gitctx {

/// The kinds of index files that consist of sections.
enum class FileKind : std::uint32_t { segment = 1, view = 2 };

/// The sections of segment and view files. The numbers are part of the format.
enum class Section : std::uint32_t {
  text_blocks = 1,
  vectors = 2,
  vector_scales = 3,
  postings = 4,
  terms = 5,
  blobs = 6,
  blob_order = 7,
  chunks = 8,
  chunk_lengths = 9,
  strings = 10,
  text_block_table = 11,
  meta = 12,
  files = 20,
  commits = 21,
  segment_blobs = 22,
  path_terms = 23,
  path_postings = 24,
  path_vectors = 25,
  path_vector_scales = 26,
  chunk_norms = 27,
  skipped = 28,
  segment_table = 29,
};

/// Writes an index file: the sections, each at a multiple of 64 bytes, then the table of sections
/// with checksums, then the footer (docs/index_format.md). The file is valid once finish() has
/// returned.
class SectionWriter {
 public:
  SectionWriter(const std::filesystem::path& path, FileKind kind);

  void begin(Section section);
  /// Appends to the current section. `values` must be an array or a text.
  template <std::ranges::contiguous_range Values>
    requires std::is_trivially_copyable_v<std::ranges::range_value_t<Values>>
  void write(const Values& values) {
    write_bytes(std::as_bytes(std::span(values)));
  }
  void end();

  /// Writes a whole section.
  template <class Values>
  void section(Section name, const Values& values) {
    begin(name);
    write(values);
    end();
  }

  /// Writes the table and the footer, syncs and closes the file.
  FileStamp finish();

 private:
  struct Entry {
    std::uint32_t section = 0;
    std::uint32_t reserved = 0;
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    std::uint64_t checksum = 0;
  };
  friend class SectionReader;
  void write_bytes(std::span<const std::byte> bytes);

  OutputFile file_;
  FileKind kind_;
  std::vector<Entry> entries_;
  StreamingHash64 hash_;
  bool open_ = false;
};

/// Sections up to this size are verified whenever a segment or a view is opened. Verifying one
/// section takes at most a millisecond.
inline constexpr std::size_t quickly_verified_bytes = 16 * 1024 * 1024;

/// Reads a mapped index file. Opening checks the magic number, the version and the table, and
/// whether every section is inside the file. verify() checks the contents.
class SectionReader {
 public:
  static SectionReader open(const std::filesystem::path& path, FileKind kind);
  /// Opens the file, and also compares it with its stamp in the manifest.
  static SectionReader open(const std::filesystem::path& path, FileKind kind,
                            const FileStamp& stamp);

  /// The bytes of the section; empty if the section is missing.
  std::span<const std::byte> bytes(Section section) const;

  /// The section as an array. Throws DamagedFile if the size of the section is not a multiple of
  /// sizeof(T).
  template <class T>
    requires std::is_trivially_copyable_v<T>
  std::span<const T> array(Section section) const {
    const std::span<const std::byte> raw = bytes(section);
    require(raw.size() % sizeof(T) == 0, "the size is not a multiple of the record size", section);
    return {reinterpret_cast<const T*>(raw.data()), raw.size() / sizeof(T)};
  }

  /// Compares the checksums of all sections. Throws DamagedFile at the first mismatch.
  void verify() const;
  /// Compares the checksums of sections up to quickly_verified_bytes. Called whenever a segment or
  /// a view is opened. Text blocks are left out, because their frames have checksums of their own.
  void verify_small() const;

  /// Throws DamagedFile unless the condition holds.
  void require(bool condition, std::string_view what, Section section) const {
    if (!condition) damaged(what, section);
  }
  [[noreturn]] void damaged(std::string_view what, Section section) const;
  const FileStamp& stamp() const { return stamp_; }
  const std::filesystem::path& path() const { return path_; }
  const MappedFile& file() const { return file_; }

 private:
  using Entry = SectionWriter::Entry;
  void verify(const Entry& entry) const;

  std::filesystem::path path_;
  MappedFile file_;
  FileStamp stamp_;
  std::vector<Entry> entries_;
};

}  // namespace gitctx

#include "index/section_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>

#include "base/check.h"
#include "base/error.h"
#include "index/index_files.h"

namespace gitctx {

namespace {

constexpr std::size_t section_alignment = 64;
constexpr std::size_t max_sections = 64;
constexpr char magic[8] = {'g', 'i', 't', 'c', 't', 'x', '\r', '\n'};

struct Header {
  char magic[8];
  std::uint32_t version;
  std::uint32_t kind;
};

Header make_header(FileKind kind) {
  Header header{{}, index_format_version, static_cast<std::uint32_t>(kind)};
  std::memcpy(header.magic, magic, sizeof magic);
  return header;
}

struct Footer {
  std::uint64_t table_offset;
  std::uint32_t section_count;
  std::uint32_t reserved;
  std::uint64_t table_checksum;  // checksum of header and table
  char magic[8];
};

template <class T>
std::span<const std::byte> bytes_of(const T& value) {
  return std::as_bytes(std::span(&value, 1));
}

std::uint64_t table_checksum(const Header& header, std::span<const std::byte> table) {
  StreamingHash64 hash;
  hash.add(bytes_of(header));
  hash.add(table);
  return hash.value();
}

MappedFile map_file(const std::filesystem::path& path) {
  try {
    return MappedFile::open(path);
  } catch (const Error&) {
    const std::string why = why_no_file(path);
    if (!why.empty()) refuse_file(path, why);
    std::error_code error;
    if (std::filesystem::exists(path, error) || error) throw;
    refuse_file(path, "the file is missing");
  }
}

struct SectionName {
  Section section;
  std::string_view name;
};

/// The names of the sections, as in docs/index_format.md.
constexpr SectionName section_names[] = {
    {Section::text_blocks, "text_blocks"},
    {Section::vectors, "vectors"},
    {Section::vector_scales, "vector_scales"},
    {Section::postings, "postings"},
    {Section::terms, "terms"},
    {Section::blobs, "blobs"},
    {Section::blob_order, "blob_order"},
    {Section::chunks, "chunks"},
    {Section::chunk_lengths, "chunk_lengths"},
    {Section::strings, "strings"},
    {Section::text_block_table, "text_block_table"},
    {Section::meta, "meta"},
    {Section::files, "files"},
    {Section::commits, "commits"},
    {Section::segment_blobs, "segment_blobs"},
    {Section::path_terms, "path_terms"},
    {Section::path_postings, "path_postings"},
    {Section::path_vectors, "path_vectors"},
    {Section::path_vector_scales, "path_vector_scales"},
    {Section::chunk_norms, "chunk_norms"},
    {Section::skipped, "skipped"},
    {Section::segment_table, "segment_table"},
};

/// Describes a section for messages: "section text_blocks". An unknown section is described by its
/// number.
std::string section_title(std::uint32_t number) {
  const auto found =
      std::ranges::find(section_names, static_cast<Section>(number), &SectionName::section);
  if (found == std::end(section_names)) return fmt::format("section {}", number);
  return fmt::format("section {}", found->name);
}

}  // namespace

SectionWriter::SectionWriter(const std::filesystem::path& path, FileKind kind)
    : file_(path), kind_(kind) {
  file_.write(bytes_of(make_header(kind)));
}

void SectionWriter::begin(Section section) {
  GITCTX_CHECK(!open_);
  static constexpr std::byte zeros[section_alignment] = {};
  const std::size_t rest = file_.position() % section_alignment;
  if (rest != 0) file_.write(std::span(zeros, section_alignment - rest));
  entries_.push_back({static_cast<std::uint32_t>(section), 0, file_.position(), 0, 0});
  hash_ = {};
  open_ = true;
}

void SectionWriter::write_bytes(std::span<const std::byte> bytes) {
  GITCTX_CHECK(open_);
  hash_.add(bytes);
  file_.write(bytes);
}

void SectionWriter::end() {
  GITCTX_CHECK(open_);
  entries_.back().size = file_.position() - entries_.back().offset;
  entries_.back().checksum = hash_.value();
  open_ = false;
}

FileStamp SectionWriter::finish() {
  GITCTX_CHECK(!open_ && entries_.size() <= max_sections);
  const std::span<const std::byte> table = std::as_bytes(std::span(entries_));
  Footer footer{file_.position(),
                static_cast<std::uint32_t>(entries_.size()),
                0,
                table_checksum(make_header(kind_), table),
                {}};
  std::memcpy(footer.magic, magic, sizeof magic);
  file_.write(table);
  file_.write(bytes_of(footer));
  file_.sync();
  file_.close();
  return {file_.position(), footer.table_checksum};
}

SectionReader SectionReader::open(const std::filesystem::path& path, FileKind kind) {
  SectionReader reader;
  reader.path_ = path;
  reader.file_ = map_file(path);
  const std::span<const std::byte> bytes = reader.file_.bytes();
  Header header;
  Footer footer;
  if (bytes.size() < sizeof header + sizeof footer) refuse_file(path, "the file is too short");
  std::memcpy(&header, bytes.data(), sizeof header);
  std::memcpy(&footer, bytes.data() + bytes.size() - sizeof footer, sizeof footer);
  if (std::memcmp(header.magic, magic, sizeof magic) != 0) {
    refuse_file(path, "not a gitctx index file");
  }
  if (header.version != index_format_version) {
    refuse_file(path, fmt::format("it has index format {}, this program reads format {}",
                                  header.version, index_format_version));
  }
  const std::size_t table_end = bytes.size() - sizeof footer;
  if (std::memcmp(footer.magic, magic, sizeof magic) != 0 || footer.reserved != 0 ||
      footer.section_count > max_sections || footer.table_offset > table_end ||
      table_end - footer.table_offset != footer.section_count * sizeof(Entry)) {
    refuse_file(path, "the file is truncated or damaged at its end");
  }
  const auto table = bytes.subspan(footer.table_offset, footer.section_count * sizeof(Entry));
  if (table_checksum(header, table) != footer.table_checksum) {
    refuse_file(path, fmt::format("checksum mismatch at byte {}", footer.table_offset));
  }
  if (header.kind != static_cast<std::uint32_t>(kind)) {
    refuse_file(path, "the kind of file does not match its name");
  }
  reader.stamp_ = {bytes.size(), footer.table_checksum};
  reader.entries_.resize(footer.section_count);
  if (!table.empty()) std::memcpy(reader.entries_.data(), table.data(), table.size());
  for (const Entry& entry : reader.entries_) {
    if (entry.offset > footer.table_offset || entry.size > footer.table_offset - entry.offset ||
        entry.offset % section_alignment != 0) {
      refuse_file(path, section_title(entry.section) + " is outside the file");
    }
  }
  return reader;
}

SectionReader SectionReader::open(const std::filesystem::path& path, FileKind kind,
                                  const FileStamp& stamp) {
  SectionReader reader = open(path, kind);
  if (reader.stamp_ != stamp) refuse_file(path, "the manifest describes another file");
  return reader;
}

std::span<const std::byte> SectionReader::bytes(Section section) const {
  const auto found =
      std::ranges::find(entries_, static_cast<std::uint32_t>(section), &Entry::section);
  if (found == entries_.end()) return {};
  return file_.bytes().subspan(found->offset, found->size);
}

void SectionReader::verify(const Entry& entry) const {
  if (hash64(file_.bytes().subspan(entry.offset, entry.size)) == entry.checksum) return;
  refuse_file(path_, fmt::format("checksum mismatch in {} at byte {}", section_title(entry.section),
                                 entry.offset));
}

void SectionReader::verify() const {
  for (const Entry& entry : entries_) verify(entry);
}

void SectionReader::verify_small() const {
  for (const Entry& entry : entries_) {
    const bool is_text = entry.section == static_cast<std::uint32_t>(Section::text_blocks);
    if (!is_text && entry.size <= quickly_verified_bytes) verify(entry);
  }
}

void SectionReader::damaged(std::string_view what, Section section) const {
  refuse_file(path_,
              fmt::format("{} ({})", what, section_title(static_cast<std::uint32_t>(section))));
}

}  // namespace gitctx

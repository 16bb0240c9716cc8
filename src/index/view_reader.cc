#include "index/view_reader.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/varint.h"
#include "index/segment_reader.h"
#include "index/snapshot.h"
#include "index/string_pool.h"

namespace gitctx {

ViewReader::ViewReader(const SectionReader& file, const Snapshot& snapshot) : section_file_(&file) {
  file.verify_small();
  const auto meta = file.array<ViewMeta>(Section::meta);
  file.require(meta.size() == 1 && meta[0].kind <= static_cast<std::uint32_t>(ViewKind::history),
               "the description is missing or invalid", Section::meta);
  meta_ = meta[0];
  files_ = file.array<FileRecord>(Section::files);
  commits_ = file.array<CommitRecord>(Section::commits);
  strings_ = file.bytes(Section::strings);
  path_terms_ = TermDictionary(file.bytes(Section::path_terms));
  read_segments(snapshot);
  check_files();
  const auto rows = file.array<std::int8_t>(Section::path_vectors);
  const auto scales = file.array<float>(Section::path_vector_scales);
  has_path_vectors_ = !scales.empty();
  if (!has_path_vectors_) return;
  file.require(scales.size() == files_.size() && meta_.dimension > 0 &&
                   rows.size() == files_.size() * meta_.dimension,
               "the size of the vectors is wrong", Section::path_vectors);
  const bool fits_segments = std::ranges::all_of(segments_, [this](const SegmentUse& use) {
    return use.segment->meta().dimension == meta_.dimension;
  });
  file.require(fits_segments && std::ranges::all_of(scales, is_finite_and_not_negative),
               "the vectors do not match the segments", Section::path_vectors);
  path_vectors_ = FlatStore::map(rows, scales, meta_.dimension);
}

void ViewReader::read_segments(const Snapshot& snapshot) {
  auto blobs = section_file_->array<std::uint32_t>(Section::segment_blobs);
  auto norms = section_file_->array<float>(Section::chunk_norms);
  std::size_t chunks = 0;
  for (const SegmentUseRecord& record :
       section_file_->array<SegmentUseRecord>(Section::segment_table)) {
    const SegmentReader* segment = snapshot.find_segment(SegmentId{record.id});
    section_file_->require(segment != nullptr && segment->blob_count() == record.blob_count &&
                               segment->chunk_count() == record.chunk_count &&
                               blobs.size() >= record.blob_count &&
                               norms.size() >= record.chunk_count,
                           "a segment of the view is missing or changed", Section::segment_table);
    SegmentUse use;
    use.segment = segment;
    use.first_file = blobs.first(record.blob_count);
    use.chunk_multipliers = norms.first(record.chunk_count);
    section_file_->require(std::ranges::all_of(use.chunk_multipliers, is_finite_and_not_negative),
                           "a multiplier is negative or not finite", Section::chunk_norms);
    use.whole = std::ranges::none_of(use.chunk_multipliers, [](float m) { return !(m > 0); });
    blobs = blobs.subspan(record.blob_count);
    norms = norms.subspan(record.chunk_count);
    chunks += record.chunk_count;
    segments_.push_back(use);
  }
  section_file_->require(meta_.chunk_count <= chunks, "the chunk count exceeds the segments",
                         Section::meta);
}

void ViewReader::check_files() const {
  section_file_->require(files_.size() == meta_.file_count, "the size of the table is wrong",
                         Section::files);
  for (std::size_t i = 0; i < files_.size(); ++i) {
    const FileRecord& file = files_[i];
    const bool chained = file.next_same_blob == no_file ||
                         (file.next_same_blob > i && file.next_same_blob < files_.size());
    section_file_->require(file.segment < segments_.size() &&
                               file.blob < segments_[file.segment].first_file.size() && chained &&
                               file.commit < commits_.size() && file.first_commit < commits_.size(),
                           "a file refers to a record that does not exist", Section::files);
  }
  for (const SegmentUse& use : segments_) {
    for (const std::uint32_t file : use.first_file) {
      section_file_->require(file == no_file || file < files_.size(),
                             "a blob refers to a file that does not exist", Section::segment_blobs);
    }
  }
}

ViewFile ViewReader::file(std::size_t index) const {
  const FileRecord& record = files_[index];
  return {read_string(strings_, record.path),
          record.segment,
          BlobIndex{record.blob},
          (record.flags & file_is_dirty) != 0,
          (record.flags & file_commit_known) != 0,
          record.commit,
          record.first_commit};
}

BlobId ViewReader::blob_id(std::size_t index) const {
  const FileRecord& record = files_[index];
  return segments_[record.segment].segment->blob(BlobIndex{record.blob}).id;
}

std::size_t ViewReader::find(std::string_view path) const {
  const auto place = std::ranges::lower_bound(
      files_, path, {}, [this](const FileRecord& f) { return read_string(strings_, f.path); });
  if (place == files_.end() || read_string(strings_, place->path) != path) return files_.size();
  return static_cast<std::size_t>(place - files_.begin());
}

bool ViewReader::has_folder(std::string_view folder) const {
  const std::string start = std::string(folder) + "/";
  const auto place = std::ranges::lower_bound(
      files_, start, {}, [this](const FileRecord& f) { return read_string(strings_, f.path); });
  return place != files_.end() && read_string(strings_, place->path).starts_with(start);
}

std::vector<std::string_view> ViewReader::other_paths(std::size_t index) const {
  std::vector<std::string_view> paths;
  std::string_view rest = read_string(strings_, files_[index].other_paths);
  while (!rest.empty()) paths.push_back(take_part(rest, '\0'));
  return paths;
}

CommitInfo ViewReader::commit_info(std::uint32_t number) const {
  const CommitRecord& record = commits_[number];
  return {record.id, record.time_s, std::string(read_string(strings_, record.author)),
          std::string(read_string(strings_, record.subject))};
}

std::vector<SkippedFile> ViewReader::skipped() const {
  std::vector<SkippedFile> files;
  for (const SkippedRecord& record : section_file_->array<SkippedRecord>(Section::skipped)) {
    files.push_back({std::string(read_string(strings_, record.path)), skip_reason_of(record.reason),
                     std::string(read_string(strings_, record.detail))});
  }
  return files;
}

std::vector<PathPosting> ViewReader::path_postings(std::string_view term) const {
  std::vector<PathPosting> postings;
  const std::optional<TermEntry> entry = path_terms_.find(term);
  if (!entry) return postings;
  const auto bytes = entry->postings_in(section_file_->bytes(Section::path_postings));
  const std::byte* at = bytes.data();
  const std::byte* end = at + bytes.size();
  std::uint64_t next = 0;
  while (at < end) {
    std::uint64_t delta = 0;
    at = decode_varint(at, end, delta);
    if (at == nullptr || at == end || delta >= files_.size() || next + delta >= files_.size()) {
      break;
    }
    const auto counts = static_cast<std::uint8_t>(*at++);
    postings.push_back({static_cast<std::uint32_t>(next + delta),
                        static_cast<std::uint8_t>(counts >> 4),
                        static_cast<std::uint8_t>(counts & 15)});
    next += delta + 1;
  }
  return postings;
}

}  // namespace gitctx

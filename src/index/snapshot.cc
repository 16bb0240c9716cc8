#include "index/snapshot.h"

#include <algorithm>

#include "base/error.h"

namespace gitctx {

namespace {

// After we have read the manifest and before we open its files, a writer may replace the manifest
// and remove files. Then we read the new manifest and try again. Each attempt fails only if a
// writer replaces the manifest during the attempt.
constexpr int attempts = 50;

}  // namespace

std::shared_ptr<const Snapshot> Snapshot::open(const std::filesystem::path& directory) {
  for (int attempt = 1;; ++attempt) {
    const std::optional<Manifest> manifest = read_manifest(directory);
    if (!manifest) {
      throw Error(ErrorCode::no_index, "this repository has no index yet", "Run: gitctx index");
    }
    try {
      return open(directory, *manifest);
    } catch (const Error&) {
      const bool replaced = read_manifest(directory) != manifest;
      if (!replaced || attempt == attempts) throw;
    }
  }
}

std::shared_ptr<const Snapshot> Snapshot::open(const std::filesystem::path& directory,
                                               Manifest manifest) {
  auto snapshot = std::make_shared<Snapshot>();
  for (const SegmentRecord& record : manifest.segments) {
    snapshot->segments_.push_back(SegmentReader::open(directory, record));
  }
  for (const ViewRecord& record : manifest.views) {
    snapshot->view_files_.push_back(
        SectionReader::open(directory / record.file, FileKind::view, record.stamp));
  }
  snapshot->manifest_ = std::move(manifest);
  return snapshot;
}

const ViewRecord* Snapshot::find_view(ViewKind kind, const CommitId& commit) const {
  const auto found = std::ranges::find_if(manifest_.views, [&](const ViewRecord& view) {
    return view.kind == kind && view.commit == commit;
  });
  return found == manifest_.views.end() ? nullptr : &*found;
}

const ViewRecord* Snapshot::find_view_of(std::string_view owner) const {
  const auto found = std::ranges::find_if(manifest_.views, [&](const ViewRecord& view) {
    return std::ranges::find(view.owners, owner) != view.owners.end();
  });
  return found == manifest_.views.end() ? nullptr : &*found;
}

const SegmentReader* Snapshot::find_segment(SegmentId id) const {
  const auto found = std::ranges::find_if(
      segments_, [&](const SegmentReader& segment) { return segment.record().id == id; });
  return found == segments_.end() ? nullptr : &*found;
}

ViewReader Snapshot::open_view(const ViewRecord& record) const {
  for (std::size_t i = 0; i < manifest_.views.size(); ++i) {
    if (manifest_.views[i].file == record.file) return open_view(record, view_files_[i]);
  }
  throw Error(ErrorCode::failure, "the index has no view " + record.file);
}

ViewReader Snapshot::open_view(const ViewRecord& record, const SectionReader& file) const {
  ViewReader view(file, *this);
  file.require(view.kind() == record.kind && view.commit() == record.commit,
               "the manifest describes another view", Section::meta);
  return view;
}

void Snapshot::verify_view(const std::filesystem::path& directory, const ViewRecord& record) const {
  const auto file = SectionReader::open(directory / record.file, FileKind::view, record.stamp);
  file.verify();
  open_view(record, file);
}

void Snapshot::verify() const {
  verify_checksums();
  for (const SegmentReader& segment : segments_) segment.verify_texts();
}

void Snapshot::verify_checksums() const {
  for (const SegmentReader& segment : segments_) segment.verify_checksums();
  for (const SectionReader& file : view_files_) file.verify();
  for (const ViewRecord& view : manifest_.views) open_view(view);
}

}  // namespace gitctx

#include "index/index_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <thread>

#include "base/check.h"
#include "base/error.h"
#include "base/file.h"
#include "base/guard/guarded_path.h"
#include "core/storage_paths.h"
#include "index/index_files.h"
#include "index/segment_merger.h"

namespace gitctx {

namespace {

constexpr std::uint64_t smallest_class_bytes = 256 * 1024;
constexpr std::uint64_t never_merged_bytes = 256 * 1024 * 1024;
constexpr std::size_t merge_width = 4;
constexpr std::uint64_t garbage_worth_removing_bytes = 1024 * 1024;

int size_class(std::uint64_t text_bytes) {
  return (std::bit_width(text_bytes / smallest_class_bytes) + 1) / 2;
}

[[noreturn]] void refuse_other(const Manifest& manifest, const IndexWriter::Options& options) {
  if (manifest.model != options.model) throw OtherModel(manifest.model, options.model);
  throw Error(ErrorCode::configuration, "the index was made with different chunk settings",
              rebuild_hint);
}

/// Waits up to two seconds for the lock, so that searches that refresh the index at the same time
/// take turns.
std::optional<FileLock> lock_soon(const std::filesystem::path& path) {
  using std::chrono::milliseconds;
  constexpr milliseconds patience{2000};
  constexpr milliseconds pause{10};
  const auto end = std::chrono::steady_clock::now() + patience;
  while (true) {
    std::optional<FileLock> lock = FileLock::try_lock(path);
    if (lock || std::chrono::steady_clock::now() >= end) return lock;
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace

std::vector<std::size_t> plan_merge(std::span<const SegmentRecord> segments) {
  std::vector<std::vector<std::size_t>> classes;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (segments[i].text_bytes >= never_merged_bytes) continue;
    const auto c = static_cast<std::size_t>(size_class(segments[i].text_bytes));
    if (classes.size() <= c) classes.resize(c + 1);
    classes[c].push_back(i);
  }
  for (std::vector<std::size_t>& positions : classes) {
    if (positions.size() >= merge_width) return positions;
  }
  return {};
}

IndexWriter IndexWriter::open(const std::filesystem::path& directory, const Options& options) {
  make_folders(directory);
  const std::filesystem::path lock_path = index_lock_file(directory);
  std::optional<FileLock> lock = lock_soon(lock_path);
  if (!lock) {
    const std::string holder = FileLock::last_holder(lock_path);
    throw Error(ErrorCode::failure,
                "another gitctx is writing this index" +
                    (holder.empty() ? std::string() : " (process " + holder + ")"),
                "Wait for it to finish, then run the command again");
  }
  IndexWriter writer(directory, std::move(*lock));
  std::optional<Manifest> manifest;
  try {
    manifest = read_manifest(directory);
  } catch (const NewerFormat&) {
    if (!options.force) throw;
  } catch (const OtherFormat&) {
    if (options.keep) throw;
  } catch (const DamagedFile& damage) {
    if (options.keep) throw;
    if (!options.force) writer.damage_.manifest = damage.message();
  }
  const bool usable = manifest && !options.force && manifest->model == options.model &&
                      manifest->chunking == options.chunking;
  if (manifest && !usable && options.keep) refuse_other(*manifest, options);
  if (usable) {
    writer.manifest_ = std::move(*manifest);
    writer.remove_unnamed_files();
    writer.open_files(options.verify);
  } else {
    writer.is_rebuild_ = true;
    writer.manifest_.model = options.model;
    writer.manifest_.chunking = options.chunking;
    // File numbers continue the numbers of the old index, so that no old file is overwritten.
    if (manifest) {
      writer.manifest_.generation = manifest->generation;
      writer.manifest_.next_file = manifest->next_file;
      writer.replaced_views_ = std::move(manifest->views);
    }
  }
  writer.make_room_for_files();
  return writer;
}

/// Skips used file numbers, and removes an empty folder or special file in place of the manifest,
/// so that commit() does not fail at the end of a run.
void IndexWriter::make_room_for_files() {
  manifest_.next_file = std::max(manifest_.next_file, 1 + largest_file_number());
  const std::filesystem::path path = manifest_path(directory_);
  for (const std::filesystem::path& file : {path, std::filesystem::path(path.string() + ".tmp")}) {
    if (why_no_file(file).empty() || remove_index_file(file)) continue;
    throw Error(ErrorCode::failure,
                "cannot replace " + file.string() + ": it is a folder with files in it",
                "Remove it, then run: gitctx index");
  }
}

void IndexWriter::open_files(bool verify) {
  try {
    opened_ = Snapshot::open(directory_, manifest_);
    if (verify) opened_->verify_checksums();
  } catch (const DamagedFile&) {
    drop_damaged_segments();
    drop_damaged_views();
    opened_ = Snapshot::open(directory_, manifest_);
  }
}

void IndexWriter::drop_damaged_segments() {
  std::erase_if(manifest_.segments, [&](const SegmentRecord& record) {
    try {
      SegmentReader::open(directory_, record).verify_checksums();
      return false;
    } catch (const DamagedFile& damage) {
      damage_.reasons.push_back(damage.message());
      return true;
    }
  });
}

/// Drops the damaged views, and the views that refer to a dropped segment.
void IndexWriter::drop_damaged_views() {
  const bool has_lost_segments = !damage_.reasons.empty();
  const auto segments = segments_snapshot();
  std::vector<ViewRecord> kept;
  for (const ViewRecord& record : manifest_.views) {
    try {
      segments->verify_view(directory_, record);
      kept.push_back(record);
    } catch (const DamagedFile& damage) {
      if (!has_lost_segments) damage_.reasons.push_back(damage.message());
      damage_.views.push_back(record);
    }
  }
  manifest_.views = std::move(kept);
}

std::uint64_t IndexWriter::largest_file_number() const {
  std::uint64_t largest = 0;
  for (const std::string& name : list_folder(directory_)) {
    const std::size_t dash = name.find('-');
    if (!is_index_file(name) || dash == std::string::npos) continue;
    largest = std::max<std::uint64_t>(largest, std::strtoull(name.c_str() + dash + 1, nullptr, 10));
  }
  return largest;
}

SegmentBuilder IndexWriter::new_segment(std::uint32_t dimension) {
  return SegmentBuilder(directory_, SegmentId{next_file_number()}, dimension);
}

void IndexWriter::add_segment(const SegmentRecord& record) { manifest_.segments.push_back(record); }

bool IndexWriter::merge(const std::unordered_set<BlobId>& live) {
  bool changed = false;
  const auto merge_into_one = [&](const std::vector<std::size_t>& positions, bool drop_dead) {
    const auto snapshot = segments_snapshot();
    std::vector<const SegmentReader*> inputs;
    for (const std::size_t i : positions) inputs.push_back(&snapshot->segments()[i]);
    const SegmentRecord merged = merge_segments(
        directory_, inputs, SegmentId{next_file_number()}, [&](std::size_t s, BlobIndex b) {
          return !drop_dead || live.contains(inputs[s]->blob(b).id);
        });
    for (auto i = positions.rbegin(); i != positions.rend(); ++i) {
      manifest_.segments.erase(manifest_.segments.begin() + static_cast<std::ptrdiff_t>(*i));
    }
    if (merged.blobs > 0) {
      manifest_.segments.insert(
          manifest_.segments.begin() + static_cast<std::ptrdiff_t>(positions.front()), merged);
    }
    changed = true;
  };
  for (std::size_t i = 0; i < manifest_.segments.size();) {
    const std::size_t before = manifest_.segments.size();
    if (is_mostly_garbage(i, live)) merge_into_one({i}, true);
    if (manifest_.segments.size() == before) ++i;
  }
  for (auto plan = plan_merge(manifest_.segments); !plan.empty();
       plan = plan_merge(manifest_.segments)) {
    merge_into_one(plan, false);
  }
  return changed;
}

bool IndexWriter::is_mostly_garbage(std::size_t position,
                                    const std::unordered_set<BlobId>& live) const {
  const SegmentRecord& record = manifest_.segments[position];
  if (record.text_bytes < garbage_worth_removing_bytes) return false;
  const SegmentReader segment = SegmentReader::open(directory_, record);
  std::uint64_t dead = 0;
  for (std::uint32_t b = 0; b < segment.blob_count(); ++b) {
    const BlobRecord& blob = segment.blob(BlobIndex{b});
    if (!live.contains(blob.id)) dead += blob.text_size;
  }
  return dead > record.text_bytes / 2;
}

std::shared_ptr<const Snapshot> IndexWriter::segments_snapshot() const {
  Manifest segments_only = manifest_;
  segments_only.views.clear();
  return Snapshot::open(directory_, std::move(segments_only));
}

void IndexWriter::write_view_file(ViewRecord& record, const ViewContent& content) {
  record.file = fmt::format("view-{}.gcx", next_file_number());
  record.entries = static_cast<std::uint32_t>(content.files.size());
  record.skipped = static_cast<std::uint32_t>(content.skipped.size());
  record.unreadable = static_cast<std::uint32_t>(
      std::ranges::count(content.skipped, SkipReason::unreadable, &SkippedFile::reason));
  record.commits_pending = static_cast<std::uint32_t>(
      std::ranges::count_if(content.files, [](const auto& f) { return !f.commit_known; }));
  record.stamp = write_view(directory_ / record.file, content);
}

void IndexWriter::put_view(ViewRecord record, const ViewContent& content,
                           const std::string& owner) {
  write_view_file(record, content);
  // The new view replaces the old view of the same kind and commit. If the old view has other
  // owners, such as a second worktree at the same commit, it is replaced only if it is a snapshot
  // view.
  std::erase_if(manifest_.views, [&](const ViewRecord& old) {
    const bool same = old.kind == record.kind && old.commit == record.commit &&
                      (record.kind == ViewKind::snapshot || old.owners == std::vector{owner});
    if (same) record.owners = old.owners;
    return same;
  });
  const std::string file = record.file;
  manifest_.views.push_back(std::move(record));
  give_view(file, owner);
}

void IndexWriter::replace_view(const std::string& file, const ViewContent& content) {
  const auto record = std::ranges::find(manifest_.views, file, &ViewRecord::file);
  GITCTX_CHECK(record != manifest_.views.end());
  write_view_file(*record, content);
}

bool IndexWriter::give_view(const std::string& file, const std::string& owner) {
  const OwnedFile view{file, owner};
  return give_views({&view, 1});
}

bool IndexWriter::give_views(std::span<const OwnedFile> views) {
  bool changed = false;
  for (const auto& [file, owner] : views) changed = set_owner(file, owner) || changed;
  std::erase_if(manifest_.views, [](const ViewRecord& view) { return view.owners.empty(); });
  return changed;
}

/// Makes `owner` an owner of the view in `file` and of no other view. A view may be left without
/// owners.
bool IndexWriter::set_owner(const std::string& file, const std::string& owner) {
  bool changed = false;
  for (ViewRecord& view : manifest_.views) {
    const auto place = std::ranges::lower_bound(view.owners, owner);
    const bool owns = place != view.owners.end() && *place == owner;
    const bool shall = view.file == file;
    if (owns && !shall) view.owners.erase(place);
    if (!owns && shall) view.owners.insert(place, owner);
    changed = changed || owns != shall;
  }
  return changed;
}

bool IndexWriter::drop_owner(const std::string& owner) { return give_view("", owner); }

void IndexWriter::commit() {
  ++manifest_.generation;
  sync_directory(directory_);
  write_manifest(directory_, manifest_);
  is_rebuild_ = false;
  remove_unnamed_files();
}

void IndexWriter::remove_unnamed_files() {
  std::set<std::string> named{manifest_path(directory_).filename().string()};
  for (const SegmentRecord& segment : manifest_.segments) named.insert(segment.file);
  for (const ViewRecord& view : manifest_.views) named.insert(view.file);
  for (const std::string& name : list_folder(directory_)) {
    if (is_index_file(name) && !named.contains(name)) remove_index_file(directory_ / name);
  }
}

std::uint64_t IndexWriter::index_bytes() const {
  std::uint64_t bytes = 0;
  for (const SegmentRecord& segment : manifest_.segments) bytes += segment.stamp.bytes;
  for (const ViewRecord& view : manifest_.views) bytes += view.stamp.bytes;
  return bytes;
}

}  // namespace gitctx

// Index files that consist of arbitrary bytes: a reader either refuses a file with an Error or
// reads only inside the file. The target first completes the header and corrects the checksums,
// because no input would have correct ones.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "base/check.h"
#include "base/hash.h"
#include "index/segment_merger.h"
#include "index/snapshot.h"
#include "index/testing/exercise.h"
#include "index/testing/index_model.h"
#include "index/testing/resealed.h"
#include "testing/temp_dir.h"

namespace gitctx {
namespace {

constexpr std::string_view path_terms[] = {"main", "src", "alpha"};

/// An in-memory file with the given bytes. Its path is valid as long as this object exists.
class MemoryFile {
 public:
  explicit MemoryFile(const std::string& bytes) : descriptor_(::memfd_create("fuzz", MFD_CLOEXEC)) {
    GITCTX_CHECK(descriptor_ >= 0);
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    GITCTX_CHECK(written == static_cast<ssize_t>(bytes.size()));
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { ::close(descriptor_); }

  static std::filesystem::path directory() { return "/proc/self/fd"; }
  std::string name() const { return std::to_string(descriptor_); }

 private:
  int descriptor_;
};

/// The segments of tests/format/v2, to which the views in the corpus refer.
struct GoldenSegments {
  GoldenSegments() {
    std::vector<ModelBlob> blobs(5);
    for (std::size_t i = 0; i < blobs.size(); ++i) blobs[i].id = blob_id_of(i);
    RandomSource random(1);
    for (int i = 0; i < 133; ++i) blobs[4].chunks.push_back(random_chunk(random, {}, 4));
    Manifest manifest;
    manifest.segments = {write_segment(temp.path(), SegmentId{1}, blobs, 4)};
    snapshot = Snapshot::open(temp.path(), manifest);
  }

  TempDir temp;
  std::shared_ptr<const Snapshot> snapshot;
};

void complete_frame(std::string& bytes) {
  constexpr char magic[] = "gitctx\r\n";
  bytes.replace(0, 8, magic, 8);
  store_at(bytes, 8, index_format_version);
  bytes.replace(bytes.size() - 8, 8, magic, 8);
  store_at(bytes, bytes.size() - footer_bytes + 12, std::uint32_t{0});
  reseal(bytes);
}

/// A manifest record that agrees with the file, so that the reader does not refuse the file because
/// of a mismatch.
SegmentRecord record_of(const MemoryFile& file) {
  const SectionReader reader =
      SectionReader::open(MemoryFile::directory() / file.name(), FileKind::segment);
  SegmentRecord record{SegmentId{1}, file.name(), reader.stamp(), 0, 0, 0};
  const auto meta = reader.array<SegmentMeta>(Section::meta);
  if (meta.size() != 1) return record;
  record.blobs = meta[0].blob_count;
  record.chunks = meta[0].chunk_count;
  return record;
}

void read_segment(const std::string& bytes) {
  const MemoryFile file(bytes);
  const SegmentReader segment = SegmentReader::open(MemoryFile::directory(), record_of(file));
  Exercise().run(segment);
  // A merge is slow because it waits for the disk, so only one input in 16 is merged.
  if (hash64(bytes) % 16 != 0) return;
  static const TempDir temp;
  const SegmentReader* const input = &segment;
  const SegmentRecord merged = merge_segments(temp.path(), std::span(&input, 1), SegmentId{2},
                                              [](std::size_t, BlobIndex) { return true; });
  SegmentReader::open(temp.path(), merged).verify();
}

void read_view(const std::string& bytes) {
  static const GoldenSegments golden;
  const MemoryFile file(bytes);
  const SectionReader reader =
      SectionReader::open(MemoryFile::directory() / file.name(), FileKind::view);
  Exercise().run(ViewReader(reader, *golden.snapshot), path_terms);
}

}  // namespace
}  // namespace gitctx

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  std::string bytes(reinterpret_cast<const char*>(data), size);
  if (bytes.size() < header_bytes + footer_bytes) return -1;
  complete_frame(bytes);
  try {
    if (load_at<std::uint32_t>(bytes, 12) == static_cast<std::uint32_t>(FileKind::view)) {
      read_view(bytes);
    } else {
      read_segment(bytes);
    }
  } catch (const Error&) {
    return 0;
  }
  return 0;
}

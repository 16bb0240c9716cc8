#pragma once

#include <filesystem>
#include <functional>
#include <span>

#include "index/segment_reader.h"

namespace gitctx {

/// Which blobs of an input segment live on in the merged one.
using KeepBlob = std::function<bool(std::size_t segment, BlobIndex blob)>;

/// Merges segments into one with that id, in the order given, without the blobs that `keep`
/// refuses and without repeated ones. Inputs are verified first: damage never spreads. Memory
/// holds the tables and one term's postings at a time.
SegmentRecord merge_segments(const std::filesystem::path& directory,
                             std::span<const SegmentReader* const> inputs, SegmentId id,
                             const KeepBlob& keep);

}  // namespace gitctx

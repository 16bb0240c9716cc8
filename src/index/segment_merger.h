#pragma once

#include <filesystem>
#include <functional>
#include <span>

#include "index/segment_reader.h"

namespace gitctx {

/// Whether the merged segment keeps a blob of an input segment.
using KeepBlob = std::function<bool(std::size_t segment, BlobIndex blob)>;

/// Merges the inputs, in the given order, into the segment `id`, without the blobs that `keep`
/// rejects and without repeated blobs. First verifies the inputs, so that damage is not copied to
/// the new segment. Keeps only the tables and the postings of one term in memory.
SegmentRecord merge_segments(const std::filesystem::path& directory,
                             std::span<const SegmentReader* const> inputs, SegmentId id,
                             const KeepBlob& keep);

}  // namespace gitctx

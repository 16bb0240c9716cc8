#include "search/long_text/fusion.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <tuple>
#include <utility>

namespace gitctx {
namespace {

/// The best file for a part gets the weight of the part divided by this number.
constexpr double smoothing = 4;
/// The second chunk of a file gets at most this share of the file's sum. For each further chunk,
/// the limit is multiplied by this share again.
constexpr double further_chunk = 0.7;

struct FusedChunk {
  const RankedCandidate* best = nullptr;
  std::size_t part = 0;
  double best_share = 0;  ///< the largest share that a part contributes to `sum`
  double sum = 0;
  double score = 0;
};

struct FusedFile {
  double sum = 0;
  std::map<ChunkRef, FusedChunk> chunks;
};

/// The files of all parts, by path.
std::map<std::uint32_t, FusedFile> files_of(std::span<const PartResults> parts) {
  std::map<std::uint32_t, FusedFile> files;
  // Parts can choose different paths for the same content.
  std::map<std::pair<std::uint32_t, BlobIndex>, std::uint32_t> path_of;
  for (std::size_t p = 0; p < parts.size(); ++p) {
    std::map<std::uint32_t, std::size_t> turns;  // ranks of files in this part, by path
    std::size_t turn = 0;
    for (const RankedCandidate& ranked : parts[p].ranked) {
      const Candidate& candidate = ranked.candidate;
      const std::uint32_t path =
          path_of.try_emplace({candidate.ref.segment, candidate.blob}, candidate.path)
              .first->second;
      FusedFile& file = files[path];
      const std::size_t better_files = turns.size();
      if (turns.emplace(path, better_files).second) {
        file.sum += parts[p].weight / (smoothing + static_cast<double>(better_files));
      }
      const double share = parts[p].chunk_weight / (smoothing + static_cast<double>(turn++));
      FusedChunk& chunk = file.chunks[ranked.candidate.ref];
      chunk.sum += share;
      chunk.score = std::max(chunk.score, ranked.score * std::min(parts[p].weight, 1.0));
      if (share > chunk.best_share) {
        chunk.best_share = share;
        chunk.best = &ranked;
        chunk.part = p;
      }
    }
  }
  return files;
}

struct RankedChunk {
  const FusedChunk* chunk = nullptr;
  double sum = 0;
};

bool comes_before(const RankedChunk& a, const RankedChunk& b) {
  if (a.sum != b.sum) return a.sum > b.sum;
  const Candidate& x = a.chunk->best->candidate;
  const Candidate& y = b.chunk->best->candidate;
  return std::tie(x.file, x.lines.first, x.ref) < std::tie(y.file, y.lines.first, y.ref);
}

}  // namespace

std::vector<FusedCandidate> fuse_parts(std::span<const PartResults> parts,
                                       const RankLimits& limits) {
  const std::map<std::uint32_t, FusedFile> files = files_of(parts);
  std::vector<RankedChunk> order;
  for (const auto& [path, file] : files) {
    std::vector<RankedChunk> chunks;
    for (const auto& [ref, chunk] : file.chunks) chunks.push_back({&chunk, chunk.sum});
    std::ranges::sort(chunks, comes_before);
    double share = 1;
    for (const RankedChunk& result : chunks) {
      order.push_back({result.chunk, file.sum * share * result.sum / chunks.front().sum});
      share *= further_chunk;
    }
  }
  std::ranges::sort(order, comes_before);
  std::vector<FusedCandidate> fused;
  double last = 1;
  for (const RankedChunk& result : order) {
    if (fused.size() == limits.count) break;
    last = std::min(last, result.chunk->score);
    if (last < limits.min_similarity) break;
    fused.push_back({*result.chunk->best, result.chunk->part});
    fused.back().ranked.score = last;
  }
  return fused;
}

}  // namespace gitctx

#include "search/candidates.h"

#include <algorithm>
#include <cmath>

#include "index/segment_reader.h"
#include "lexical/bm25f.h"
#include "lexical/top_k.h"
#include "vector/distance.h"
#include "vector/top_rows.h"

namespace gitctx {

namespace {

// A term in the name of a file says much about every chunk of the file; a term in the name of a
// folder says less.
constexpr float path_stem_impact = 8.0f;
constexpr float path_directory_impact = 2.0f;

// Cosines of unrelated texts deviate from 0 by about 1/sqrt(dimension), which is 0.06 for 256
// dimensions. A cosine of three times this value is not due to chance.
constexpr double smallest_cosine = 0.2f;

// The sample size of mean_similarity(), and the upper limit of its result.
constexpr std::size_t background_samples = 500;
constexpr double largest_background = 0.95;

/// The chunks of the files whose paths contain a term, as ranges of chunks in one segment.
std::vector<PathRange> path_ranges(const std::vector<PathPosting>& postings, const ViewScope& scope,
                                   std::size_t segment) {
  const ViewReader& view = scope.view();
  const SegmentReader& reader = *view.segments()[segment].segment;
  std::vector<PathRange> ranges;
  for (const PathPosting& posting : postings) {
    const ViewFile file = view.file(posting.file);
    if (file.segment != segment || !scope.is_allowed(posting.file)) continue;
    const PathRange range{reader.first_chunk(file.blob), reader.end_chunk(file.blob),
                          path_impact(posting)};
    if (range.begin < range.end) ranges.push_back(range);
  }
  // If several files have the same content, only the best path counts.
  std::ranges::sort(ranges, [](const PathRange& a, const PathRange& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.impact > b.impact;
  });
  const auto repeated = std::ranges::unique(ranges, {}, &PathRange::begin);
  ranges.erase(repeated.begin(), repeated.end());
  return ranges;
}

std::uint64_t frequency_in_paths(const std::vector<PathPosting>& postings, const ViewReader& view) {
  std::uint64_t chunks = 0;
  for (const PathPosting& posting : postings) {
    const ViewFile file = view.file(posting.file);
    const SegmentReader& segment = *view.segments()[file.segment].segment;
    chunks += to_int(segment.end_chunk(file.blob)) - to_int(segment.first_chunk(file.blob));
  }
  return chunks;
}

bool better(const ScoredRef& a, const ScoredRef& b) {
  return a.score != b.score ? a.score > b.score : a.place < b.place;
}

void keep_best(std::vector<ScoredRef>& refs, std::size_t count) {
  std::ranges::sort(refs, better);
  if (refs.size() > count) refs.resize(count);
}

}  // namespace

std::uint64_t place_in_view(const ViewReader& view, const ChunkRef& ref) {
  const ViewReader::SegmentUse& use = view.segments()[ref.segment];
  const BlobIndex blob = use.segment->blob_of(ref.chunk);
  const std::uint32_t position = to_int(ref.chunk) - to_int(use.segment->first_chunk(blob));
  return std::uint64_t{use.first_file[to_int(blob)]} << 32 | position;
}

float path_impact(const PathPosting& posting) {
  return path_stem_impact * static_cast<float>(std::min<int>(posting.stem_count, 1)) +
         path_directory_impact * static_cast<float>(std::min<int>(posting.directory_count, 1));
}

LexicalPlan plan_lexical(const ParsedQuery& query, const ViewScope& scope) {
  const ViewReader& view = scope.view();
  LexicalPlan plan;
  plan.by_segment.resize(view.segments().size());
  for (const QueryWord& word : query.terms) {
    ViewTerm term{word.term, 0, 0, view.path_postings(word.term)};
    std::uint64_t frequency = 0;
    std::vector<PostingsList> lists;
    for (std::size_t s = 0; s < view.segments().size(); ++s) {
      const SegmentReader& segment = *view.segments()[s].segment;
      const std::optional<TermEntry> entry = segment.terms().find(word.term);
      lists.push_back(entry ? segment.postings(*entry) : PostingsList());
      if (!entry) continue;
      const ChunkSet* in_view = scope.in_view(s);
      frequency += in_view == nullptr ? lists.back().size() : count_common(lists.back(), *in_view);
    }
    frequency = std::max(frequency, frequency_in_paths(term.paths, view));
    if (frequency == 0) continue;
    term.idf = idf(frequency, view.chunk_count());
    term.weight = term.idf * word.weight;
    for (std::size_t s = 0; s < lists.size(); ++s) {
      plan.by_segment[s].push_back({term.weight, lists[s], path_ranges(term.paths, scope, s)});
    }
    plan.terms.push_back(std::move(term));
  }
  return plan;
}

std::vector<ScoredRef> lexical_candidates(const LexicalPlan& plan, const ViewScope& scope,
                                          std::size_t count) {
  std::vector<ScoredRef> best;
  TopKRequest request;
  request.k = count;
  for (std::uint32_t s = 0; s < plan.by_segment.size(); ++s) {
    request.allowed = scope.allowed(s);
    request.place = [&](ChunkId chunk) { return place_in_view(scope.view(), {s, chunk}); };
    // The threshold is just below the worst score so far, because a chunk of this segment with the
    // same score may have a lower place.
    request.threshold = best.size() < count ? 0 : std::nextafter(best.back().score, 0);
    const auto lengths = scope.view().segments()[s].segment->chunk_lengths();
    for (const ScoredChunk& chunk : top_k(plan.by_segment[s], lengths, request)) {
      best.push_back({{s, chunk.chunk}, chunk.score, request.place(chunk.chunk)});
    }
    keep_best(best, count);
  }
  return best;
}

SemanticScorer::SemanticScorer(const ParsedQuery& query, std::string_view text,
                               const ViewScope& scope, Embedder& embedder)
    : scope_(scope) {
  const EmbedInput input{text, query.tokens};
  query_ = embedder.embed_queries(std::span(&input, 1)).values;
  usable_ = std::ranges::any_of(query_, [](float v) { return v != 0; });
  path_weight_ = embedder.model().path_weight;
  if (usable_ && !embedder.model().is_centred) {
    background_ = std::clamp(mean_similarity(), 0.0, largest_background);
  }
  const FlatStore* paths = scope.view().path_vectors();
  if (!usable_ || paths == nullptr) return;
  path_scores_.resize(paths->size());
  for (std::size_t i = 0; i < path_scores_.size(); ++i) {
    path_scores_[i] = path_weight_ * paths->score_row(query_, i);
  }
}

std::vector<ScoredRef> SemanticScorer::candidates(std::size_t count) const {
  const ViewReader& view = scope_.view();
  // The chunks are numbered consecutively across all segments of the view.
  std::vector<std::uint32_t> first_number;
  std::uint32_t total = 0;
  for (const ViewReader::SegmentUse& use : view.segments()) {
    first_number.push_back(total);
    total += use.segment->chunk_count();
  }
  const auto ref_of = [&](std::uint32_t number) -> ChunkRef {
    const auto after = std::ranges::upper_bound(first_number, number);
    const auto segment = static_cast<std::uint32_t>(after - first_number.begin() - 1);
    return {segment, ChunkId{number - first_number[segment]}};
  };
  const std::size_t scanned = std::min<std::size_t>(FlatStore::scanned_rows(count), total);
  TopRows top(scanned, [&](std::uint32_t number) { return place_in_view(view, ref_of(number)); });
  scan(first_number, top);

  std::vector<ScoredRef> best;
  for (const VectorHit& hit : top.take_by_row()) {
    const ChunkRef ref = ref_of(hit.row);
    const std::uint64_t place = place_in_view(view, ref);
    const auto file = static_cast<std::uint32_t>(place >> 32);
    if (file == no_file) continue;
    const double score = cosine(ref, file);
    if (score >= smallest_cosine) best.push_back({ref, score, place});
  }
  keep_best(best, count);
  return best;
}

void SemanticScorer::scan(std::span<const std::uint32_t> first_number, TopRows& top) const {
  const ViewReader& view = scope_.view();
  const RoundedQuery query(query_);
  std::vector<float> add;
  std::vector<float> multiply;
  for (std::uint32_t s = 0; s < view.segments().size(); ++s) {
    const ViewReader::SegmentUse& use = view.segments()[s];
    multiply.assign(use.chunk_multipliers.begin(), use.chunk_multipliers.end());
    if (const ChunkSet* allowed = scope_.allowed(s)) {
      for (std::uint32_t c = 0; c < multiply.size(); ++c) {
        if (!allowed->contains(ChunkId{c})) multiply[c] = 0;
      }
    }
    add.clear();
    if (!path_scores_.empty()) {
      add.assign(multiply.size(), 0.0f);
      for (std::uint32_t b = 0; b < use.first_file.size(); ++b) {
        if (use.first_file[b] == no_file) continue;
        std::fill(add.begin() + to_int(use.segment->first_chunk(BlobIndex{b})),
                  add.begin() + to_int(use.segment->end_chunk(BlobIndex{b})),
                  path_scores_[use.first_file[b]]);
      }
    }
    use.segment->vectors().scan(query, {add, multiply}, first_number[s], top);
  }
}

double SemanticScorer::cosine(const ChunkRef& ref, std::uint32_t file) const {
  const ViewReader::SegmentUse& use = scope_.view().segments()[ref.segment];
  const std::uint32_t chunk = to_int(ref.chunk);
  const float path = path_scores_.empty() ? 0.0f : path_scores_[file];
  return above_background(similarity(use, chunk, path));
}

double SemanticScorer::similarity(const ViewReader::SegmentUse& use, std::uint32_t chunk,
                                  float path) const {
  return (use.segment->vectors().score_row(query_, chunk) + path) * use.chunk_multipliers[chunk];
}

double SemanticScorer::above_background(double cosine) const {
  return background_ == 0 ? cosine : (cosine - background_) / (1 - background_);
}

double SemanticScorer::mean_similarity() const {
  const ViewReader& view = scope_.view();
  const std::size_t step = view.chunk_count() / background_samples + 1;
  double sum = 0;
  std::size_t count = 0;
  std::size_t next = 0;  // position of the next sample in the current file
  for (std::uint32_t i = 0; i < view.file_count(); ++i) {
    const ViewFile file = view.file(i);
    const ViewReader::SegmentUse& use = view.segments()[file.segment];
    if (use.first_file[to_int(file.blob)] != i) continue;
    const std::size_t begin = to_int(use.segment->first_chunk(file.blob));
    const std::size_t size = to_int(use.segment->end_chunk(file.blob)) - begin;
    for (; next < size; next += step) {
      sum += similarity(use, static_cast<std::uint32_t>(begin + next), 0);
      ++count;
    }
    next -= size;
  }
  return count == 0 ? 0 : sum / static_cast<double>(count);
}

double SemanticScorer::path_cosine(std::uint32_t file) const {
  const FlatStore* paths = scope_.view().path_vectors();
  if (paths == nullptr || path_scores_.empty() || path_weight_ == 0) return 0;
  const auto row = paths->rows().subspan(file * query_.size(), query_.size());
  const double length = paths->scales()[file] * std::sqrt(static_cast<double>(dot(row, row)));
  return length > 0 ? path_scores_[file] / (path_weight_ * length) : 0;
}

}  // namespace gitctx

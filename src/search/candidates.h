#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <vector>

#include "core/ids.h"
#include "core/query.h"
#include "embed/embedder.h"
#include "index/view_reader.h"
#include "lexical/query_term.h"
#include "search/parsed_query.h"
#include "search/view_scope.h"

namespace gitctx {

class TopRows;

/// A chunk of a view.
struct ChunkRef {
  std::uint32_t segment = 0;  ///< position in ViewReader::segments
  ChunkId chunk{};

  auto operator<=>(const ChunkRef&) const = default;
};

/// The place of a chunk in its view: the first path with the chunk's content, then the chunk's
/// position in the file. Unlike a ChunkRef, a place does not depend on how earlier runs divided the
/// index into segments.
std::uint64_t place_in_view(const ViewReader& view, const ChunkRef& ref);

struct ScoredRef {
  ChunkRef ref;
  double score = 0;
  std::uint64_t place = 0;  ///< place_in_view()
};

/// A query term that occurs in the view.
struct ViewTerm {
  std::string text;
  float idf = 0;     ///< rarity in this view; other views have no influence
  float weight = 0;  ///< idf times the weight in the query
  std::vector<PathPosting> paths;
};

/// The query terms with their statistics in the view. `by_segment` contains the input of top_k(),
/// by segment and then by term.
struct LexicalPlan {
  std::vector<ViewTerm> terms;
  std::vector<std::vector<QueryTerm>> by_segment;
};

LexicalPlan plan_lexical(const ParsedQuery& query, const ViewScope& scope);

/// The impact that a term in the path of a file adds to each chunk of the file (the BM25F field
/// `path`).
float path_impact(const PathPosting& posting);

/// The chunks with the highest BM25F scores, at most `count`, ordered by (score descending, place
/// ascending).
std::vector<ScoredRef> lexical_candidates(const LexicalPlan& plan, const ViewScope& scope,
                                          std::size_t count);

/// Cosines between one query and the vectors of a view. The vector of a chunk includes the vector
/// of its path. Many hosted models give similar vectors to all texts. For such models, cosines are
/// rescaled so that the mean over the view is 0 and one ranker suits all models.
class SemanticScorer {
 public:
  SemanticScorer(const ParsedQuery& query, std::string_view text, const ViewScope& scope,
                 Embedder& embedder);

  /// Whether the query vector is not zero.
  bool is_usable() const { return usable_; }
  /// The chunks with the highest cosines, at most `count`, ordered by (score descending, place
  /// ascending).
  std::vector<ScoredRef> candidates(std::size_t count) const;
  double cosine(const ChunkRef& ref, std::uint32_t file) const;
  /// The cosine between the query and the path alone.
  double path_cosine(std::uint32_t file) const;

 private:
  /// Offers the allowed chunks of all segments to `top`. `first_number` contains the number of the
  /// first chunk of each segment.
  void scan(std::span<const std::uint32_t> first_number, TopRows& top) const;
  double similarity(const ViewReader::SegmentUse& use, std::uint32_t chunk, float path) const;
  /// The mean cosine between the query and every n-th chunk of the view, in the order of places.
  double mean_similarity() const;
  /// The cosine relative to the mean similarity.
  double above_background(double cosine) const;

  const ViewScope& scope_;
  std::vector<float> query_;
  double background_ = 0;
  float path_weight_ = 0;
  std::vector<float> path_scores_;  // by file: path weight times dot(query, path)
  bool usable_ = false;
};

}  // namespace gitctx

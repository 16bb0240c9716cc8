#pragma once

#include <compare>
#include <cstdint>
#include <vector>

#include "core/ids.h"
#include "core/query.h"
#include "embed/embedder.h"
#include "index/view_reader.h"
#include "lexical/query_term.h"
#include "search/parsed_query.h"
#include "search/view_scope.h"

namespace gitctx {

/// A chunk of a view.
struct ChunkRef {
  std::uint32_t segment = 0;  ///< position in ViewReader::segments
  ChunkId chunk{};

  auto operator<=>(const ChunkRef&) const = default;
};

struct ScoredRef {
  ChunkRef ref;
  double score = 0;
};

/// A term of the query as the view knows it.
struct ViewTerm {
  std::string text;
  float idf = 0;     ///< in this view; the same whatever else the index holds
  float weight = 0;  ///< idf times the query's weight
  std::vector<PathPosting> paths;
};

/// The terms of the query with their statistics in the view, and for every segment what top_k()
/// takes: by segment, then by term.
struct LexicalPlan {
  std::vector<ViewTerm> terms;
  std::vector<std::vector<QueryTerm>> by_segment;
};

LexicalPlan plan_lexical(const ParsedQuery& query, const ViewScope& scope);

/// The impact that a term in the path of a file adds to each of its chunks (BM25F field path).
float path_impact(const PathPosting& posting);

/// The best chunks by BM25F, at most `count`, (score descending, ref ascending).
std::vector<ScoredRef> lexical_candidates(const LexicalPlan& plan, const ViewScope& scope,
                                          std::size_t count);

/// What the vectors of a view say for one query: cosines of chunks with their path's words. Many
/// hosted models put all texts near each other; there 0 is the cosine of what is in the view
/// anyway, so that one ranker suits all models.
class SemanticScorer {
 public:
  SemanticScorer(const ParsedQuery& query, std::string_view text, const ViewScope& scope,
                 Embedder& embedder);

  /// The query has a direction at all.
  bool is_usable() const { return usable_; }
  /// The best chunks by cosine, at most `count`, (score descending, ref ascending).
  std::vector<ScoredRef> candidates(std::size_t count) const;
  double cosine(const ChunkRef& ref, std::uint32_t file) const;
  /// Of the query and the words of the path alone.
  double path_cosine(std::uint32_t file) const;

 private:
  double similarity(const ViewReader::SegmentUse& use, std::uint32_t chunk, float path) const;
  /// The mean cosine of the query and chunks spread over the view.
  double mean_similarity() const;
  /// A cosine as it counts.
  double above_background(double cosine) const;

  const ViewScope& scope_;
  std::vector<float> query_;
  double background_ = 0;
  float path_weight_ = 0;
  std::vector<float> path_scores_;  // by file: path weight times dot(query, path)
  bool usable_ = false;
};

}  // namespace gitctx

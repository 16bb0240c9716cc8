#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/query.h"
#include "core/ranges.h"
#include "core/result.h"
#include "search/candidates.h"
#include "search/parsed_query.h"
#include "search/view_scope.h"
#include "text/word_table.h"

namespace gitctx {

/// What the ranker looks at, each about 0..1 unless said otherwise.
enum class Feature : std::uint8_t {
  bm25,             ///< BM25F of the chunk, as a part of what a perfect chunk would get
  bm25_file,        ///< mean of that over the file's six best chunks
  coverage,         ///< share of the query's weight whose terms the chunk has
  coverage_file,    ///< share whose terms the file's candidate chunks or its path have
  cosine,           ///< of the vectors of query and chunk with its path
  cosine_file,      ///< mean over the file's three best chunks
  cosine_path,      ///< of the vectors of query and path
  stem_match,       ///< share of the query's weight in the file's name
  stem_f1,          ///< harmonic mean of that and the share of the name's terms that are asked for
  stem_prefix,      ///< share of the name's terms that a query's term starts with, or the reverse
  directory_match,  ///< share of the query's weight in the folders
  symbol_f1,        ///< as stem_f1, for the best name the chunk defines
  symbol_file_f1,   ///< the best of the file's candidate chunks
  type_file_f1,     ///< the best of those that are types
  exact_symbol,     ///< the chunk defines a name of the query, to the letter: 1 / sqrt(such chunks)
  exact_file,       ///< the best of the file's candidate chunks
  test,             ///< lies in a test, unless tests are asked for
  example,          ///< lies in examples, benchmarks or documentation, unless asked for
  vendored,         ///< lies in a folder of third-party or generated code
  document,         ///< is prose, unless asked for
  unstructured,     ///< is neither prose nor in a language that is cut at definitions
  declaration,      ///< lies in a file that only declares (headers, stubs)
  entry,            ///< lies in a file that gathers others (index, __init__, mod)
  lines,            ///< logarithm of the file's lines
  depth,            ///< folders above the file
  bm25_relative,    ///< bm25 as a part of the best candidate's
  cosine_relative,  ///< likewise
  bm25_whole,       ///< BM25F of the file's candidate chunks taken together
  namesake,         ///< lies in a folder that bears the repository's name, if any candidate does
};
inline constexpr std::size_t feature_count = 29;

using FeatureVector = std::array<double, feature_count>;

std::string_view feature_name(Feature feature);

/// A chunk that may be shown, with the file it is shown as.
struct Candidate {
  ChunkRef ref;
  std::uint32_t file = 0;
  std::uint32_t path = 0;  ///< the first file with this path: in a history many files share one
  LineRange lines;
  FeatureVector features{};

  double& operator[](Feature feature) { return features[static_cast<std::size_t>(feature)]; }
  double operator[](Feature feature) const { return features[static_cast<std::size_t>(feature)]; }
};

/// The candidates of one query.
struct CandidateSet {
  std::vector<Candidate> candidates;
  std::vector<Correction> corrections;
  double known_share = 0;  ///< of the weight of the query's words: that of words the view has
  double lay_share = 0;    ///< see lay_share()
};

/// Looks the features of chunks up. `scorer` may be null: then cosines are 0.
std::vector<Candidate> measure_candidates(std::span<const ChunkRef> sorted_refs,
                                          const ParsedQuery& query, const LexicalPlan& plan,
                                          const ViewScope& scope, const SemanticScorer* scorer,
                                          WordTable& words);

}  // namespace gitctx

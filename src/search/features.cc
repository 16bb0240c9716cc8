#include "search/features.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "base/ascii.h"
#include "index/segment_reader.h"
#include "lexical/term_matches.h"
#include "search/file_features.h"
#include "search/query_features.h"

namespace gitctx {

namespace {

constexpr std::size_t bm25_file_chunks = 6;
constexpr std::size_t cosine_file_chunks = 3;
// A factor for the impacts that are summed over the candidate chunks of a file. The factor is low,
// so that a common word in every chunk adds little. The impacts of the path count in full.
constexpr float whole_file_share = 0.08f;

using Members = std::vector<std::size_t>;

double greatest(const std::vector<Candidate>& candidates, const Members& members, Feature feature) {
  double value = 0;
  for (const std::size_t i : members) value = std::max(value, candidates[i][feature]);
  return value;
}

double mean_of_best(const std::vector<Candidate>& candidates, const Members& members,
                    Feature feature, std::size_t count) {
  std::vector<double> values;
  for (const std::size_t i : members) values.push_back(candidates[i][feature]);
  std::ranges::sort(values, std::greater());
  double sum = 0;
  for (std::size_t i = 0; i < std::min(count, values.size()); ++i) sum += values[i];
  return sum / static_cast<double>(count);
}

/// Lowers exact_symbol if several candidates have it. The more candidates define a name, the less
/// the name identifies any of them.
void scale_exact_symbols(std::vector<Candidate>& candidates) {
  const auto count = std::ranges::count_if(
      candidates, [](const Candidate& c) { return c[Feature::exact_symbol] > 0; });
  for (Candidate& candidate : candidates) {
    if (candidate[Feature::exact_symbol] == 0) continue;
    candidate[Feature::exact_symbol] = 1 / std::sqrt(static_cast<double>(count));
  }
}

/// If no candidate is in a folder with exactly the repository's name, the candidates in folders
/// whose names begin with that name get the value 1. If there are no such candidates either, all
/// get the value 1. Without this, all scores would be lower in the many repositories that have no
/// folder with their own name.
void fill_namesakes(std::vector<Candidate>& candidates) {
  double best = 0;
  for (const Candidate& c : candidates) best = std::max(best, c[Feature::namesake]);
  for (Candidate& candidate : candidates) {
    if (candidate[Feature::namesake] == best) candidate[Feature::namesake] = 1;
  }
}

void add_relative(std::vector<Candidate>& candidates, Feature from, Feature to) {
  double best = 0;
  for (const Candidate& candidate : candidates) best = std::max(best, candidate[from]);
  if (best <= 0) return;
  for (Candidate& candidate : candidates) candidate[to] = candidate[from] / best;
}

/// Measures the candidates of one query: first each chunk alone, then the candidates of each file
/// together.
class CandidateMeter {
 public:
  CandidateMeter(const ParsedQuery& query, const LexicalPlan& plan, const ViewScope& scope,
                 const SemanticScorer* scorer, WordTable& words)
      : query_(query),
        plan_(plan),
        scope_(scope),
        scorer_(scorer),
        query_features_(query, plan.terms, words),
        files_(scope.view(), query, query_features_) {}

  std::vector<Candidate> run(std::span<const ChunkRef> refs) {
    std::size_t begin = 0;
    while (begin < refs.size()) {
      std::size_t end = begin;
      while (end < refs.size() && refs[end].segment == refs[begin].segment) ++end;
      add_segment(refs.subspan(begin, end - begin));
      begin = end;
    }
    scale_exact_symbols(candidates_);
    add_files();
    fill_namesakes(candidates_);
    add_relative(candidates_, Feature::bm25, Feature::bm25_relative);
    add_relative(candidates_, Feature::cosine, Feature::cosine_relative);
    return std::move(candidates_);
  }

 private:
  void add_segment(std::span<const ChunkRef> refs) {
    const std::uint32_t s = refs[0].segment;
    const ViewReader::SegmentUse& use = scope_.view().segments()[s];
    std::vector<ChunkId> chunks;
    for (const ChunkRef& ref : refs) chunks.push_back(ref.chunk);
    const TermMatches matches = lookup(plan_.by_segment[s], chunks, use.segment->chunk_lengths());
    for (std::size_t i = 0; i < refs.size(); ++i) {
      const std::uint32_t first = use.first_file[to_int(use.segment->blob_of(refs[i].chunk))];
      if (first == no_file) continue;
      const std::uint32_t file = shown_file(first);
      const ChunkRecord& chunk = use.segment->chunk(refs[i].chunk);
      Candidate& candidate =
          candidates_.emplace_back(Candidate{.ref = refs[i],
                                             .file = file,
                                             .path = first_of_path(file),
                                             .blob = use.segment->blob_of(refs[i].chunk),
                                             .lines = {chunk.line_first, chunk.line_last},
                                             .bytes = chunk.byte_end - chunk.byte_begin,
                                             .features = files_.measure(file).values});
      add_lexical(matches.row(i), candidate);
      add_symbols(*use.segment, candidate);
      if (scorer_ == nullptr) continue;
      candidate[Feature::cosine] = scorer_->cosine(refs[i], first);
      candidate[Feature::cosine_path] = scorer_->path_cosine(file);
    }
  }

  std::uint32_t first_of_path(std::uint32_t file) const {
    const ViewReader& view = scope_.view();
    if (view.kind() != ViewKind::history) return file;
    return static_cast<std::uint32_t>(view.find(view.file(file).path));
  }

  /// The file under which the content is shown. Among the allowed files with this content, the best
  /// path match wins; among equal matches, the first file wins.
  std::uint32_t shown_file(std::uint32_t first) {
    std::uint32_t best = no_file;
    double best_match = -1;
    for (std::uint32_t file = first; file != no_file; file = scope_.view().next_same_blob(file)) {
      if (!scope_.is_allowed(file)) continue;
      const FileFeatures& features = files_.measure(file);
      const double match = features[Feature::stem_match] + features[Feature::directory_match];
      if (match > best_match) {
        best_match = match;
        best = file;
      }
    }
    return best == no_file ? first : best;
  }

  void add_lexical(std::span<const TermMatch> row, Candidate& candidate) {
    std::vector<float> impacts;
    for (const TermMatch& match : row) impacts.push_back(match.impact + match.path_impact);
    candidate[Feature::bm25] = query_features_.bm25(impacts);
    candidate[Feature::coverage] = query_features_.coverage(impacts);
    std::vector<float>& in_text = impacts_.emplace_back();
    for (const TermMatch& match : row) in_text.push_back(match.impact);
  }

  void add_symbols(const SegmentReader& segment, Candidate& candidate) {
    std::string_view rest = segment.names(candidate.ref.chunk);
    while (!rest.empty()) {
      const std::string_view name = take_part(rest, '\n');
      candidate[Feature::symbol_f1] =
          std::max(candidate[Feature::symbol_f1], query_features_.name_f1(name));
      if (std::ranges::find(query_.identifiers, name) != query_.identifiers.end()) {
        candidate[Feature::exact_symbol] = 1;
      }
    }
    if (segment.kind(candidate.ref.chunk) == ChunkKind::type) {
      candidate[Feature::type_file_f1] = candidate[Feature::symbol_f1];
    }
  }

  void add_files() {
    std::map<std::uint32_t, Members> by_file;
    for (std::size_t i = 0; i < candidates_.size(); ++i) by_file[candidates_[i].file].push_back(i);
    for (const auto& [file, members] : by_file) add_file(files_.measure(file), members);
  }

  /// Gives the features of a file to all candidates in the file.
  void add_file(const FileFeatures& file, const Members& members) {
    std::vector<float> impacts = file.path_impacts;
    for (const std::size_t i : members) {
      for (std::size_t t = 0; t < impacts.size(); ++t) impacts[t] += impacts_[i][t];
    }
    const double coverage = query_features_.coverage(impacts);
    for (std::size_t t = 0; t < impacts.size(); ++t) {
      const float path = file.path_impacts[t];
      impacts[t] = path + (impacts[t] - path) * whole_file_share;
    }
    const double whole = query_features_.bm25(impacts);
    const double bm25 = mean_of_best(candidates_, members, Feature::bm25, bm25_file_chunks);
    const double cosine = mean_of_best(candidates_, members, Feature::cosine, cosine_file_chunks);
    const double symbol = greatest(candidates_, members, Feature::symbol_f1);
    const double type = greatest(candidates_, members, Feature::type_file_f1);
    const double exact = greatest(candidates_, members, Feature::exact_symbol);
    for (const std::size_t i : members) {
      Candidate& candidate = candidates_[i];
      candidate[Feature::coverage_file] = coverage;
      candidate[Feature::bm25_whole] = whole;
      candidate[Feature::bm25_file] = bm25;
      candidate[Feature::cosine_file] = cosine;
      candidate[Feature::symbol_file_f1] = symbol;
      candidate[Feature::type_file_f1] = type;
      candidate[Feature::exact_file] = exact;
    }
  }

  const ParsedQuery& query_;
  const LexicalPlan& plan_;
  const ViewScope& scope_;
  const SemanticScorer* scorer_;
  QueryFeatures query_features_;
  FileMeter files_;
  std::vector<Candidate> candidates_;
  std::vector<std::vector<float>> impacts_;  // impacts by candidate and term; without path impacts
};

}  // namespace

std::vector<Candidate> measure_candidates(std::span<const ChunkRef> sorted_refs,
                                          const ParsedQuery& query, const LexicalPlan& plan,
                                          const ViewScope& scope, const SemanticScorer* scorer,
                                          WordTable& words) {
  return CandidateMeter(query, plan, scope, scorer, words).run(sorted_refs);
}

}  // namespace gitctx

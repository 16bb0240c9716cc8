#include "search/search.h"

#include <algorithm>
#include <ranges>

#include "base/ascii.h"
#include "base/error.h"
#include "embed/embedder.h"
#include "index/segment_reader.h"
#include "index/text_cache.h"
#include "lexical/bm25f.h"
#include "search/candidates.h"
#include "search/exact_evidence.h"
#include "search/features.h"
#include "search/hit_lines.h"
#include "search/lay_words.h"
#include "search/long_text/fusion.h"
#include "search/long_text/long_text.h"
#include "search/parsed_query.h"
#include "search/pass_timer.h"
#include "search/places/place_evidence.h"
#include "search/ranker.h"
#include "search/spelling.h"
#include "search/view_scope.h"
#include "text/word_table.h"

namespace gitctx {

namespace {

constexpr std::size_t lexical_candidate_count = 300;
constexpr std::size_t semantic_candidate_count = 200;
/// The number of results that are shown if even the best one is improbable.
constexpr std::size_t most_improbable_hits = 3;
// A history view needs more candidates, because it contains many versions of the same chunk.
constexpr std::size_t history_candidate_factor = 8;
// The word table is cleared above this size, to bound the memory of a long-running process.
constexpr std::size_t most_word_bytes = 16 << 20;

void check_query(const Snapshot& snapshot, const Query& query, const Embedder& embedder) {
  if (has_only_blanks(query.text)) {
    throw Error(ErrorCode::usage, "the query is empty", "Name the words to search for");
  }
  const std::string& indexed = snapshot.manifest().model;
  if (query.mode != SearchMode::lexical && indexed != embedder.model().id) {
    throw Error(ErrorCode::configuration, other_model_message(indexed, embedder.model().id),
                query.other_model_hint.empty() ? rebuild_hint : query.other_model_hint);
  }
}

std::vector<ChunkRef> merge_refs(const std::vector<ScoredRef>& a, const std::vector<ScoredRef>& b,
                                 const ExactEvidence& evidence) {
  std::vector<ChunkRef> refs;
  for (const ScoredRef& ref : a) refs.push_back(ref.ref);
  for (const ScoredRef& ref : b) refs.push_back(ref.ref);
  for (const auto& [ref, match] : evidence) refs.push_back(ref);
  std::ranges::sort(refs);
  const auto repeated = std::ranges::unique(refs);
  refs.erase(repeated.begin(), repeated.end());
  return refs;
}

std::string without_final_newline(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  return text;
}

Hit make_hit(const RankedCandidate& ranked, const ViewReader& view, const Query& query,
             TextCache& texts) {
  const Candidate& candidate = ranked.candidate;
  const SegmentReader& segment = *view.segments()[candidate.ref.segment].segment;
  const ChunkRecord& chunk = segment.chunk(candidate.ref.chunk);
  const ViewFile file = view.file(candidate.file);
  Hit hit;
  hit.score = ranked.score;
  hit.path = file.path;
  hit.blob = view.blob_id(candidate.file);
  hit.language = segment.language(file.blob);
  hit.kind = segment.kind(candidate.ref.chunk);
  hit.symbol = segment.symbol(candidate.ref.chunk);
  hit.enclosing = segment.enclosing(candidate.ref.chunk);
  hit.lines = {chunk.line_first, chunk.line_last};
  hit.bytes = {chunk.byte_begin, chunk.byte_end};
  hit.text = without_final_newline(std::string(texts.text(segment, file.blob, hit.bytes)));
  hit.commit = view.commit_info(file.commit);
  hit.commit_known = file.commit_known;
  if (view.kind() == ViewKind::history) hit.first_commit = view.commit_info(file.first_commit);
  hit.dirty = file.dirty;
  hit.entry = candidate.file;
  for (const std::string_view path : view.other_paths(candidate.file)) {
    hit.other_paths.emplace_back(path);
  }
  if (query.explain) hit.explanation = explain(ranked, ranker_model(query.mode));
  return hit;
}

/// Sets the line numbers that show why the hit was found.
void set_lines(Hit& hit, const Candidate& candidate, const CandidateSet& found, WordTable& words) {
  const std::uint32_t first = hit.lines.first;
  if (!hit.symbol.empty()) {
    hit.definition_line = first + definition_line_of(hit.text, hit.symbol, hit.language).number;
  }
  // Even the text of a candidate without exact evidence may contain a part of a long wording.
  const ByteRange exact = candidate.exact.level >= ExactLevel::verbatim
                              ? candidate.exact.bytes
                              : find_wording(found.wording, hit.text).bytes;
  if (exact.begin < exact.end && exact.end <= hit.text.size()) {
    const LineRange lines = lines_of(hit.text, exact);
    hit.match_lines.push_back({first + lines.first, first + lines.last});
  } else {
    for (const std::uint32_t line : matching_lines(hit.text, found.terms, words)) {
      hit.match_lines.push_back({first + line, first + line});
    }
  }
  const bool is_place = candidate.exact.level == ExactLevel::place;
  if (is_place) {
    hit.line = candidate.exact.line > 0 ? candidate.exact.line : first;
    if (candidate.exact.line > 0) {
      hit.match_lines.insert(hit.match_lines.begin(), {hit.line, hit.line});
    }
  } else if (candidate.exact.level >= ExactLevel::definition) {
    hit.line =
        first + definition_line_of(hit.text, found.wording.words.back(), hit.language).number;
  } else if (candidate.exact.level < ExactLevel::verbatim && candidate.tier == 0 &&
             hit.definition_line > 0) {
    hit.line = hit.definition_line;
  } else {
    hit.line = hit.match_lines.empty() ? first : hit.match_lines[0].first;
  }
}

/// The weight of the query words that the view contains, divided by the weight of all query words.
/// A word that the view lacks has the weight of a term that occurs in no chunk. Words made by
/// joining neighbours are guesses and do not count.
double known_share(const ParsedQuery& query, const LexicalPlan& plan, std::size_t chunk_count) {
  if (query.says_nothing) return 0;
  const double rarest = idf(0, chunk_count);
  double known = 0;
  double all = 0;
  for (const QueryWord& word : query.terms) {
    if (word.weight < 1) continue;
    const auto term = std::ranges::find(plan.terms, word.term, &ViewTerm::text);
    const double weight = term == plan.terms.end() ? rarest : term->weight;
    if (term != plan.terms.end()) known += weight;
    all += weight;
  }
  return all > 0 ? known / all : 0;
}

}  // namespace

CandidateSet find_candidates(const ViewReader& view, const Query& query, Embedder& embedder,
                             WordTable& words, TextCache& texts, std::vector<PassTime>& passes) {
  PassTimer timer(passes);
  // Parse the query, and determine the part of the view to search.
  if (words.memory_bytes() > most_word_bytes) words.clear();
  ParsedQuery parsed = parse_query(query.text, query.repository, words);
  const ViewScope scope(view, query);
  const std::size_t factor = view.kind() == ViewKind::history ? history_candidate_factor : 1;
  timer.finish("query");
  // Lexical candidates.
  LexicalPlan plan = plan_lexical(parsed, scope);
  CandidateSet found;
  found.corrections = correct_spelling(parsed, plan, scope);
  if (!found.corrections.empty()) {
    parsed = parse_query(with_corrections(query.text, found.corrections), query.repository, words);
    plan = plan_lexical(parsed, scope);
  }
  std::vector<ScoredRef> lexical =
      lexical_candidates(plan, scope, factor * lexical_candidate_count);
  timer.finish("lexical");
  // Semantic candidates.
  std::optional<SemanticScorer> scorer;
  std::vector<ScoredRef> semantic;
  if (query.mode != SearchMode::lexical) {
    scorer.emplace(parsed, query.text, scope, embedder);
    if (scorer->is_usable()) semantic = scorer->candidates(factor * semantic_candidate_count);
  }
  timer.finish("semantic");
  // Find the chunks that contain the query's words as written.
  found.wording = wording_of(query.text);
  ExactEvidence evidence = find_exact_evidence(found.wording, scope, lexical, words, texts);
  if (found.wording.is_name || !split_long_text(query.text).parts.empty()) {
    add_place_evidence(query.text, found.wording.is_name, scope, evidence);
  }
  // Semantic mode uses the lexical order only to find exact evidence.
  if (query.mode == SearchMode::semantic) lexical.clear();
  timer.finish("exact");
  // Features of all candidates.
  const std::vector<ChunkRef> refs = merge_refs(lexical, semantic, evidence);
  found.known_share = known_share(parsed, plan, view.chunk_count());
  found.lay_share = lay_share(parsed, plan, view.chunk_count(), words);
  found.candidates = measure_candidates(refs, parsed, plan, scope,
                                        scorer && scorer->is_usable() ? &*scorer : nullptr, words);
  add_exact_evidence(found.wording, evidence, found.candidates);
  found.terms = std::move(plan.terms);
  timer.finish("features");
  return found;
}

namespace {

/// The ranked results of a query. A long text has a set of candidates for the whole text and for
/// each of its parts; the first line is the last set.
struct Ranking {
  std::vector<CandidateSet> sets;
  std::vector<FusedCandidate> results;
  double best_score = 0;  ///< best score of all candidates, even if below the minimum
  bool improbable = false;
};

/// Whether the query is a name that occurs nowhere. Here, a plain word such as `retry` does not
/// count as a name, because its forms and its compounds are good results.
bool is_missing_name(const CandidateSet& found) {
  const Wording& wording = found.wording;
  return wording.is_name &&
         std::ranges::any_of(wording.text,
                             [](char c) {
                               return is_digit(c) || is_upper(c) ||
                                      std::string_view("_.:/$@#").contains(c);
                             }) &&
         std::ranges::none_of(found.candidates, [](const Candidate& it) { return it.tier > 0; });
}

/// Whether the best result has the text of the query as written.
bool is_as_written(const std::vector<RankedCandidate>& ranked) {
  return !ranked.empty() && ranked.front().candidate.tier >= static_cast<int>(ExactLevel::verbatim);
}

/// The places that a long text names, in the order of the text. In a traceback of Python, the order
/// is reversed, because the last frame is the innermost one.
std::vector<RankedCandidate> ranked_places(const CandidateSet& found, const RankerModel& model,
                                           std::string_view text) {
  constexpr double score_of_place = 0.5;
  std::vector<RankedCandidate> places;
  for (const Candidate& candidate : found.candidates) {
    if (candidate.exact.turn == 0) continue;
    places.push_back({candidate, raw_score(model.weights, candidate), score_of_place});
  }
  std::ranges::sort(places, {}, [](const RankedCandidate& it) { return it.candidate.exact.turn; });
  if (text.contains("most recent call last")) std::ranges::reverse(places);
  return places;
}

/// Ranks a query that is not a long text, or that occurs verbatim. `whole` must have at least as
/// many results as the query asks for, whatever their scores.
void rank_short(std::vector<RankedCandidate> whole, const Query& query, Ranking& ranking) {
  ranking.improbable = is_improbable(whole, ranking.sets.front(), query.min_best_similarity);
  ranking.best_score = whole.empty() ? 0 : whole.front().score;
  for (const RankedCandidate& ranked : whole) {
    const bool is_full = ranking.results.size() == static_cast<std::size_t>(query.limit);
    if (is_full || ranked.score < query.min_similarity) break;
    ranking.results.push_back({ranked});
  }
}

Ranking rank_query(const ViewReader& view, const Query& query, Embedder& embedder, WordTable& words,
                   TextCache& texts, std::vector<PassTime>& passes) {
  constexpr RankLimits most_of_part{.count = 100};
  const RankerModel& model = ranker_model(query.mode);
  Ranking ranking;
  ranking.sets.push_back(find_candidates(view, query, embedder, words, texts, passes));
  PassTimer timer(passes);
  std::vector<RankedCandidate> whole = rank(ranking.sets.front(), model, most_of_part);
  const LongText text = split_long_text(query.text);
  if (text.parts.empty() || is_as_written(whole)) {
    rank_short(std::move(whole), query, ranking);
    timer.finish("rank");
    return ranking;
  }
  std::vector<PartResults> parts{{std::move(whole), text.weight_of_whole, text.chunk_weight}};
  std::vector<PassTime> passes_of_parts;  // included in the time of the pass "parts"
  for (const TextPart& part : text.parts) {
    Query question = query;
    question.text = part.text;
    const CandidateSet& found = ranking.sets.emplace_back(
        find_candidates(view, question, embedder, words, texts, passes_of_parts));
    parts.push_back({rank(found, model, most_of_part), part.weight, part.weight});
  }
  const auto is_probable = [&](std::size_t part) {
    const std::vector<RankedCandidate>& ranked = parts[part].ranked;
    return !ranked.empty() && !is_improbable(ranked, ranking.sets[part], query.min_best_similarity);
  };
  parts.push_back({ranked_places(ranking.sets.front(), model, query.text), text.weight_of_places,
                   text.chunk_weight});
  ranking.improbable = parts.back().ranked.empty() &&
                       std::ranges::none_of(std::views::iota(0U, ranking.sets.size()), is_probable);
  const auto best = fuse_parts(parts, {.count = 1});
  ranking.best_score = best.empty() ? 0 : best.front().ranked.score;
  ranking.results =
      fuse_parts(parts, {static_cast<std::size_t>(query.limit), query.min_similarity});
  for (FusedCandidate& fused : ranking.results) {
    if (fused.part == ranking.sets.size()) fused.part = 0;  // the first set contains the places
  }
  timer.finish("parts");
  return ranking;
}

}  // namespace

SearchResult search(const Snapshot& snapshot, const ViewReader& view, const Query& query,
                    Embedder& embedder) {
  WordTable words;
  return search(snapshot, view, query, embedder, words);
}

SearchResult search(const Snapshot& snapshot, const ViewReader& view, const Query& query,
                    Embedder& embedder, WordTable& words) {
  check_query(snapshot, query, embedder);
  SearchResult result;
  result.files_in_view = view.file_count();
  result.chunks_in_view = view.chunk_count();
  TextCache texts;
  Ranking ranking = rank_query(view, query, embedder, words, texts, result.passes);
  PassTimer timer(result.passes);
  const std::vector<CandidateSet>& sets = ranking.sets;
  result.corrections = sets.back().corrections;
  const bool has_no_word =
      std::ranges::all_of(sets, [](const CandidateSet& set) { return set.known_share == 0; });
  result.no_word_found = has_no_word && (ranking.improbable || ranking.results.empty());
  if (ranking.improbable) {
    const std::size_t most = result.no_word_found ? 0 : most_improbable_hits;
    ranking.results.resize(std::min(ranking.results.size(), most));
  }
  if (ranking.results.empty() && !result.no_word_found && query.min_similarity > 0) {
    result.hidden_score = ranking.best_score;
  }
  for (const FusedCandidate& fused : ranking.results) {
    Hit& hit = result.hits.emplace_back(make_hit(fused.ranked, view, query, texts));
    set_lines(hit, fused.ranked.candidate, sets[fused.part], words);
    hit.improbable = ranking.improbable;
  }
  if (is_missing_name(sets.front()) && !result.hits.empty()) {
    result.missing_name = sets.front().wording.text;
  }
  timer.finish("text");
  return result;
}

}  // namespace gitctx

#include "search/features.h"

#include <algorithm>
#include <bitset>
#include <cmath>
#include <map>

#include "index/segment_reader.h"
#include "lexical/bm25f.h"
#include "lexical/term_matches.h"
#include "search/path_traits.h"
#include "text/path_words.h"
#include "text/words.h"

namespace gitctx {

namespace {

constexpr std::array<std::string_view, feature_count> names = {
    "bm25",           "bm25_file",     "coverage",        "coverage_file",
    "cosine",         "cosine_file",   "cosine_path",     "stem_match",
    "stem_f1",        "stem_prefix",   "directory_match", "symbol_f1",
    "symbol_file_f1", "type_file_f1",  "exact_symbol",    "exact_file",
    "test",           "example",       "vendored",        "document",
    "unstructured",   "declaration",   "entry",           "lines",
    "depth",          "bm25_relative", "cosine_relative", "bm25_whole",
    "namesake"};

constexpr std::size_t bm25_file_chunks = 6;
constexpr std::size_t cosine_file_chunks = 3;
// Of the sum of a file's impacts: a file is no better for having a common word in every chunk.
constexpr float whole_file_share = 0.08f;

bool is_prose(Language language, std::string_view path) {
  return language == Language::markdown || language == Language::rst ||
         language == Language::html ||
         (language == Language::plain_text && (path.ends_with(".txt") || path.ends_with(".adoc")));
}

/// Says quickly of most names that no term of theirs is a term of the query, nor begins one or is
/// begun by one: these have their first letters in common, two of a term of three letters, else
/// three. Stems keep those of their words.
class NameFilter {
 public:
  explicit NameFilter(const ParsedQuery& query) {
    for (const QueryWord& word : query.terms) {
      const std::string_view start = std::string_view(word.term).substr(0, 3);
      if (std::ranges::any_of(start,
                              [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
        passes_all_ = true;
      }
      if (word.term.size() > 3) triples_.set(place_of(start));
      if (word.term.size() == 2 || word.term.size() == 3) pairs_.set(place_of(start.substr(0, 2)));
    }
  }

  bool may_agree(std::string_view name) const {
    if (passes_all_) return true;
    std::size_t last = 0;  // letters, five bits each
    for (const char c : name) {
      if (c == '_') continue;
      last = (last << letter_bits | bits_of(c)) % triples;
      if (triples_.test(last) || pairs_.test(last % pairs)) return true;
    }
    return false;
  }

 private:
  static constexpr std::size_t letter_bits = 5;
  static constexpr std::size_t pairs = 1 << 2 * letter_bits;
  static constexpr std::size_t triples = 1 << 3 * letter_bits;

  /// The same for capitals; some digits are like letters.
  static std::size_t bits_of(char c) { return static_cast<unsigned char>(c) % 32; }
  static std::size_t place_of(std::string_view letters) {
    std::size_t place = 0;
    for (const char c : letters) place = place << letter_bits | bits_of(c);
    return place;
  }

  std::bitset<pairs> pairs_;
  std::bitset<triples> triples_;
  bool passes_all_ = false;
};

/// Collects the features of one query's candidates.
class FeatureMeter {
 public:
  FeatureMeter(const ParsedQuery& query, const LexicalPlan& plan, const ViewScope& scope,
               const SemanticScorer* scorer, WordTable& words)
      : query_(query), plan_(plan), scope_(scope), scorer_(scorer), words_(words), filter_(query) {
    for (const ViewTerm& term : plan.terms) total_weight_ += term.weight;
  }

  std::vector<Candidate> run(std::span<const ChunkRef> refs) {
    std::vector<Candidate> candidates;
    std::size_t begin = 0;
    while (begin < refs.size()) {
      std::size_t end = begin;
      while (end < refs.size() && refs[end].segment == refs[begin].segment) ++end;
      add_segment(refs.subspan(begin, end - begin), candidates);
      begin = end;
    }
    scale_exact_symbols(candidates);
    add_file_features(candidates);
    if (nothing_is_namesake(candidates)) {
      for (Candidate& candidate : candidates) candidate[Feature::namesake] = 1;
    }
    add_relative(candidates, Feature::bm25, Feature::bm25_relative);
    add_relative(candidates, Feature::cosine, Feature::cosine_relative);
    return candidates;
  }

 private:
  struct FileFacts {
    double stem_match = 0;
    double stem_f1 = 0;
    double stem_prefix = 0;
    double directory_match = 0;
    std::vector<float> path_impacts;  // by term
    PathTraits traits;
    bool prose = false;
    bool unstructured = false;
    double lines = 0;
  };

  void add_segment(std::span<const ChunkRef> refs, std::vector<Candidate>& candidates) {
    const std::uint32_t s = refs[0].segment;
    const ViewReader::SegmentUse& use = scope_.view().segments()[s];
    std::vector<ChunkId> chunks;
    for (const ChunkRef& ref : refs) chunks.push_back(ref.chunk);
    const TermMatches matches = lookup(plan_.by_segment[s], chunks, use.segment->chunk_lengths());
    for (std::size_t i = 0; i < refs.size(); ++i) {
      const std::uint32_t first = use.first_file[to_int(use.segment->blob_of(refs[i].chunk))];
      if (first == no_file) continue;
      Candidate candidate{.ref = refs[i], .file = shown_file(first)};
      candidate.path = first_of_path(candidate.file);
      const ChunkRecord& chunk = use.segment->chunk(refs[i].chunk);
      candidate.lines = {chunk.line_first, chunk.line_last};
      add_lexical(matches.row(i), candidate);
      add_symbols(*use.segment, candidate);
      if (scorer_ != nullptr) {
        candidate[Feature::cosine] = scorer_->cosine(refs[i], first);
        candidate[Feature::cosine_path] = scorer_->path_cosine(candidate.file);
      }
      candidates.push_back(candidate);
      std::vector<float>& impacts = impacts_.emplace_back();
      for (const TermMatch& match : matches.row(i)) impacts.push_back(match.impact);
    }
  }

  std::uint32_t first_of_path(std::uint32_t file) const {
    const ViewReader& view = scope_.view();
    if (view.kind() != ViewKind::history) return file;
    return static_cast<std::uint32_t>(view.find(view.file(file).path));
  }

  /// Of the files with this content: the allowed one whose path fits best, the first of equals.
  std::uint32_t shown_file(std::uint32_t first) {
    std::uint32_t best = no_file;
    double best_match = -1;
    for (std::uint32_t file = first; file != no_file; file = scope_.view().next_same_blob(file)) {
      if (!scope_.is_allowed(file)) continue;
      const FileFacts& facts = facts_of(file);
      const double match = facts.stem_match + facts.directory_match;
      if (match > best_match) {
        best_match = match;
        best = file;
      }
    }
    return best == no_file ? first : best;
  }

  void add_lexical(std::span<const TermMatch> row, Candidate& candidate) const {
    double score = 0;
    double covered = 0;
    for (std::size_t t = 0; t < row.size(); ++t) {
      score += plan_.terms[t].weight * saturate(row[t].impact + row[t].path_impact);
      if (row[t].impact + row[t].path_impact > 0) covered += plan_.terms[t].weight;
    }
    if (total_weight_ <= 0) return;
    candidate[Feature::bm25] = score / (total_weight_ * (Bm25f::k1 + 1));
    candidate[Feature::coverage] = covered / total_weight_;
  }

  void add_symbols(const SegmentReader& segment, Candidate& candidate) {
    std::string_view rest = segment.names(candidate.ref.chunk);
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      const std::string_view name = rest.substr(0, end);
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const double f1 = name_f1(name);
      candidate[Feature::symbol_f1] = std::max(candidate[Feature::symbol_f1], f1);
      if (segment.kind(candidate.ref.chunk) == ChunkKind::type) {
        candidate[Feature::type_file_f1] = std::max(candidate[Feature::type_file_f1], f1);
      }
      if (std::ranges::find(query_.identifiers, name) != query_.identifiers.end()) {
        candidate[Feature::exact_symbol] = 1;
      }
    }
  }

  /// The different terms of a name. Valid until the next call.
  std::span<const std::string_view> terms_of(std::string_view name) {
    name_terms_.clear();
    for_each_word(name, [&](std::string_view word) {
      for (const std::uint32_t number : words_.terms(words_.look_up(word))) {
        const std::string_view term = words_.term_texts().text(number);
        if (std::ranges::find(name_terms_, term) == name_terms_.end()) name_terms_.push_back(term);
      }
    });
    return name_terms_;
  }

  /// How well the terms of a name and those of the query agree.
  double name_f1(std::string_view name) {
    if (total_weight_ <= 0 || !filter_.may_agree(name)) return 0;
    const std::span<const std::string_view> terms = terms_of(name);
    if (terms.empty()) return 0;
    double common = 0;
    std::size_t known = 0;
    for (const ViewTerm& asked : plan_.terms) {
      if (std::ranges::find(terms, asked.text) == terms.end()) continue;
      common += asked.weight;
      ++known;
    }
    if (known == 0) return 0;
    const double recall = common / total_weight_;
    const double precision = static_cast<double>(known) / static_cast<double>(terms.size());
    return 2 * recall * precision / (recall + precision);
  }

  /// The share of a name's terms that begin a term of the query, or that one of these begins: also
  /// one that stands nowhere, as "recovery" where there is a "recoverer".
  double prefix_share(std::string_view name) {
    constexpr std::size_t shortest = 3;
    if (!filter_.may_agree(name)) return 0;
    const std::span<const std::string_view> terms = terms_of(name);
    if (terms.empty()) return 0;
    const auto agrees = [&](std::string_view b) {
      return std::ranges::any_of(query_.terms, [&](const QueryWord& asked) {
        const std::string_view a = asked.term;
        return std::min(a.size(), b.size()) >= shortest && (a.starts_with(b) || b.starts_with(a));
      });
    };
    return static_cast<double>(std::ranges::count_if(terms, agrees)) /
           static_cast<double>(terms.size());
  }

  const FileFacts& facts_of(std::uint32_t file) {
    const auto [place, is_new] = facts_.try_emplace(file);
    if (!is_new) return place->second;
    FileFacts& facts = place->second;
    const ViewFile view_file = scope_.view().file(file);
    const SegmentReader& segment = *scope_.view().segments()[view_file.segment].segment;
    facts.path_impacts.resize(plan_.terms.size());
    for (std::size_t t = 0; t < plan_.terms.size(); ++t) {
      const std::vector<PathPosting>& paths = plan_.terms[t].paths;
      const auto posting = std::ranges::lower_bound(paths, file, {}, &PathPosting::file);
      if (posting == paths.end() || posting->file != file) continue;
      facts.path_impacts[t] = path_impact(*posting);
      const double share = total_weight_ > 0 ? plan_.terms[t].weight / total_weight_ : 0;
      if (posting->stem_count > 0) facts.stem_match += share;
      if (posting->directory_count > 0) facts.directory_match += share;
    }
    const std::string_view stem = split_path(view_file.path).stem;
    facts.stem_f1 = name_f1(stem);
    facts.stem_prefix = prefix_share(stem);
    facts.traits = path_traits(view_file.path, query_.namesakes);
    const Language language = segment.language(view_file.blob);
    facts.prose = is_prose(language, view_file.path);
    facts.unstructured = !facts.prose && (language < Language::bash || language > Language::zig);
    facts.lines = std::log1p(segment.blob(view_file.blob).line_count) / 10.0;
    return facts;
  }

  void add_file_features(std::vector<Candidate>& candidates) {
    std::map<std::uint32_t, std::vector<std::size_t>> by_file;
    for (std::size_t i = 0; i < candidates.size(); ++i) by_file[candidates[i].file].push_back(i);
    for (const auto& [file, members] : by_file) {
      const FileFacts& facts = facts_of(file);
      const double bm25 = mean_of_best(candidates, members, Feature::bm25, bm25_file_chunks);
      const double cosine = mean_of_best(candidates, members, Feature::cosine, cosine_file_chunks);
      double symbol = 0;
      double type = 0;
      double exact = 0;
      std::vector<float> impacts = facts.path_impacts;
      for (const std::size_t i : members) {
        symbol = std::max(symbol, candidates[i][Feature::symbol_f1]);
        type = std::max(type, candidates[i][Feature::type_file_f1]);
        exact = std::max(exact, candidates[i][Feature::exact_symbol]);
        for (std::size_t t = 0; t < impacts.size(); ++t) {
          impacts[t] += impacts_[i][t];
        }
      }
      double covered = 0;
      double whole = 0;
      for (std::size_t t = 0; t < impacts.size(); ++t) {
        if (impacts[t] > 0) covered += plan_.terms[t].weight;
        const float path = facts.path_impacts[t];
        const float sum = path + (impacts[t] - path) * whole_file_share;
        whole += plan_.terms[t].weight * saturate(sum);
      }
      if (total_weight_ > 0) whole /= total_weight_ * (Bm25f::k1 + 1);
      for (const std::size_t i : members) {
        Candidate& candidate = candidates[i];
        candidate[Feature::bm25_file] = bm25;
        candidate[Feature::cosine_file] = cosine;
        candidate[Feature::symbol_file_f1] = symbol;
        candidate[Feature::type_file_f1] = type;
        candidate[Feature::exact_file] = exact;
        candidate[Feature::bm25_whole] = whole;
        candidate[Feature::coverage_file] = total_weight_ > 0 ? covered / total_weight_ : 0;
        add_facts(facts, candidate);
      }
    }
  }

  void add_facts(const FileFacts& facts, Candidate& candidate) const {
    candidate[Feature::stem_match] = facts.stem_match;
    candidate[Feature::stem_f1] = facts.stem_f1;
    candidate[Feature::stem_prefix] = facts.stem_prefix;
    candidate[Feature::directory_match] = facts.directory_match;
    candidate[Feature::test] = facts.traits.test && !query_.wants_tests;
    candidate[Feature::example] = facts.traits.example && !query_.wants_documents;
    candidate[Feature::vendored] = facts.traits.vendored;
    candidate[Feature::document] = facts.prose && !query_.wants_documents;
    candidate[Feature::unstructured] = facts.unstructured;
    candidate[Feature::declaration] = facts.traits.declaration;
    candidate[Feature::entry] = facts.traits.entry;
    candidate[Feature::namesake] = facts.traits.namesake;
    candidate[Feature::lines] = facts.lines;
    candidate[Feature::depth] = facts.traits.depth / 10.0;
  }

  /// A name that many chunks define says less.
  static void scale_exact_symbols(std::vector<Candidate>& candidates) {
    const auto count = std::ranges::count_if(
        candidates, [](const Candidate& c) { return c[Feature::exact_symbol] > 0; });
    for (Candidate& candidate : candidates) {
      if (candidate[Feature::exact_symbol] == 0) continue;
      candidate[Feature::exact_symbol] = 1 / std::sqrt(static_cast<double>(count));
    }
  }

  /// Where no folder bears the repository's name, none is missed: scores are those of one that has.
  static bool nothing_is_namesake(const std::vector<Candidate>& candidates) {
    return std::ranges::none_of(candidates,
                                [](const Candidate& c) { return c[Feature::namesake] > 0; });
  }

  static void add_relative(std::vector<Candidate>& candidates, Feature from, Feature to) {
    double greatest = 0;
    for (const Candidate& candidate : candidates) greatest = std::max(greatest, candidate[from]);
    if (greatest <= 0) return;
    for (Candidate& candidate : candidates) candidate[to] = candidate[from] / greatest;
  }

  static double mean_of_best(const std::vector<Candidate>& candidates,
                             const std::vector<std::size_t>& members, Feature feature,
                             std::size_t count) {
    std::vector<double> values;
    for (const std::size_t i : members) values.push_back(candidates[i][feature]);
    std::ranges::sort(values, std::greater());
    double sum = 0;
    for (std::size_t i = 0; i < std::min(count, values.size()); ++i) sum += values[i];
    return sum / static_cast<double>(count);
  }

  const ParsedQuery& query_;
  const LexicalPlan& plan_;
  const ViewScope& scope_;
  const SemanticScorer* scorer_;
  WordTable& words_;
  NameFilter filter_;
  double total_weight_ = 0;
  std::vector<std::string_view> name_terms_;
  std::map<std::uint32_t, FileFacts> facts_;
  std::vector<std::vector<float>> impacts_;  // by candidate, then by term; without the path's
};

}  // namespace

std::string_view feature_name(Feature feature) { return names[static_cast<std::size_t>(feature)]; }

std::vector<Candidate> measure_candidates(std::span<const ChunkRef> sorted_refs,
                                          const ParsedQuery& query, const LexicalPlan& plan,
                                          const ViewScope& scope, const SemanticScorer* scorer,
                                          WordTable& words) {
  return FeatureMeter(query, plan, scope, scorer, words).run(sorted_refs);
}

}  // namespace gitctx

#include "search/exact_evidence.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "base/ascii.h"
#include "index/segment_reader.h"
#include "search/definition_form.h"
#include "search/hit_lines.h"

namespace gitctx {

namespace {

/// The maximum number of definitions whose text is read.
constexpr std::size_t most_definitions = 100;
/// The maximum number of other chunks whose text is read, once one chunk has the wording.
constexpr std::size_t most_likely_texts = 120;
/// The maximum number of other chunks whose text is read, as long as no chunk has the wording.
constexpr std::size_t most_texts = 1500;
/// When this number of chunks has exact evidence, no further chunk is read. The number must not
/// depend on the number of results that the user asked for, because the order of the results would
/// then also depend on that number.
constexpr std::size_t enough = 40;
/// The maximum number of chunks whose text is read because they may contain most of a message.
constexpr std::size_t most_texts_of_message = 60;

/// The distinct terms of the words.
std::vector<std::string_view> terms_of(std::span<const std::string> texts, WordTable& words) {
  std::vector<std::string_view> terms;
  for (const std::string& word : texts) {
    for (const std::uint32_t number : words.terms(words.look_up(word))) {
      const std::string_view term = words.term_texts().text(number);
      if (std::ranges::find(terms, term) == terms.end()) terms.push_back(term);
    }
  }
  return terms;
}

/// The postings of all terms in a segment, rarest term first; empty if a term does not occur in the
/// segment.
std::vector<PostingsList> lists_of(const std::vector<std::string_view>& terms,
                                   const SegmentReader& segment) {
  std::vector<PostingsList> lists;
  for (const std::string_view term : terms) {
    const std::optional<TermEntry> entry = segment.terms().find(term);
    if (!entry) return {};
    lists.push_back(segment.postings(*entry));
  }
  std::ranges::sort(lists, {}, &PostingsList::size);
  return lists;
}

/// Calls `visit(chunk)` for every chunk that is in all lists.
template <class Visit>
void for_each_common(const std::vector<PostingsList>& lists, Visit&& visit) {
  if (lists.empty()) return;
  std::vector<PostingsCursor> cursors(lists.begin(), lists.end());
  while (!cursors[0].at_end()) {
    const ChunkId chunk = cursors[0].chunk();
    ChunkId next = chunk;
    for (std::size_t i = 1; i < cursors.size() && next == chunk; ++i) {
      cursors[i].seek(chunk);
      if (cursors[i].at_end()) return;
      next = cursors[i].chunk();
    }
    if (next == chunk) {
      visit(chunk);
      cursors[0].next();
    } else {
      cursors[0].seek(next);
    }
  }
}

/// `definition` or `type_definition` if a chunk defines the name that the query consists of;
/// otherwise `none`. An implementation (Rust impl, Swift extension) does not define its type.
ExactLevel definition_level(const Wording& wording, const SegmentReader& segment, ChunkId chunk) {
  if (!wording.is_name) return ExactLevel::none;
  const std::string_view own = segment.symbol(chunk);
  std::string_view rest = segment.names(chunk);
  // In Rust, the name of the macro `vec!` is `vec`.
  std::string_view macro;
  if (wording.text.ends_with('!') && segment.language(segment.blob_of(chunk)) == Language::rust) {
    macro = std::string_view(wording.text).substr(0, wording.text.size() - 1);
  }
  bool is_first = true;
  while (!rest.empty()) {
    const std::string_view name = take_part(rest, '\n');
    const bool is_own = std::exchange(is_first, false) && name == own;
    if (is_own && segment.kind(chunk) == ChunkKind::implementation) continue;
    // A heading names its subject but does not define it.
    if (is_own && segment.kind(chunk) == ChunkKind::section) continue;
    // The chunk's other names belong to members or to neighbouring definitions.
    const bool is_macro = !macro.empty() && name == macro;
    if (!is_macro && !defines_wording(wording, name, is_own ? segment.enclosing(chunk) : own)) {
      continue;
    }
    const bool is_type = is_own && segment.kind(chunk) == ChunkKind::type;
    return is_type ? ExactLevel::type_definition : ExactLevel::definition;
  }
  return ExactLevel::none;
}

/// Reads the texts of chunks and compares them with the wording.
class EvidenceReader {
 public:
  EvidenceReader(const Wording& wording, const ViewScope& scope, TextCache& texts)
      : wording_(wording), scope_(scope), texts_(texts) {}

  ExactMatch read(const ChunkRef& ref) {
    const SegmentReader& segment = *scope_.view().segments()[ref.segment].segment;
    const ChunkRecord& chunk = segment.chunk(ref.chunk);
    const auto blob = segment.blob_of(ref.chunk);
    const std::string_view text = texts_.text(segment, blob, {chunk.byte_begin, chunk.byte_end});
    ExactMatch match = find_wording(wording_, text);
    const ExactLevel level = definition_level(wording_, segment, ref.chunk);
    if (level == ExactLevel::none && wording_.is_name && match.level == ExactLevel::verbatim) {
      match.level = level_without_grammar(segment.language(blob), text);
    }
    if (level != ExactLevel::none) {
      match.share = 1;
      match.level = level;
    }
    return match;
  }

  /// Whether the chunk may define names that the index does not list, because the language has no
  /// grammar.
  bool may_hide_definitions(const ChunkRef& ref) const {
    const SegmentReader& segment = *scope_.view().segments()[ref.segment].segment;
    return defines_without_grammar(segment.language(segment.blob_of(ref.chunk)),
                                   DefinitionForm::type_declaration);
  }

 private:
  /// The level of a text that contains the name verbatim. In a language whose chunks list no
  /// definitions, looks for a line that defines the name.
  ExactLevel level_without_grammar(Language language, std::string_view text) const {
    if (!defines_without_grammar(language, DefinitionForm::type_declaration)) {
      return ExactLevel::verbatim;
    }
    const DefinitionForm form = definition_line_of(text, wording_.text, language).form;
    if (!defines_without_grammar(language, form)) return ExactLevel::verbatim;
    return form == DefinitionForm::type_declaration ? ExactLevel::type_definition
                                                    : ExactLevel::definition;
  }

  const Wording& wording_;
  const ViewScope& scope_;
  TextCache& texts_;
};

/// Chunks that may have a wording, in the order in which their texts should be read.
struct LikelyChunks {
  std::vector<ChunkRef> definitions;
  std::vector<ChunkRef> others;
};

/// Collects the allowed chunks that contain every word of a wording. Keeps all definitions and all
/// lexical candidates. If there are too many other chunks, keeps those with the lowest places.
class ChunkCollector {
 public:
  ChunkCollector(const Wording& wording, const ViewScope& scope, std::span<const ScoredRef> lexical)
      : wording_(wording), scope_(scope), lexical_(lexical) {
    for (std::size_t i = 0; i < lexical.size(); ++i) turns_.emplace(lexical[i].ref, i);
  }

  LikelyChunks collect(WordTable& words) {
    visit(wording_.words, words, [&](const ChunkRef& ref) { add(ref); });
    // The chunk that defines `Class.method` may not contain the word `Class`.
    if (wording_.is_name && wording_.words.size() > 1) {
      visit(std::span(wording_.words).last(1), words, [&](const ChunkRef& ref) {
        if (is_definition(ref)) found_.definitions.push_back(ref);
      });
    }
    std::ranges::sort(turned_);
    for (const std::size_t turn : turned_) found_.others.push_back(lexical_[turn].ref);
    std::ranges::sort(places_);
    for (const auto& [place, ref] : places_) found_.others.push_back(ref);
    const auto place = [&](const ChunkRef& ref) { return place_in_view(scope_.view(), ref); };
    std::ranges::sort(found_.definitions, {}, place);
    const auto repeated = std::ranges::unique(found_.definitions);
    found_.definitions.erase(repeated.begin(), repeated.end());
    return std::move(found_);
  }

 private:
  template <class Visit>
  void visit(std::span<const std::string> texts, WordTable& words, Visit&& visit_chunk) {
    const std::vector<std::string_view> terms = terms_of(texts, words);
    for (std::uint32_t s = 0; s < scope_.view().segments().size(); ++s) {
      const ChunkSet* allowed = scope_.allowed(s);
      for_each_common(lists_of(terms, *scope_.view().segments()[s].segment), [&](ChunkId chunk) {
        if (allowed == nullptr || allowed->contains(chunk)) visit_chunk(ChunkRef{s, chunk});
      });
    }
  }

  bool is_definition(const ChunkRef& ref) const {
    const SegmentReader& segment = *scope_.view().segments()[ref.segment].segment;
    return definition_level(wording_, segment, ref.chunk) != ExactLevel::none;
  }

  void add(const ChunkRef& ref) {
    if (is_definition(ref)) {
      found_.definitions.push_back(ref);
      return;
    }
    if (const auto turn = turns_.find(ref); turn != turns_.end()) {
      turned_.push_back(turn->second);
      return;
    }
    const std::uint64_t place = place_in_view(scope_.view(), ref);
    if (places_.size() == most_texts) {
      if (place >= places_.front().first) return;
      std::ranges::pop_heap(places_);
      places_.pop_back();
    }
    places_.emplace_back(place, ref);
    std::ranges::push_heap(places_);
  }

  const Wording& wording_;
  const ViewScope& scope_;
  std::span<const ScoredRef> lexical_;
  std::map<ChunkRef, std::size_t> turns_;
  LikelyChunks found_;
  std::vector<std::size_t> turned_;
  std::vector<std::pair<std::uint64_t, ChunkRef>> places_;  // a heap, highest place in front
};

}  // namespace

ExactEvidence find_exact_evidence(const Wording& wording, const ViewScope& scope,
                                  std::span<const ScoredRef> lexical, WordTable& words,
                                  TextCache& texts) {
  ExactEvidence evidence;
  if (wording.words.empty()) return evidence;
  const LikelyChunks likely = ChunkCollector(wording, scope, lexical).collect(words);
  EvidenceReader reader(wording, scope, texts);
  for (const ChunkRef& ref :
       std::span(likely.definitions).first(std::min(likely.definitions.size(), most_definitions))) {
    evidence.emplace(ref, reader.read(ref));
  }
  std::size_t found = evidence.size();
  std::size_t uses_without_grammar = 0;
  for (std::size_t i = 0; i < likely.others.size() && found < enough + uses_without_grammar; ++i) {
    if (i >= (found > 0 ? most_likely_texts : most_texts)) break;
    const ExactMatch match = reader.read(likely.others[i]);
    found += match.level >= ExactLevel::verbatim ? 1 : 0;
    // Without a grammar, only the text shows whether a later chunk defines the name.
    if (wording.is_name && match.level == ExactLevel::verbatim &&
        reader.may_hide_definitions(likely.others[i])) {
      ++uses_without_grammar;
    }
    if (match.level != ExactLevel::none) evidence.emplace(likely.others[i], match);
  }
  if (!evidence.empty() || !is_message(wording)) return evidence;
  for (const ScoredRef& ref : lexical.first(std::min(lexical.size(), most_texts_of_message))) {
    const ExactMatch match = reader.read(ref.ref);
    if (match.level != ExactLevel::none) evidence.emplace(ref.ref, match);
  }
  return evidence;
}

void add_exact_evidence(const Wording& wording, const ExactEvidence& evidence,
                        std::vector<Candidate>& candidates) {
  for (Candidate& candidate : candidates) {
    const auto known = evidence.find(candidate.ref);
    if (known == evidence.end()) continue;
    candidate.exact = known->second;
    candidate.tier = exact_tier(wording, candidate.exact, candidate[Feature::document] > 0);
  }
}

}  // namespace gitctx

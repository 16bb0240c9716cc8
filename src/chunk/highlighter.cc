#include "chunk/highlighter.h"

#include <tree_sitter/api.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <ranges>
#include <regex>
#include <string>

#include "chunk/bounded_parser.h"
#include "chunk/grammars.h"

namespace gitctx {
namespace {

constexpr std::chrono::milliseconds parse_limit{500};
constexpr std::uint32_t max_matches_in_progress = 2048;
constexpr int max_steps = 2000;  ///< a step has 100 operations; text after the last step is plain
// std::regex recurses for each character of its input, so a long text could overflow the stack.
constexpr std::size_t max_matched_bytes = 256;

struct KindOfCaptures {
  HighlightKind kind;
  std::string_view prefixes;  ///< separated by blanks
};

// The first row with a matching prefix decides. A capture is `prefix` or `prefix.something`.
constexpr KindOfCaptures kinds_of_captures[] = {
    {HighlightKind::operator_, "keyword.operator operator"},
    {HighlightKind::keyword,
     "keyword conditional repeat include exception storageclass preproc define"},
    {HighlightKind::string, "string character escape text.literal text.uri"},
    {HighlightKind::heading, "text.title markup.heading"},
    {HighlightKind::comment, "comment"},
    {HighlightKind::number, "number float"},
    {HighlightKind::constant, "boolean constant"},
    {HighlightKind::function, "function method"},
    {HighlightKind::type, "constructor type module namespace"},
    {HighlightKind::property, "variable.member property field"},
    {HighlightKind::variable, "variable parameter"},
    {HighlightKind::punctuation, "punctuation delimiter"},
    {HighlightKind::tag, "tag label"},
    {HighlightKind::attribute, "attribute annotation"},
};

HighlightKind kind_of_capture(std::string_view name) {
  for (const KindOfCaptures& entry : kinds_of_captures) {
    for (const auto word : std::views::split(entry.prefixes, ' ')) {
      const std::string_view prefix(word.begin(), word.end());
      if (!name.starts_with(prefix)) continue;
      if (name.size() == prefix.size() || name[prefix.size()] == '.') return entry.kind;
    }
  }
  return HighlightKind::plain;
}

/// The capture with the highest weight wins, because queries also capture every identifier as a
/// variable.
int weight(HighlightKind kind) {
  if (kind == HighlightKind::plain) return 0;
  if (kind == HighlightKind::variable) return 1;
  return kind == HighlightKind::property ? 2 : 3;
}

/// A predicate `#eq?`, `#any-of?` or `#match?`, or its negation. `values` are alternatives.
struct Predicate {
  std::uint32_t capture = 0;
  bool is_negated = false;
  std::optional<std::uint32_t> other_capture;
  std::vector<std::string> values;
  std::optional<std::regex> pattern;

  bool holds(std::string_view text, std::string_view other) const {
    bool found = false;
    if (pattern) {
      found =
          text.size() <= max_matched_bytes && std::regex_search(text.begin(), text.end(), *pattern);
    } else if (other_capture) {
      found = text == other;
    } else {
      found = std::ranges::find(values, text) != values.end();
    }
    return found != is_negated;
  }
};

struct QueryDeleter {
  void operator()(TSQuery* query) const { ts_query_delete(query); }
};

/// A compiled highlight query; immutable.
struct HighlightQuery {
  std::unique_ptr<TSQuery, QueryDeleter> query;
  std::vector<HighlightKind> kinds;                // kinds by capture
  std::vector<std::vector<Predicate>> predicates;  // predicates by pattern
};

std::string_view string_value(const TSQuery* query, std::uint32_t id) {
  std::uint32_t length = 0;
  const char* text = ts_query_string_value_for_id(query, id, &length);
  return {text, length};
}

/// Reads one predicate of a pattern. Returns nothing for a directive. For an unsupported predicate,
/// sets `unknown` and returns nothing.
std::optional<Predicate> read_predicate(const TSQuery* query,
                                        const std::vector<TSQueryPredicateStep>& steps,
                                        bool& unknown) {
  if (steps.size() < 2 || steps[0].type != TSQueryPredicateStepTypeString) return std::nullopt;
  std::string_view name = string_value(query, steps[0].value_id);
  if (name.ends_with('!') || name.starts_with("is")) return std::nullopt;
  Predicate predicate;
  predicate.is_negated = name.starts_with("not-");
  if (predicate.is_negated) name.remove_prefix(4);
  unknown = (name != "eq?" && name != "any-of?" && name != "match?") ||
            steps[1].type != TSQueryPredicateStepTypeCapture || steps.size() < 3;
  if (unknown) return std::nullopt;
  predicate.capture = steps[1].value_id;
  for (std::size_t i = 2; i < steps.size(); ++i) {
    if (steps[i].type == TSQueryPredicateStepTypeCapture) {
      predicate.other_capture = steps[i].value_id;
    } else {
      predicate.values.emplace_back(string_value(query, steps[i].value_id));
    }
  }
  if (name != "match?") return predicate;
  unknown = predicate.values.empty();
  if (unknown) return std::nullopt;
  try {
    predicate.pattern.emplace(predicate.values.front());
  } catch (const std::regex_error&) {
    unknown = true;
    return std::nullopt;
  }
  return predicate;
}

/// The predicates of a pattern; a pattern with an unsupported predicate is disabled.
std::vector<Predicate> read_predicates(TSQuery* query, std::uint32_t pattern) {
  std::uint32_t count = 0;
  const TSQueryPredicateStep* steps = ts_query_predicates_for_pattern(query, pattern, &count);
  std::vector<Predicate> predicates;
  std::vector<TSQueryPredicateStep> current;
  bool is_unknown = false;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (steps[i].type != TSQueryPredicateStepTypeDone) {
      current.push_back(steps[i]);
      continue;
    }
    bool unknown = false;
    if (auto predicate = read_predicate(query, current, unknown)) {
      predicates.push_back(std::move(*predicate));
    }
    is_unknown = is_unknown || unknown;
    current.clear();
  }
  if (is_unknown) ts_query_disable_pattern(query, pattern);
  return predicates;
}

HighlightQuery compile(const Grammar& grammar) {
  HighlightQuery compiled;
  const std::string_view source = grammar.highlights;
  std::uint32_t error_at = 0;
  TSQueryError error = TSQueryErrorNone;
  compiled.query.reset(ts_query_new(grammar.language, source.data(),
                                    static_cast<std::uint32_t>(source.size()), &error_at, &error));
  TSQuery* query = compiled.query.get();
  if (query == nullptr) return compiled;
  for (std::uint32_t i = 0; i < ts_query_capture_count(query); ++i) {
    std::uint32_t length = 0;
    const char* name = ts_query_capture_name_for_id(query, i, &length);
    compiled.kinds.push_back(kind_of_capture({name, length}));
  }
  for (std::uint32_t i = 0; i < ts_query_pattern_count(query); ++i) {
    compiled.predicates.push_back(read_predicates(query, i));
  }
  return compiled;
}

const HighlightQuery& query_of(Language language, const Grammar& grammar) {
  static std::mutex mutex;
  static std::array<HighlightQuery, language_count> queries;
  static std::array<std::atomic<bool>, language_count> is_ready;
  const auto index = static_cast<std::size_t>(language);
  if (is_ready[index].load(std::memory_order_acquire)) return queries[index];
  const std::lock_guard lock(mutex);
  if (!is_ready[index].load(std::memory_order_relaxed)) {
    queries[index] = compile(grammar);
    is_ready[index].store(true, std::memory_order_release);
  }
  return queries[index];
}

ByteRange bytes_of(TSNode node) { return {ts_node_start_byte(node), ts_node_end_byte(node)}; }

std::string_view text_of_capture(const TSQueryMatch& match, std::uint32_t capture,
                                 std::string_view text) {
  for (std::uint16_t i = 0; i < match.capture_count; ++i) {
    if (match.captures[i].index != capture) continue;
    const ByteRange bytes = bytes_of(match.captures[i].node);
    return text.substr(bytes.begin, bytes.size());
  }
  return {};
}

bool holds_all(const std::vector<Predicate>& predicates, const TSQueryMatch& match,
               std::string_view text) {
  return std::ranges::all_of(predicates, [&](const Predicate& predicate) {
    const std::uint32_t other = predicate.other_capture.value_or(predicate.capture);
    return predicate.holds(text_of_capture(match, predicate.capture, text),
                           text_of_capture(match, other, text));
  });
}

/// The captures in the order in which they begin, outer captures first. Of several captures of the
/// same range, only the one with the highest weight is kept.
std::vector<HighlightSpan> find_captures(const HighlightQuery& query, TSNode root,
                                         std::string_view text) {
  std::vector<HighlightSpan> captures;
  TSQueryCursor* cursor = ts_query_cursor_new();
  ts_query_cursor_set_match_limit(cursor, max_matches_in_progress);
  int steps = max_steps;
  const TSQueryCursorOptions options{.payload = &steps,
                                     .progress_callback = [](TSQueryCursorState* state) {
                                       return --*static_cast<int*>(state->payload) < 0;
                                     }};
  ts_query_cursor_exec_with_options(cursor, query.query.get(), root, &options);
  TSQueryMatch match;
  std::uint32_t index = 0;
  while (ts_query_cursor_next_capture(cursor, &match, &index)) {
    const TSQueryCapture& capture = match.captures[index];
    const HighlightSpan span{bytes_of(capture.node), query.kinds[capture.index]};
    if (span.bytes.size() == 0 || span.kind == HighlightKind::plain) continue;
    if (!holds_all(query.predicates[match.pattern_index], match, text)) continue;
    if (captures.empty() || captures.back().bytes != span.bytes) {
      captures.push_back(span);
    } else if (weight(span.kind) >= weight(captures.back().kind)) {
      captures.back() = span;
    }
  }
  ts_query_cursor_delete(cursor);
  return captures;
}

/// Flattens nested spans: the inner span hides the outer.
std::vector<HighlightSpan> flatten(const std::vector<HighlightSpan>& captures) {
  std::vector<HighlightSpan> flat;
  std::vector<HighlightSpan> open;
  std::uint32_t at = 0;
  const auto emit = [&](std::uint32_t end, HighlightKind kind) {
    if (end <= at) return;
    flat.push_back({{at, end}, kind});
    at = end;
  };
  for (const HighlightSpan& span : captures) {
    while (!open.empty() && open.back().bytes.end <= span.bytes.begin) {
      emit(open.back().bytes.end, open.back().kind);
      open.pop_back();
    }
    if (!open.empty()) emit(span.bytes.begin, open.back().kind);
    at = std::max(at, span.bytes.begin);
    open.push_back(span);
  }
  for (; !open.empty(); open.pop_back()) emit(open.back().bytes.end, open.back().kind);
  return flat;
}

}  // namespace

std::vector<HighlightSpan> highlight(std::string_view text, Language language) {
  const Grammar* grammar = grammar_of(language);
  if (grammar == nullptr || text.empty()) return {};
  const HighlightQuery& query = query_of(language, *grammar);
  BoundedParser parser(parse_limit);
  const TSTree* const tree = parser.parse(text, language);
  if (!query.query || tree == nullptr) return {};
  return flatten(find_captures(query, ts_tree_root_node(tree), text));
}

}  // namespace gitctx

#include "search/parsed_query.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "lexical/query_term.h"
#include "search/path_traits.h"
#include "text/words.h"

namespace gitctx {

namespace {

// The weight of a word that is made by joining two neighbours (ratelimit from "rate limit"). The
// weight is low, because the word is a guess.
constexpr float joined_weight = 0.7f;

constexpr std::array stop_words = {
    "a",      "about", "all",   "an",    "and",    "any",         "are",
    "as",     "at",    "be",    "been",  "being",  "by",          "can",
    "could",  "did",   "do",    "does",  "doing",  "done",        "for",
    "from",   "get",   "gets",  "had",   "has",    "have",        "how",
    "i",      "if",    "in",    "into",  "is",     "it",          "its",
    "me",     "my",    "of",    "on",    "or",     "our",         "should",
    "so",     "some",  "such",  "that",  "the",    "their",       "them",
    "then",   "there", "these", "they",  "this",   "those",       "to",
    "used",   "uses",  "using", "was",   "we",     "were",        "what",
    "when",   "where", "which", "who",   "why",    "will",        "with",
    "within", "would", "you",   "your",  "code",   "implemented", "implementation",
    "find",   "show",  "work",  "works", "happen", "happens",     "handled",
    "handle"};

// Stop words that are never names, even if typed alone; "get" and "then" may be names.
constexpr std::array mere_grammar = {"a",   "an",    "and",  "are", "my", "of",   "or",  "our",
                                     "the", "their", "they", "was", "we", "were", "you", "your"};

bool is_stop_word(std::string_view word) {
  return std::ranges::find(stop_words, word) != stop_words.end();
}

bool is_mere_grammar(std::string_view word) {
  return std::ranges::find(mere_grammar, word) != mere_grammar.end();
}

// Whether a word looks like a name rather than an English word, that is, whether it has an
// underscore, a digit or an inner capital.
bool reads_as_name(std::string_view word) {
  for (std::size_t i = 1; i < word.size(); ++i) {
    const char c = word[i];
    if (c == '_' || is_digit(c) || is_upper(c)) return true;
  }
  return !word.empty() && word[0] == '_';
}

// Whether a word has only small letters. In a sentence, such a word is an ordinary word, even if it
// is also a name.
bool is_plain(std::string_view word) { return std::ranges::all_of(word, is_lower); }

void add_term(ParsedQuery& query, std::string_view term, float weight) {
  const auto known = std::ranges::find(query.terms, term, &QueryWord::term);
  if (known != query.terms.end()) {
    known->weight = std::max(known->weight, weight);
  } else if (query.terms.size() < max_query_terms) {
    query.terms.push_back({std::string(term), weight});
  }
}

void note_wishes(ParsedQuery& query, const std::vector<std::string>& lowered) {
  const auto has = [&](std::initializer_list<std::string_view> wanted) {
    return std::ranges::any_of(lowered, [&](const std::string& word) {
      return std::ranges::find(wanted, word) != wanted.end();
    });
  };
  const auto follows = [&](std::initializer_list<std::string_view> first,
                           std::initializer_list<std::string_view> second) {
    for (std::size_t i = 0; i + 1 < lowered.size(); ++i) {
      if (std::ranges::find(first, lowered[i]) != first.end() &&
          std::ranges::find(second, lowered[i + 1]) != second.end()) {
        return true;
      }
    }
    return false;
  };
  // The word "test" alone does not count, because it often describes the subject of the code (a
  // test runner, the test environment).
  query.wants_tests =
      has({"tests", "tested", "specs", "mocks", "fixture", "fixtures", "unittest", "unittests"}) ||
      follows({"test", "spec"}, {"for", "of", "that", "case", "cases", "suite"}) ||
      follows({"unit", "integration", "regression", "e2e"}, {"test", "testing"});
  query.wants_documents =
      has({"doc", "docs", "documentation", "readme", "changelog", "example", "examples", "tutorial",
           "guide", "license", "benchmark", "benchmarks"});
  query.wants_superseded = has({"legacy", "deprecated", "obsolete", "old", "archived"}) ||
                           std::ranges::any_of(lowered, [](const std::string& word) {
                             return word.size() > 1 && word[0] == 'v' && is_digit(word[1]);
                           });
}

}  // namespace

ParsedQuery parse_query(std::string_view text, std::string_view repository, WordTable& words) {
  ParsedQuery query;
  std::vector<std::string_view> typed;
  for_each_word(text, [&](std::string_view word) { typed.push_back(word); });
  std::vector<std::string> lowered;
  for (const std::string_view word : typed) lowered.push_back(lower_case(word));

  const bool only_stop_words = std::ranges::all_of(lowered, is_stop_word);
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < typed.size(); ++i) {
    if (only_stop_words || !is_stop_word(lowered[i])) kept.push_back(i);
  }
  const std::string name = lower_case(repository);
  constexpr std::size_t short_query = 3;
  if (typed.size() > short_query && !name.empty()) {
    std::vector<std::size_t> others;
    std::ranges::copy_if(kept, std::back_inserter(others),
                         [&](std::size_t i) { return lowered[i] != name; });
    if (!others.empty()) kept = std::move(others);
  }
  for (const std::size_t i : kept) {
    for (const std::uint32_t term : words.terms(words.look_up(typed[i]))) {
      add_term(query, words.term_texts().text(term), 1.0f);
    }
    query.words.emplace_back(typed[i]);
    if (kept.size() == 1 || !is_plain(typed[i])) query.identifiers.emplace_back(typed[i]);
  }
  if (typed.size() == 1) {
    if (const auto term = words.one_letter_term(typed[0])) {
      add_term(query, words.term_texts().text(*term), 1.0f);
    }
  }
  // The embedding model has learned the weights of words, so it receives all words.
  count_tokens(text, words, query.tokens);
  for (std::size_t k = 0; k + 1 < kept.size(); ++k) {
    if (kept[k + 1] != kept[k] + 1) continue;
    const std::string joined = lowered[kept[k]] + lowered[kept[k + 1]];
    for (const std::uint32_t term : words.terms(words.look_up(joined))) {
      add_term(query, words.term_texts().text(term), joined_weight);
    }
  }
  query.says_nothing =
      only_stop_words && (typed.size() > 1 || (typed.size() == 1 && is_mere_grammar(lowered[0])));
  query.is_symbol = typed.size() == 1 || (kept.size() == 1 && reads_as_name(typed[kept[0]]));
  note_wishes(query, lowered);
  query.namesakes = namesakes(repository);
  return query;
}

}  // namespace gitctx

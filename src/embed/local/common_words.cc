#include "embed/local/common_words.h"

#include <algorithm>
#include <array>

namespace gitctx {
namespace {

constexpr auto function_words = std::to_array<std::string_view>({
    "a",     "all",   "an",   "and",    "any",   "are",  "as",   "at",     "be",      "been",
    "but",   "by",    "can",  "could",  "did",   "do",   "does", "during", "each",    "for",
    "from",  "had",   "has",  "have",   "how",   "i",    "if",   "in",     "into",    "is",
    "it",    "its",   "may",  "must",   "not",   "of",   "on",   "one",    "only",    "or",
    "other", "our",   "same", "should", "so",    "some", "such", "than",   "that",    "the",
    "their", "them",  "then", "there",  "these", "they", "this", "those",  "to",      "used",
    "uses",  "using", "via",  "was",    "we",    "were", "what", "when",   "where",   "whether",
    "which", "while", "who",  "whose",  "why",   "will", "with", "within", "without", "would",
    "you",   "your",
});

constexpr auto code_words = std::to_array<std::string_view>({
    "class",    "const",  "def",    "else",    "end",    "false",  "file",  "fn",  "func",
    "function", "get",    "import", "include", "int",    "let",    "name",  "new", "nil",
    "none",     "null",   "path",   "private", "public", "return", "self",  "set", "static",
    "string",   "struct", "test",   "true",    "type",   "use",    "value", "var", "void",
});

static_assert(std::ranges::is_sorted(function_words) && std::ranges::is_sorted(code_words));

}  // namespace

int word_weight_quarters(std::string_view word) {
  if (std::ranges::binary_search(function_words, word)) return 1;
  if (std::ranges::binary_search(code_words, word)) return 3;
  return rare_word_quarters;
}

}  // namespace gitctx

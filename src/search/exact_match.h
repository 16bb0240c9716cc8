#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ranges.h"

namespace gitctx {

/// How exactly a text has what a query says. Higher is better.
enum class ExactLevel : std::uint8_t {
  none,
  words,       ///< most words in a row, in any case, with any characters between them
  verbatim,    ///< the characters of the query, except for the amount of white space
  definition,  ///< the text defines the name that the query consists of
};

/// The words and characters that a query may repeat from a file.
struct Wording {
  bool is_name = false;    ///< one name or token, such as `parseJson`, `valid_card?` or `a.b-c`
  bool is_quoted = false;  ///< several words in double quotes, which must occur as quoted
  std::string text;        ///< without quotes around it and without the `()` of a call
  std::vector<std::string> words;  ///< the words of `text`, at most most_words

  static constexpr std::size_t most_words = 64;
};

/// The wording of a query. Without words, it matches nothing.
Wording wording_of(std::string_view query);

/// The occurrence of a wording in a text.
struct ExactMatch {
  ExactLevel level = ExactLevel::none;
  double share = 0;       ///< share of the wording's words that occur in a row
  bool is_whole = false;  ///< between quotes or tags, or alone on its lines
  ByteRange bytes;        ///< the first of the best occurrences
};

/// The first place where the characters occur and are not a part of longer words. Any amount of
/// white space equals any other. Words outside ASCII have no boundaries.
std::optional<ByteRange> find_as_written(std::string_view wanted, std::string_view text);

/// Finds the best occurrence of the wording in a text. A format field in the text (`%s`, `{}`,
/// `{name}`, `${x}`, `#{x}`) stands for up to eight words of the query. The level is never
/// `definition`. Takes time proportional to the product of the two lengths in words.
ExactMatch find_wording(const Wording& wording, std::string_view text);

/// The rank of an occurrence among all results, from 0 (no evidence) to 3. For a name: a
/// definition, the name as written, its words in any case. For other text: the text as written, its
/// words. A topic of a few everyday words ("CLI commands") must be a whole literal or line, because
/// otherwise it is often only mentioned.
int exact_tier(const Wording& wording, const ExactMatch& match);

/// Whether the query is the name of a definition, alone or qualified (`Class.method`). `defined` is
/// the name of the definition, and `enclosing` is the scope around it.
bool defines_wording(const Wording& wording, std::string_view defined, std::string_view enclosing);

}  // namespace gitctx

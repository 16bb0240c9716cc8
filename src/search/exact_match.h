#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ranges.h"

namespace gitctx {

/// How exactly a text repeats the wording of a query. A higher level is better.
enum class ExactLevel : std::uint8_t {
  none,
  /// All or most of the query's words, one after another. Their case, and the characters between
  /// them, do not matter.
  words,
  verbatim,    ///< the same characters as in the query; only the amount of white space may differ
  definition,  ///< the text defines the name that the query consists of
  type_definition,  ///< the text defines the name as a type, not as a constructor
  place,            ///< the query names the file or the line (search/places)
};

/// The wording of a query: the text that files may repeat, and the words of this text.
struct Wording {
  bool is_name = false;    ///< one name or token, such as `parseJson`, `valid_card?` or `a.b-c`
  bool is_quoted = false;  ///< the query is several words in double quotes
  std::string text;        ///< the query without quotes, the `()` of a call and words such as `def`
  std::vector<std::string> words;  ///< the first words of `text`, at most most_words

  static constexpr std::size_t most_words = 64;
};

/// The wording of a query. A wording without words does not match any text.
Wording wording_of(std::string_view query);

/// The best occurrence of a wording in a text.
struct ExactMatch {
  ExactLevel level = ExactLevel::none;
  double share = 0;        ///< share of the wording's words that occur here, one after another
  bool is_whole = false;   ///< occurrence is between quotes or tags, or alone on its lines
  ByteRange bytes;         ///< place of the occurrence; of equally good ones, the first
  std::uint32_t turn = 0;  ///< number among the places that the query names; 0: not named
  std::uint32_t line = 0;  ///< line that the query names, counted in the file; 0: not in this text
};

/// The first place where `wanted` occurs and is not a part of a longer ASCII word. Any amount of
/// white space matches any other amount.
std::optional<ByteRange> find_as_written(std::string_view wanted, std::string_view text);

/// Finds the best occurrence of the wording in a text. A format field in the text (`%s`, `{}`,
/// `{name}`, `${x}`, `#{x}`) stands for up to eight words of the query. The level is at most
/// `verbatim`. Takes time proportional to the number of words in the wording times the number of
/// words in the text.
ExactMatch find_wording(const Wording& wording, std::string_view text);

/// The tier of an occurrence, from 0 (no exact evidence) to 5. Results of a higher tier rank first.
/// For a name, the tiers are: 5 for the file or line that it names, 4 for the definition of a type,
/// 3 for another definition, 2 for the name as written, 1 for its words in any letter case. For
/// other text, the tiers are: 2 for the text as written, 1 for all of its words (at least three),
/// one after another. If the text reads as a message (see is_message()), most of its words suffice
/// for tier 1. A query of a few everyday words ("CLI commands") has a tier only where it is a whole
/// literal or line, because a longer text often only mentions it. In prose, it must also start with
/// a capital, as a copied heading does.
int exact_tier(const Wording& wording, const ExactMatch& match, bool in_prose);

/// Whether a wording reads as a message of a program: at least four words, with a digit, a quote, a
/// colon or a bracket. The values in a message are not in the code that writes the message.
bool is_message(const Wording& wording);

/// Whether the query is the name of a definition, alone or qualified (`Class.method`). `defined` is
/// the name of the definition, and `enclosing` is the scope around it.
bool defines_wording(const Wording& wording, std::string_view defined, std::string_view enclosing);

}  // namespace gitctx

#include "eval/queries/token_queries.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "base/hash.h"
#include "chunk/comments.h"
#include "eval/queries/code_text.h"
#include "text/languages.h"
#include "text/written_tokens.h"

namespace gitctx {
namespace {

constexpr std::size_t shortest_token = 4;
constexpr std::size_t longest_token = 64;
// A chain of more pieces, joined by dots, is an expression rather than a name.
constexpr std::size_t most_name_pieces = 4;
// A token that occurs more often than this in its file is not proposed as a query: the whole file
// is about it, so every occurrence would be an answer.
constexpr std::size_t most_places = 50;

std::uint64_t key_of(std::string_view token) { return hash64(lower_case(token)); }

std::string_view without_question(std::string_view token) {
  if (token.ends_with('?')) token.remove_suffix(1);
  return token;
}

/// The token without `$` and `?`, which only some languages allow in names.
std::string_view without_marks(std::string_view token) {
  return without_question(trimmed_front(token, "$"));
}

bool has_usual_form(std::string_view token) {
  return token.size() >= shortest_token && token.size() <= longest_token && !is_digit(token[0]) &&
         std::ranges::any_of(token, is_letter) && !is_number_or_hash(token);
}

/// The number of words in a piece of a token. A word is a run of letters; a capital after a small
/// letter starts a new word. `readable` counts the words with at least three letters and a vowel.
struct PieceWords {
  std::size_t count = 0;
  std::size_t readable = 0;
};

PieceWords words_of_piece(std::string_view piece) {
  PieceWords words;
  while (!piece.empty()) {
    if (!is_letter(piece[0])) {
      piece.remove_prefix(1);
      continue;
    }
    std::size_t end = 1;
    while (end < piece.size() && is_letter(piece[end]) &&
           !(is_upper(piece[end]) && is_lower(piece[end - 1]))) {
      ++end;
    }
    const std::string_view word = piece.substr(0, end);
    const bool has_vowel = word.find_first_of("aeiouyAEIOUY") != std::string_view::npos;
    ++words.count;
    words.readable += word.size() >= 3 && has_vowel ? 1 : 0;
    piece.remove_prefix(end);
  }
  return words;
}

/// Whether a token looks like a part of encoded text: it mixes small letters, capitals and digits,
/// and contains no readable word.
bool is_random(std::string_view token) {
  const PieceWords words = words_of_piece(token);
  const bool is_mixed = std::ranges::any_of(token, is_digit) &&
                        std::ranges::any_of(token, is_lower) &&
                        std::ranges::any_of(token, is_upper);
  return is_mixed && words.count >= 3 && words.readable == 0;
}

/// Whether a part of a name is a large number, or looks like the hexadecimal digits of a hash or an
/// address.
bool is_machine_part(std::string_view part) {
  constexpr std::size_t longest_number = 4;
  constexpr std::size_t shortest_hash = 6;
  constexpr std::size_t fewest_switches = 3;
  if (std::ranges::all_of(part, is_digit)) return part.size() > longest_number;
  const bool is_hex = std::ranges::all_of(
      part, [](char c) { return is_digit(c) || (lower_case(c) >= 'a' && lower_case(c) <= 'f'); });
  std::size_t switches = 0;
  for (std::size_t i = 1; i < part.size(); ++i) {
    switches += is_digit(part[i]) != is_digit(part[i - 1]) ? 1 : 0;
  }
  return is_hex && part.size() >= shortest_hash && switches >= fewest_switches;
}

/// Whether a name looks as if a program made it, for example `_ZN4core5parseEv`, `sub_140001000`,
/// `anon_4f2a9c`, `tile_0_1_2`.
bool is_generated_name(std::string_view token) {
  constexpr std::size_t fewest_numbers = 3;
  const bool is_mangled =
      token.size() > 2 && token.starts_with("_Z") && (is_digit(token[2]) || is_upper(token[2]));
  std::size_t numbers = 0;
  bool has_machine_part = false;
  while (!token.empty()) {
    const std::size_t end = std::min(token.find_first_of("_-.$?"), token.size());
    const std::string_view part = token.substr(0, end);
    token.remove_prefix(std::min(end + 1, token.size()));
    numbers += !part.empty() && std::ranges::all_of(part, is_digit) ? 1 : 0;
    has_machine_part = has_machine_part || is_machine_part(part);
  }
  return is_mangled || has_machine_part || numbers >= fewest_numbers;
}

/// Whether `_` joins two parts, as in `S_ISVTX`.
bool has_inner_underscore(std::string_view token) {
  const std::size_t first = token.find_first_not_of('_');
  const std::size_t last = token.find_last_not_of('_');
  return first != std::string_view::npos && token.substr(first, last + 1 - first).contains('_');
}

bool is_compound(std::string_view token) {
  return has_several_words(token) || has_inner_underscore(token);
}

bool is_name(std::string_view token) {
  const std::vector<std::string_view> pieces = token_pieces(token);
  return has_usual_form(token) && is_compound(token) && !is_random(token) &&
         !is_generated_name(token) && pieces.size() <= most_name_pieces;
}

bool is_word(std::string_view token) {
  return has_usual_form(token) && !is_compound(token) && !is_random(token);
}

/// Whether a word is an identifier and not an ordinary word: it has a digit, a `_`, or a capital
/// after its first letter.
bool is_marked(std::string_view word) {
  return std::ranges::any_of(word, [](char c) { return is_digit(c) || c == '_'; }) ||
         (std::ranges::any_of(word, is_lower) && std::ranges::any_of(word.substr(1), is_upper));
}

bool is_prose_phrase(std::string_view token) {
  return token.contains('-') && std::ranges::all_of(token_pieces(token), is_english_word);
}

/// The part of a line before a byte; if this part is long, only its last bytes.
std::string_view line_before(std::string_view text, std::size_t at) {
  constexpr std::size_t most_bytes = 200;
  const std::string_view before =
      text.substr(at - std::min(at, most_bytes), std::min(at, most_bytes));
  return before.substr(before.rfind('\n') + 1);  // npos + 1 is 0
}

/// Whether the base64 characters around a byte are probably encoded text rather than a path.
bool is_encoded_at(std::string_view text, std::size_t at) {
  constexpr std::size_t shortest_run = 32;
  constexpr std::size_t most_bytes = 64;  // on each side
  constexpr std::string_view others = "+/=";
  const auto is_in_run = [&](char c) { return is_alphanumeric(c) || others.contains(c); };
  std::size_t begin = at;
  std::size_t end = at;
  while (begin > 0 && at - begin < most_bytes && is_in_run(text[begin - 1])) --begin;
  while (end < text.size() && end - at < most_bytes && is_in_run(text[end])) ++end;
  const std::string_view run = text.substr(begin, end - begin);
  return run.size() >= shortest_run && std::ranges::any_of(run, is_digit) &&
         std::ranges::any_of(run, is_lower) && std::ranges::any_of(run, is_upper);
}

bool is_hex_colour(std::string_view token) {
  return (token.size() == 6 || token.size() == 8) && std::ranges::all_of(token, [](char c) {
           return is_digit(c) || (lower_case(c) >= 'a' && lower_case(c) <= 'f');
         });
}

/// Whether a dotted token is a key at the front of a line in a data file, or a name that its line
/// of code defines.
bool is_dotted_name(std::string_view text, const WrittenToken& token, Language language) {
  const std::string_view before = trimmed(line_before(text, token.begin), " \t\"'");
  const std::string_view after =
      trimmed_front(text.substr(token.begin + token.text.size()), " \t\"'");
  const bool is_assigned = after.starts_with(':') || after.starts_with('=');
  const bool has_keys = is_data(language) || language == Language::plain_text;
  if (has_keys) return before.empty() && is_assigned;
  constexpr std::array<std::string_view, 12> keywords{
      "def",    "class", "module",   "namespace", "package",   "interface",
      "struct", "func",  "function", "fn",        "defmodule", "object"};
  const std::string_view keyword = before.substr(before.find_last_of(" \t") + 1);
  return is_code(language) && std::ranges::find(keywords, keyword) != keywords.end();
}

bool is_frequent(std::string_view text, std::string_view token) {
  std::size_t places = 0;
  for (std::size_t at = text.find(token); at != std::string_view::npos && places <= most_places;
       at = text.find(token, at + token.size())) {
    ++places;
  }
  return places > most_places;
}

/// The name that a preprocessor line tests or defines, and the rest of the line after the name.
struct Directive {
  std::string_view name;
  std::string_view rest;
};

/// The directive in a preprocessor line if the line starts with one of the openings. `line` must
/// not include the `#`.
std::optional<Directive> directive_of(std::string_view line,
                                      std::initializer_list<std::string_view> openings) {
  for (const std::string_view opening : openings) {
    if (!line.starts_with(opening)) continue;
    const std::string_view after = trimmed_front(line.substr(opening.size()), " \t(");
    const auto end = std::ranges::find_if(after, [](char c) { return !is_name_byte(c); });
    const auto size = static_cast<std::size_t>(end - after.begin());
    return Directive{after.substr(0, size), trimmed_front(after.substr(size), " \t")};
  }
  return std::nullopt;
}

/// Collects, in lower case, the include guards of a file in C or a related language: the names that
/// a condition tests and the next line defines without a value. The first guard of a file may have
/// the value 1.
std::set<std::string> include_guards(std::string_view text, Language language) {
  std::set<std::string> guards;
  const bool has_guards =
      language == Language::c || language == Language::cpp || language == Language::objective_c;
  std::string_view asked;
  bool is_first = true;
  while (has_guards && !text.empty()) {
    std::string_view line = trimmed(take_part(text, '\n'));
    if (line.empty()) continue;
    if (!line.starts_with('#')) {
      asked = {};
      continue;
    }
    line = trimmed(line.substr(1));
    if (line.starts_with("pragma")) continue;
    const auto condition = directive_of(line, {"ifndef ", "if !defined", "if ! defined"});
    const auto defined = directive_of(line, {"define "});
    const bool is_bare = defined && (defined->rest.empty() || defined->rest.starts_with('/') ||
                                     (is_first && defined->rest == "1"));
    if (is_bare && !asked.empty() && defined->name == asked) guards.insert(lower_case(asked));
    if (!condition) is_first = false;
    asked = condition ? condition->name : std::string_view();
  }
  return guards;
}

/// Decides, by the place of a token (prose, code or a string), whether the token may become a
/// query.
class TokenPlaces {
 public:
  TokenPlaces(std::string_view text, Language language)
      : text_(text),
        language_(language),
        comments_(comment_ranges(text, language)),
        strings_(string_ranges(text, language, comments_)) {}

  bool is_in_prose(std::size_t at) const { return is_prose(language_) || is_in(comments_, at); }
  bool is_in_code(std::size_t at) const {
    return is_code(language_) && !is_in(comments_, at) && !is_in(strings_, at);
  }
  /// Whether the token is a word on its own. It must not be attached to an escape (`\nreturn`), a
  /// format (`%sname`) or an expansion (`host${i}`), and must not be a colour, encoded or
  /// emphasised.
  bool is_clean(const WrittenToken& token) const {
    const std::size_t end = token.begin + token.text.size();
    const char before = token.begin > 0 ? text_[token.begin - 1] : ' ';
    const char after = end < text_.size() ? text_[end] : ' ';
    const std::string_view glue = "\\%";
    const bool is_glued =
        glue.contains(before) || glue.contains(after) || token.text.ends_with('$');
    const bool is_colour = before == '#' && is_hex_colour(token.text);
    const bool is_emphasised =
        is_in_prose(token.begin) &&
        (before == '*' || after == '*' || token.text.starts_with('_') || token.text.ends_with('_'));
    return !is_glued && !is_colour && !is_emphasised && !is_encoded_at(text_, token.begin);
  }
  /// Whether the whole token may become a query of the category `name`.
  bool is_named(const WrittenToken& token) const {
    if (token.text.contains('.')) return is_dotted_name(text_, token, language_);
    const bool is_sentence = is_in_prose(token.begin) || is_in(strings_, token.begin);
    return !is_sentence || !is_prose_phrase(token.text);
  }
  /// Whether the word at byte `at` may become a query of the category `word`.
  bool is_technical(std::string_view word, std::size_t at) const {
    if (is_marked(word) || is_in_code(at)) return true;
    return !is_in_prose(at) && !is_english_word(word);
  }

 private:
  std::string_view text_;
  Language language_;
  std::vector<ByteRange> comments_;
  std::vector<ByteRange> strings_;
};

ProposedQuery query_of(std::string_view token, const char* category, std::string_view path,
                       Language language) {
  const std::string name(language_name(language));
  return {{std::string(token), category, name, {{std::string(path), std::nullopt}}}, {}, 0};
}

}  // namespace

void TokenCensus::add(std::uint32_t file, std::string_view text) {
  const auto add_part = [&](std::string_view part) {
    if (part.size() < shortest_token) return;
    const auto [place, is_new] = file_of_.try_emplace(key_of(part), file);
    if (!is_new && place->second != file) place->second = several_files;
  };
  for_each_token(text, [&](const WrittenToken& token) {
    const bool is_plain = token.text.find_first_of("-.$?") == std::string_view::npos;
    if (is_plain) return add_part(token.text);
    std::ranges::for_each(token_parts(token.text), add_part);
  });
}

bool TokenCensus::is_only_in(std::uint32_t file, std::string_view token) const {
  const auto is_here = [&](std::string_view part) {
    const auto found = file_of_.find(key_of(part));
    return found != file_of_.end() && found->second == file;
  };
  const std::string_view bare = without_marks(token);
  return is_here(token) && (bare.size() < shortest_token || is_here(bare));
}

TokenCandidates token_candidates(std::string_view text, Language language) {
  const TokenPlaces places(text, language);
  // The keys are in lower case, because tokens that differ only in case are the same query.
  std::map<std::string, std::string_view> words;
  std::map<std::string, std::string_view> names;
  const auto add_word = [&](std::string_view word) {
    const auto at = static_cast<std::size_t>(word.data() - text.data());
    const bool is_asked = !word.contains('$') && is_word(word) && places.is_technical(word, at);
    if (is_asked) words.try_emplace(lower_case(word), word);
  };
  for_each_token(text, [&](const WrittenToken& token) {
    if (!places.is_clean(token)) return;
    const std::vector<std::string_view> pieces = token_pieces(token.text);
    if (is_name(token.text) && places.is_named(token)) {
      names.try_emplace(lower_case(token.text), token.text);
    }
    if (pieces.size() > 1) {
      for (const std::string_view piece : pieces) {
        if (is_name(piece)) names.try_emplace(lower_case(piece), piece);
      }
    }
    // The pieces of a name with `-` are not words.
    if (token.text.contains('-')) return;
    for (const std::string_view piece : pieces) add_word(without_question(piece));
  });
  for (const std::string& guard : include_guards(text, language)) {
    words.erase(guard);
    names.erase(guard);
  }
  TokenCandidates candidates;
  for (const auto& [key, word] : words) candidates.words.push_back(word);
  for (const auto& [key, name] : names) candidates.names.push_back(name);
  return candidates;
}

std::vector<std::uint32_t> lines_with_token(std::string_view text, std::string_view token) {
  std::vector<std::uint32_t> lines;
  for (std::uint32_t number = 1; !text.empty(); ++number) {
    bool has_token = false;
    for_each_token(take_part(text, '\n'), [&](const WrittenToken& written) {
      has_token =
          has_token || std::ranges::any_of(token_parts(written.text), [&](std::string_view part) {
            return equal_ignoring_case(part, token);
          });
    });
    if (has_token) lines.push_back(number);
  }
  return lines;
}

TokenQueries propose_tokens(const ViewReader& view, const HiddenComments& comments,
                            const std::stop_token& stop) {
  TokenCensus census;
  for_each_text(view, stop, [&](const ViewText& one) {
    const auto number = static_cast<std::uint32_t>(one.number);
    census.add(one.paths.size() == 1 ? number : TokenCensus::several_files, one.read());
  });
  TokenQueries queries;
  for_each_own_text(view, stop, [&](const ViewText& one, const std::string& text) {
    const std::string_view path = one.paths[0];
    const std::string visible = visible_text(text, path, comments);
    TokenCandidates candidates = token_candidates(visible, one.language());
    const auto add = [&](std::vector<std::string_view>& tokens, const char* category,
                         std::vector<ProposedQuery>& proposed) {
      std::erase_if(tokens, [&](std::string_view token) {
        return !census.is_only_in(static_cast<std::uint32_t>(one.number), token);
      });
      keep_by_chance(tokens, most_candidates_per_file);
      for (const std::string_view token : tokens) {
        if (is_frequent(text, token)) continue;
        proposed.push_back(query_of(token, category, path, one.language()));
      }
    };
    add(candidates.words, "word", queries.words);
    add(candidates.names, "name", queries.names);
  });
  return queries;
}

}  // namespace gitctx

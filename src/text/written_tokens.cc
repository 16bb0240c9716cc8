#include "text/written_tokens.h"

#include <algorithm>

#include "base/ascii.h"

namespace gitctx {
namespace {

constexpr std::size_t most_pieces = 8;

constexpr bool is_token_byte(char c) { return is_alphanumeric(c) || c == '_' || c == '$'; }
constexpr bool is_joint(char c) { return c == '-' || c == '.'; }
constexpr bool is_ascii(char c) { return static_cast<unsigned char>(c) < 128; }

bool is_word_at(std::string_view text, std::size_t at) {
  return at < text.size() && is_token_byte(text[at]);
}

/// The end of the token that starts at `begin`.
std::size_t token_end(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (is_word_at(text, end) ||
         (end < text.size() && is_joint(text[end]) && is_word_at(text, end + 1))) {
    ++end;
  }
  // The `?` of `a?b:c` and of `a?.b` is an operator. Any other `?` after a name is a part of the
  // name.
  const bool is_question = end < text.size() && text[end] == '?' && !is_word_at(text, end + 1) &&
                           (end + 1 == text.size() || text[end + 1] != '.');
  return is_question ? end + 1 : end;
}

bool is_hex_with_digit(std::string_view piece) {
  const bool is_hex = std::ranges::all_of(
      piece, [](char c) { return is_digit(c) || (lower_case(c) >= 'a' && lower_case(c) <= 'f'); });
  return is_hex && std::ranges::any_of(piece, is_digit);
}

bool is_number(std::string_view piece) {
  const bool is_prefixed = piece.size() > 2 && piece[0] == '0' && is_letter(piece[1]);
  return !piece.empty() && (is_digit(piece[0]) || is_prefixed);
}

/// The number of places where a letter is next to a digit.
std::size_t switches(std::string_view token) {
  std::size_t count = 0;
  for (std::size_t i = 1; i < token.size(); ++i) {
    const bool switched = (is_digit(token[i]) && is_letter(token[i - 1])) ||
                          (is_letter(token[i]) && is_digit(token[i - 1]));
    count += switched ? 1 : 0;
  }
  return count;
}

/// The number of words with two or more letters in a piece. Words are separated by `_`, `$`, digits
/// and camelCase humps.
std::size_t count_words(std::string_view piece) {
  std::size_t words = 0;
  std::size_t letters = 0;
  const auto end_word = [&] {
    words += letters >= 2 ? 1 : 0;
    letters = 0;
  };
  for (std::size_t i = 0; i < piece.size(); ++i) {
    const char c = piece[i];
    const bool after_lower = i > 0 && is_lower(piece[i - 1]);
    const bool before_lower = i + 1 < piece.size() && is_lower(piece[i + 1]);
    const bool is_hump =
        is_upper(c) && (after_lower || (before_lower && i > 0 && is_upper(piece[i - 1])));
    if (!is_letter(c) || is_hump) end_word();
    letters += is_letter(c) ? 1 : 0;
  }
  end_word();
  return words;
}

std::string_view bare_name(std::string_view part) {
  while (part.starts_with('$')) part.remove_prefix(1);
  if (part.ends_with('?')) part.remove_suffix(1);
  return part;
}

}  // namespace

WrittenToken detail::next_token(std::string_view text, std::size_t from) {
  while (from < text.size()) {
    if (!is_token_byte(text[from])) {
      ++from;
      continue;
    }
    const std::size_t end = token_end(text, from);
    const bool touches_other =
        (from > 0 && !is_ascii(text[from - 1])) || (end < text.size() && !is_ascii(text[end]));
    const bool has_name = std::ranges::any_of(text.substr(from, end - from), is_alphanumeric);
    if (!touches_other && has_name) return {text.substr(from, end - from), from};
    from = end;
  }
  return {};
}

std::vector<std::string_view> token_pieces(std::string_view token) {
  std::vector<std::string_view> pieces;
  while (!token.empty()) {
    const std::size_t end = std::min(token.find_first_of("-."), token.size());
    pieces.push_back(token.substr(0, end));
    token.remove_prefix(std::min(end + 1, token.size()));
  }
  return pieces;
}

std::vector<std::string_view> token_parts(std::string_view token) {
  const std::vector<std::string_view> pieces = token_pieces(token);
  std::vector<std::string_view> parts;
  const auto add = [&](std::string_view part) {
    parts.push_back(part);
    if (bare_name(part) != part) parts.push_back(bare_name(part));
  };
  if (pieces.size() > most_pieces) {
    add(token);
    std::ranges::for_each(pieces, add);
    return parts;
  }
  for (std::size_t first = 0; first < pieces.size(); ++first) {
    for (std::size_t last = first; last < pieces.size(); ++last) {
      const char* const end = pieces[last].data() + pieces[last].size();
      add({pieces[first].data(), static_cast<std::size_t>(end - pieces[first].data())});
    }
  }
  return parts;
}

bool is_number_or_hash(std::string_view token) {
  constexpr std::size_t shortest_hash = 7;
  constexpr std::size_t shortest_encoded = 16;
  constexpr std::size_t most_switches = 4;
  const std::vector<std::string_view> pieces = token_pieces(token);
  const bool is_made = std::ranges::all_of(
      pieces, [](std::string_view piece) { return is_number(piece) || is_hex_with_digit(piece); });
  const bool is_hash = token.size() >= shortest_hash && is_hex_with_digit(token);
  const bool is_short_name =
      pieces.size() == 1 && token.size() < shortest_hash && !is_number(token);  // such as E1234
  const bool is_encoded = token.size() >= shortest_encoded && switches(token) > most_switches;
  return is_hash || is_encoded || (is_made && !is_short_name);
}

bool has_several_words(std::string_view token) {
  std::size_t words = 0;
  for (const std::string_view piece : token_pieces(token)) words += count_words(piece);
  return words >= 2;
}

}  // namespace gitctx

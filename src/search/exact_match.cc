#include "search/exact_match.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/ascii.h"
#include "search/definition_form.h"
#include "text/words.h"

namespace gitctx {

namespace {

constexpr std::size_t most_words_of_field = 8;
/// If a text contains only a part of the query's words, one after another, the part must be at
/// least this share of the words. Otherwise, the text is not evidence.
constexpr double least_share = 0.6;
constexpr std::size_t least_words_in_a_row = 3;

/// A word of a text, or a format field.
struct TextWord {
  std::string_view text;  ///< empty for a format field
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The length of the format field at the beginning of the text; 0 if there is none.
std::size_t field_size(std::string_view text) {
  constexpr std::size_t longest = 40;
  if (text.size() < 2) return 0;
  if (text[0] == '%') {
    std::size_t i = 1;
    while (i < text.size() &&
           (is_digit(text[i]) || std::string_view("-+#.$*lhz").contains(text[i]))) {
      ++i;
    }
    const bool ends = i < text.size() && std::string_view("sdiufgxXcpqvrTtw@").contains(text[i]);
    return ends ? i + 1 : 0;
  }
  const std::size_t brace = text[0] == '$' || text[0] == '#' ? 1 : 0;
  if (text[brace] != '{') return 0;
  const std::size_t close = text.substr(0, longest).find_first_of(" \t\n;,}", brace + 1);
  return close != std::string_view::npos && text[close] == '}' ? close + 1 : 0;
}

/// The words and format fields of a text. Skips escape sequences: the word in `\nfirst` is `first`.
std::vector<TextWord> words_of(std::string_view text) {
  std::vector<TextWord> words;
  std::size_t i = 0;
  while (i < text.size()) {
    if (const std::size_t size = field_size(text.substr(i))) {
      words.push_back({{}, i, i + size});
      i += size;
      continue;
    }
    if (text[i] == '\\' && i + 1 < text.size() && std::string_view("nrt").contains(text[i + 1])) {
      i += 2;
      continue;
    }
    if (!is_word_byte(text[i])) {
      ++i;
      continue;
    }
    std::string_view run = text.substr(i);
    run = run.substr(
        0, static_cast<std::size_t>(std::ranges::find_if_not(run, is_word_byte) - run.begin()));
    i += run.size();
    while (!run.empty()) {
      const std::string_view word = take_word(run);
      if (word.empty()) break;
      const auto begin = static_cast<std::size_t>(word.data() - text.data());
      words.push_back({word, begin, begin + word.size()});
    }
  }
  return words;
}

/// If the text begins with `wanted`, the length of this beginning; otherwise npos. Any amount of
/// white space matches any other amount.
std::size_t end_of_wording(std::string_view wanted, std::string_view text) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < wanted.size();) {
    if (at == text.size()) return std::string_view::npos;
    if (!is_blank(wanted[i])) {
      if (text[at] != wanted[i]) return std::string_view::npos;
      ++at;
      ++i;
      continue;
    }
    if (!is_blank(text[at])) return std::string_view::npos;
    while (at < text.size() && is_blank(text[at])) ++at;
    while (i < wanted.size() && is_blank(wanted[i])) ++i;
  }
  return at;
}

/// Whether the occurrence is between quotes, between tags, or alone on its lines. Marks such as
/// those of a heading, a list or a comment are ignored.
bool is_whole_unit(std::string_view text, ByteRange bytes) {
  constexpr std::string_view delimiters = "\"'`<>\n\r";
  constexpr std::string_view marks = " \t#*/-!.;:%|+=~";
  const std::size_t before = text.substr(0, bytes.begin).find_last_not_of(marks);
  const std::size_t after = text.find_first_not_of(marks, bytes.end);
  return (before == std::string_view::npos || delimiters.contains(text[before])) &&
         (after == std::string_view::npos || delimiters.contains(text[after]));
}

/// Whether a wording reads as a topic: up to four words of letters, such as "CLI commands".
bool is_topic(const Wording& wording) {
  constexpr std::size_t most = 4;
  const auto is_everyday = [](const std::string& word) {
    const auto rest = std::string_view(word).substr(1);
    return is_letter(word[0]) &&
           (std::ranges::all_of(rest, is_lower) || std::ranges::all_of(rest, is_upper));
  };
  return !wording.is_quoted && wording.words.size() <= most &&
         std::ranges::all_of(wording.text, [](char c) { return is_letter(c) || is_blank(c); }) &&
         std::ranges::count_if(wording.words, is_everyday) + 1 >= std::ssize(wording.words);
}

/// Whether a wording starts like a heading that was copied ("Session cookies") rather than like a
/// topic that was typed ("session cookies", "CLI commands").
bool starts_as_a_heading(const Wording& wording) {
  const std::string_view text = wording.text;
  return text.size() > 1 && is_upper(text[0]) && is_lower(text[1]);
}

/// Finds the place in a text where the most words of a wording follow one another.
class Matcher {
 public:
  Matcher(const Wording& wording, std::string_view text)
      : wording_(wording), text_(text), words_(words_of(text)) {}

  ExactMatch best() {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      for (std::size_t q = 0; q < wording_.words.size(); ++q) {
        if (!agree(i, q)) continue;
        // If the previous words also agree, they are part of the same run, which was already
        // followed.
        if (q > 0 && i > 0 && agree(i - 1, q - 1)) continue;
        follow(i, q);
      }
    }
    return best_;
  }

 private:
  bool agree(std::size_t i, std::size_t q) const {
    return !words_[i].text.empty() && equal_ignoring_case(words_[i].text, wording_.words[q]);
  }

  /// Follows the run of equal words that starts at word `i` of the text and word `q` of the query.
  void follow(std::size_t i, const std::size_t q) {
    const std::size_t first = i;
    std::size_t next = q;   // the next word of the query
    std::size_t equal = 0;  // number of words that agree
    std::size_t last = i;
    while (i < words_.size() && next < wording_.words.size()) {
      if (agree(i, next)) {
        last = i;
        ++equal;
        ++i;
        ++next;
        continue;
      }
      if (!words_[i].text.empty()) break;
      // A format field stands for the words of the query that come before the next word of the
      // text. At the end of the text or of a line, it stands for the rest of the query.
      ++i;
      const std::size_t limit = std::min(next + most_words_of_field, wording_.words.size());
      if (i == words_.size() ||
          (words_[i].begin > words_[i - 1].end &&
           text_.substr(words_[i - 1].end, words_[i].begin - words_[i - 1].end).contains('\n'))) {
        if (limit == wording_.words.size()) next = limit;
        break;
      }
      std::size_t resumed = next;
      while (resumed < limit && !agree(i, resumed)) ++resumed;
      if (resumed == limit) {
        if (limit == wording_.words.size()) next = limit;
        break;
      }
      next = resumed;
    }
    consider(first, last, q, next, equal);
  }

  void consider(std::size_t first, std::size_t last, std::size_t q, std::size_t next,
                std::size_t equal) {
    const std::size_t count = wording_.words.size();
    const double share = static_cast<double>(next - q) / static_cast<double>(count);
    const bool whole = next - q == count;
    if (!whole && (equal < least_words_in_a_row || share < least_share)) return;
    if (share <= best_.share) return;
    best_ = {ExactLevel::words,
             share,
             false,
             {static_cast<std::uint32_t>(words_[first].begin),
              static_cast<std::uint32_t>(words_[last].end)}};
  }

  const Wording& wording_;
  std::string_view text_;
  std::vector<TextWord> words_;
  ExactMatch best_;
};

/// The text inside a pair of quotes or backticks; nothing if the text is not enclosed by one pair.
std::optional<std::string_view> inside_quotes(std::string_view text) {
  constexpr std::string_view quotes = "\"'`";
  if (text.size() < 3 || text.front() != text.back() || !quotes.contains(text.front())) {
    return std::nullopt;
  }
  const std::string_view inner = text.substr(1, text.size() - 2);
  return inner.contains(text.front()) ? std::nullopt : std::optional(inner);
}

/// Whether the bracket at `open` is closed by the last character of the text.
bool closes_at_end(std::string_view text, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
    if (depth == 0) return i + 1 == text.size();
  }
  return false;
}

/// The name in `name()`, `name(a, b)` and `name,`. A sentence such as `open() fails (see close())`
/// is no name.
std::string_view bare_name(std::string_view text) {
  if (text.ends_with(')')) {
    const std::size_t open = text.find('(');
    const bool is_operator = text.substr(0, std::min(open, text.size())).ends_with("operator");
    if (open != std::string_view::npos && open > 0 && is_alphanumeric(text[open - 1]) &&
        !is_operator && closes_at_end(text, open)) {
      text = text.substr(0, open);
    }
  }
  while (text.size() > 1 && std::string_view(",;:").contains(text.back())) text.remove_suffix(1);
  return text;
}

/// The name in the head of a declaration: `Gson` in `public class Gson`. Nothing if the text is not
/// such a head. After a keyword that is also an English word (`class`, `type`), the name must look
/// like code: it must contain a capital, a digit, `_`, `?` or `!`.
std::optional<std::string_view> declared_name(std::string_view text) {
  constexpr std::array<std::string_view, 8> keywords = {
      "def", "fn", "func", "struct", "defp", "defmodule", "defmacro", "macro_rules!"};
  constexpr std::array<std::string_view, 16> modifiers = {
      "pub",    "public",   "private", "protected", "static",   "async",  "export", "default",
      "inline", "abstract", "final",   "virtual",   "override", "unsafe", "extern", "open"};
  if (text.ends_with('{')) text = trimmed(text.substr(0, text.size() - 1));
  const std::size_t cut = text.find_last_of(" \t");
  if (cut == std::string_view::npos) return std::nullopt;
  std::string_view name = bare_name(text.substr(cut + 1));
  if (name.starts_with("self.")) name.remove_prefix(5);
  std::string_view rest = trimmed(text.substr(0, cut));
  std::string_view keyword;
  while (!rest.empty()) {
    if (!keyword.empty() && !is_one_of(keyword, modifiers)) return std::nullopt;
    const std::size_t blank = std::min(rest.find_first_of(" \t"), rest.size());
    keyword = rest.substr(0, blank);
    rest = trimmed(rest.substr(blank));
  }
  const bool has_code_form = std::ranges::any_of(
      name, [](char c) { return is_upper(c) || is_digit(c) || c == '_' || c == '?' || c == '!'; });
  const bool is_name = !name.empty() && (is_letter(name[0]) || name[0] == '_' || name[0] == '$');
  const bool is_declared =
      is_one_of(keyword, keywords) || (is_declaring_word(keyword) && has_code_form);
  return is_name && is_declared ? std::optional(name) : std::nullopt;
}

}  // namespace

Wording wording_of(std::string_view query) {
  Wording wording;
  std::string_view text = trimmed(query);
  if (const auto inner = inside_quotes(text)) {
    wording.is_quoted = text.front() == '"' && std::ranges::any_of(*inner, is_blank);
    text = trimmed(*inner);
  }
  std::string_view bare = bare_name(text);
  if (!wording.is_quoted) bare = declared_name(text).value_or(bare);
  wording.is_name = std::ranges::none_of(bare, is_blank);
  wording.text = wording.is_name ? bare : text;
  for_each_word(wording.text, [&](std::string_view word) {
    if (wording.words.size() < Wording::most_words) wording.words.emplace_back(word);
  });
  if (wording.words.empty()) wording.is_name = false;
  return wording;
}

std::optional<ByteRange> find_as_written(std::string_view wanted, std::string_view text) {
  if (wanted.empty()) return std::nullopt;
  const auto joins = [](char a, char b) {
    const bool ascii = (static_cast<unsigned char>(a) | static_cast<unsigned char>(b)) < 0x80;
    return ascii && is_word_byte(a) && is_word_byte(b);
  };
  for (std::size_t at = text.find(wanted[0]); at != std::string_view::npos;
       at = text.find(wanted[0], at + 1)) {
    if (at > 0 && joins(text[at - 1], wanted[0])) continue;
    const std::size_t size = end_of_wording(wanted, text.substr(at));
    if (size == std::string_view::npos) continue;
    const std::size_t end = at + size;
    if (end < text.size() && joins(text[end - 1], text[end])) continue;
    return ByteRange{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)};
  }
  return std::nullopt;
}

ExactMatch find_wording(const Wording& wording, std::string_view text) {
  if (wording.words.empty()) return {};
  if (const auto bytes = find_as_written(wording.text, text)) {
    return {ExactLevel::verbatim, 1, is_whole_unit(text, *bytes), *bytes};
  }
  return Matcher(wording, text).best();
}

bool is_message(const Wording& wording) {
  constexpr std::size_t least_words = 4;
  if (wording.is_name || wording.words.size() < least_words) return false;
  const std::string_view text = wording.text;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_digit(text[i]) || std::string_view("\"`:()[]{}").contains(text[i])) return true;
    const bool is_in_word =
        i > 0 && i + 1 < text.size() && is_letter(text[i - 1]) && is_letter(text[i + 1]);
    if (text[i] == '\'' && !is_in_word) return true;
  }
  return false;
}

int exact_tier(const Wording& wording, const ExactMatch& match, bool in_prose) {
  constexpr double whole = 0.999;
  const bool is_part = match.level == ExactLevel::words && match.share < whole;
  if (is_part && !is_message(wording)) return 0;
  if (wording.is_name) return static_cast<int>(match.level);
  if (match.level == ExactLevel::place) return 0;
  const bool topic = is_topic(wording);
  if (match.level == ExactLevel::verbatim) {
    const bool counts = match.is_whole && (!in_prose || starts_as_a_heading(wording));
    return topic && !counts ? 0 : 2;
  }
  return match.level == ExactLevel::words && !topic && wording.words.size() >= 3 ? 1 : 0;
}

bool defines_wording(const Wording& wording, std::string_view defined, std::string_view enclosing) {
  if (!wording.is_name || defined.empty()) return false;
  std::string_view name = wording.text;
  if (name == defined) return true;
  if (!name.ends_with(defined)) return false;
  name.remove_suffix(defined.size());
  constexpr std::array<std::string_view, 5> joints = {"::", "->", ".", "#", "/"};
  for (const std::string_view joint : joints) {
    if (!name.ends_with(joint)) continue;
    name.remove_suffix(joint.size());
    return !name.empty() && !enclosing.empty() &&
           (name == enclosing || name.ends_with(enclosing) || enclosing.ends_with(name));
  }
  return false;
}

}  // namespace gitctx

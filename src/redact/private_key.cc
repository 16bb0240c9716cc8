#include "redact/private_key.h"

#include <algorithm>

#include "base/ascii.h"
#include "redact/secret_candidate.h"

namespace gitctx {
namespace {

constexpr std::string_view marker = "PRIVATE KEY";
constexpr std::size_t shortest_body = 16;
/// The minimum size of a base64 run in a line of a key. It is `shortest_run` if the key has a BEGIN
/// and an END line. If one of these lines is missing, it is `longest_word`, because a shorter run
/// may be a word.
constexpr std::size_t shortest_run = 16, longest_word = 40;
/// The maximum numbers of bytes and lines between the BEGIN and the END line.
constexpr std::size_t most_bytes = std::size_t{64} * 1024, most_lines = 400;

bool is_base64(char c) { return is_alphanumeric(c) || c == '+' || c == '/' || c == '='; }

/// Whether `c` may separate the lines of a key, for example in a string or comment of code.
bool is_separator(char c) { return is_blank(c) || std::string_view("\"'`,;|>*#+\\").contains(c); }

bool is_armour_word(char c) { return is_upper(c) || is_digit(c) || c == ' '; }
bool is_dash(char c) { return c == '-' || c == ' '; }

/// The words of the armour that end at `end`, such as "BEGIN RSA PRIVATE KEY". Empty if no dash
/// precedes the words.
std::string_view words_before(std::string_view text, std::size_t end) {
  constexpr std::size_t longest = 80;
  std::size_t begin = end;
  while (begin > 0 && end - begin < longest && is_armour_word(text[begin - 1])) --begin;
  if (begin == 0 || text[begin - 1] != '-') return {};
  return trimmed(text.substr(begin, end - begin), " ");
}

/// The words of the armour before the dashes that end at `end`.
std::string_view armour_of(std::string_view text, std::size_t end) {
  constexpr std::size_t most_dashes = 8;
  const std::size_t first = end > most_dashes ? end - most_dashes : 0;
  while (end > first && is_dash(text[end - 1])) --end;
  return words_before(text, end);
}

/// The position of the dashes before the words of the armour.
std::size_t begin_of(std::string_view text, std::string_view armour) {
  auto begin = static_cast<std::size_t>(armour.data() - text.data());
  while (begin > 0 && is_dash(text[begin - 1])) --begin;
  return begin;
}

/// The position after the separators and escapes (such as `\n`) that start at `at`.
std::size_t skip_separators(std::string_view text, std::size_t at) {
  constexpr std::size_t most = 120;
  const std::size_t end = std::min(text.size(), at + most);
  while (at < end && is_separator(text[at])) {
    const bool is_escape =
        text[at] == '\\' && at + 1 < end && std::string_view("nrt").contains(text[at + 1]);
    at += is_escape ? 2 : 1;
  }
  return at;
}

std::size_t skip_base64(std::string_view text, std::size_t at) {
  while (at < text.size() && is_base64(text[at])) ++at;
  return at;
}

/// The end of a header such as `Proc-Type: 4,ENCRYPTED`; `at` itself if there is no header.
std::size_t skip_header(std::string_view text, std::size_t at) {
  constexpr std::size_t longest = 120;
  const std::string_view line = text.substr(at, longest);
  const std::size_t name = std::min(
      line.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-"), line.size());
  if (name == 0 || !line.substr(name).starts_with(": ")) return at;
  const std::size_t end = std::min(line.find_first_of("\r\n\\\""), line.size());
  return at + end;
}

/// The body that starts at `at`, if only separators and headers are between its lines.
std::optional<KeyBody> plain_body_after(std::string_view text, std::size_t at) {
  const std::size_t begin = skip_separators(text, at);
  std::size_t end = begin;
  std::size_t letters = 0;
  for (std::size_t next = begin; next < text.size(); next = skip_separators(text, end)) {
    const std::size_t header = skip_header(text, next);
    if (header > next) {
      end = header;
      continue;
    }
    const std::size_t stop = skip_base64(text, next);
    const std::size_t size = stop - next;
    const std::size_t after = skip_separators(text, stop);
    const bool is_last = after >= text.size() || text.substr(after).starts_with("----");
    const bool ends_well = stop == text.size() || is_separator(text[stop]) || text[stop] == '-';
    if (size == 0 || !ends_well || (size < shortest_body && !is_last)) break;
    letters += size;
    end = stop;
  }
  if (letters < shortest_body) return std::nullopt;
  return KeyBody{begin, end};
}

std::optional<KeyBody> plain_body_before(std::string_view text, std::size_t armour) {
  std::size_t at = armour;
  while (at > 0 && is_separator(text[at - 1])) --at;
  const std::size_t end = at;
  std::size_t letters = 0;
  while (at > 0) {
    const std::size_t line_end = at;
    while (at > 0 && is_base64(text[at - 1])) --at;
    const std::size_t size = line_end - at;
    // Only two lines may be short: the last line, and the first line if the text was cut there.
    if (size == 0 || (size < shortest_body && line_end != end && at != 0)) return std::nullopt;
    letters += size;
    std::size_t separators = 0;
    while (at > 0 && is_separator(text[at - 1]) && ++separators < 100) --at;
  }
  if (letters < shortest_body) return std::nullopt;
  return KeyBody{0, end};
}

/// The size of the escape at `at` that encodes a base64 character, such as `\/`, `\u002b` or
/// `\u003D`; 0 if there is none.
std::size_t size_of_escape(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at, 6);
  if (rest.starts_with("\\/")) return 2;
  const bool is_code =
      rest.size() == 6 && (rest.starts_with("\\u002") || rest.starts_with("\\u003"));
  return is_code && std::string_view("bBfFdD").contains(rest[5]) ? rest.size() : 0;
}

/// The next run of base64 in [at, end). Escapes such as `\n` are not part of a run.
KeyBody next_run(std::string_view text, std::size_t at, std::size_t end) {
  const std::string_view part = text.substr(0, end);
  while (at < end && !is_base64(part[at]) && size_of_escape(part, at) == 0) {
    const bool is_escape =
        part[at] == '\\' && at + 1 < end && std::string_view("nrt").contains(part[at + 1]);
    at += is_escape ? 2 : 1;
  }
  at = std::min(at, end);
  std::size_t stop = at;
  while (stop < end) {
    const std::size_t size = is_base64(part[stop]) ? 1 : size_of_escape(part, stop);
    if (size == 0) break;
    stop += size;
  }
  return {at, stop};
}

/// Whether the run is so random that it must be part of a key, not a name or a path in code.
bool is_of_key(std::string_view text, const KeyBody& run) {
  constexpr std::size_t width = 64;
  for (std::size_t at = run.begin; at < run.end; at += width) {
    const std::size_t end = std::min(at + width, run.end);
    if (is_random_mixed({.text = text, .begin = at, .end = end})) return true;
  }
  return false;
}

/// The runs of one line, or of a part of it.
struct RunsOfLine {
  KeyBody all;               ///< from the first to the last run of at least `shortest_run` bytes
  std::size_t last_end = 0;  ///< the end of the last run of any size
  std::size_t longest = 0;
  bool is_of_key = false;
};

RunsOfLine runs_between(std::string_view text, std::size_t begin, std::size_t end) {
  RunsOfLine runs;
  for (KeyBody run = next_run(text, begin, end); run.end > run.begin;
       run = next_run(text, run.end, end)) {
    runs.last_end = run.end;
    const std::size_t size = run.end - run.begin;
    if (size < shortest_run) continue;
    if (runs.longest == 0) runs.all.begin = run.begin;
    runs.all.end = run.end;
    runs.longest = std::max(runs.longest, size);
    if (!runs.is_of_key) runs.is_of_key = is_of_key(text, run);
  }
  return runs;
}

std::size_t end_of_line(std::string_view text, std::size_t at, std::size_t end) {
  return std::min(text.find('\n', at), end);
}

/// The position of the next line of armour, or the furthest possible end of the key. `is_end` is
/// true if the line is an END line.
struct NextArmour {
  std::size_t at = 0;
  bool is_end = false;
};

NextArmour next_armour(std::string_view text, std::size_t at) {
  const std::string_view part = text.substr(0, at + std::min(text.size() - at, most_bytes));
  for (std::size_t found = part.find(marker, at); found != std::string_view::npos;
       found = part.find(marker, found + marker.size())) {
    const std::string_view words = words_before(text, found + marker.size());
    if (words.starts_with("END")) return {std::max(at, begin_of(text, words)), true};
    if (words.starts_with("BEGIN")) return {std::max(at, begin_of(text, words)), false};
  }
  return {part.size(), false};
}

/// The body between a BEGIN and an END line. Any text may be around each line of the body.
std::optional<KeyBody> framed_body(std::string_view text, std::size_t at, std::size_t end) {
  constexpr std::size_t most_lines_of_tail = 4;
  std::optional<KeyBody> body;
  bool is_key = false;
  std::size_t lines_after = 0;
  std::size_t lines = 0;
  for (std::size_t begin = at; begin < end;) {
    if (++lines > most_lines) return std::nullopt;
    const std::size_t stop = end_of_line(text, begin, end);
    const RunsOfLine runs = runs_between(text, begin, stop);
    is_key |= runs.is_of_key;
    if (runs.longest > 0) {
      if (!body) body = runs.all;
      // A last, shorter run of the body may follow on the same line.
      body->end = runs.last_end;
      lines_after = 0;
    } else if (body && stop < end && ++lines_after <= most_lines_of_tail && runs.last_end > 0) {
      body->end = runs.last_end;
    }
    begin = stop + 1;
  }
  return is_key ? body : std::nullopt;
}

/// The body after a BEGIN line without an END line: the lines that contain long runs.
std::optional<KeyBody> open_body_after(std::string_view text, std::size_t at, std::size_t end) {
  constexpr std::size_t most_other_lines = 4;  // headers and blank lines
  std::optional<KeyBody> body;
  bool is_key = false;
  std::size_t others = 0;
  std::size_t lines = 0;
  for (std::size_t begin = at; begin < end && lines < most_lines; ++lines) {
    const std::size_t stop = end_of_line(text, begin, end);
    const RunsOfLine runs = runs_between(text, begin, stop);
    if (runs.longest >= longest_word) {
      is_key |= runs.is_of_key;
      if (!body) body = runs.all;
      body->end = runs.all.end;
      others = 0;
    } else if (++others > most_other_lines) {
      break;
    }
    begin = stop + 1;
  }
  return is_key ? body : std::nullopt;
}

/// The body before an END line without a BEGIN line: the lines that contain long runs.
std::optional<KeyBody> open_body_before(std::string_view text, std::size_t armour) {
  constexpr std::size_t most_other_lines = 4;
  std::size_t first = armour > most_bytes ? armour - most_bytes : 0;
  const std::size_t earlier = text.substr(first, armour - first).rfind(marker);
  if (earlier != std::string_view::npos) {
    const std::string_view words = words_before(text, first + earlier + marker.size());
    if (words.starts_with("BEGIN")) return std::nullopt;
    first += earlier + marker.size();
  }
  std::optional<KeyBody> body;
  bool is_key = false;
  std::size_t tail = 0;  // end of the last line of the body, which may be short
  std::size_t others = 0;
  std::size_t lines = 0;
  for (std::size_t stop = armour; stop > first && lines < most_lines; ++lines) {
    const std::size_t newline = text.substr(first, stop - first).rfind('\n');
    const std::size_t begin = newline == std::string_view::npos ? first : first + newline + 1;
    const RunsOfLine runs = runs_between(text, begin, stop);
    if (tail == 0 && stop < armour) tail = runs.last_end;
    if (runs.longest >= longest_word) {
      is_key |= runs.is_of_key;
      if (!body) body = KeyBody{.begin = 0, .end = std::max(tail, runs.last_end)};
      body->begin = runs.all.begin;
      others = 0;
    } else if (++others > most_other_lines) {
      break;
    }
    if (begin == first) break;
    stop = begin - 1;
  }
  return is_key ? body : std::nullopt;
}

std::optional<KeyBody> body_after(std::string_view text, std::size_t at) {
  const std::optional<KeyBody> plain = plain_body_after(text, at);
  const NextArmour next = next_armour(text, at);
  if (plain && skip_separators(text, plain->end) >= next.at) return plain;
  std::optional<KeyBody> other;
  if (next.is_end) other = framed_body(text, at, next.at);
  if (!other) other = open_body_after(text, at, next.at);
  if (!plain || !other) return plain ? plain : other;
  return KeyBody{std::min(plain->begin, other->begin), std::max(plain->end, other->end)};
}

}  // namespace

std::optional<KeyBody> private_key_body(std::string_view text, std::size_t end_of_armour) {
  const std::string_view armour = armour_of(text, end_of_armour);
  if (!armour.ends_with(marker) && !armour.ends_with("PRIVATE KEY BLOCK")) return std::nullopt;
  if (armour.starts_with("BEGIN")) return body_after(text, end_of_armour);
  if (!armour.starts_with("END")) return std::nullopt;
  const std::size_t begin = begin_of(text, armour);
  const std::optional<KeyBody> plain = plain_body_before(text, begin);
  return plain ? plain : open_body_before(text, begin);
}

std::optional<KeyBody> private_key_middle(std::string_view text) {
  // The line widths of PEM keys and of OpenSSH keys.
  constexpr std::size_t pem_width = 64, openssh_width = 70;
  const std::size_t width = skip_base64(text.substr(0, openssh_width + 1), 0);
  if (width != pem_width && width != openssh_width) return std::nullopt;
  std::size_t lines = 0;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view line = trimmed(take_part(rest, '\n'), "\r");
    const bool is_last = has_only_blanks(rest);
    if (skip_base64(line, 0) != line.size()) return std::nullopt;
    if (line.size() != width && !(is_last && line.size() < width)) return std::nullopt;
    ++lines;
    if (is_last) break;
  }
  if (lines < 2) return std::nullopt;
  return KeyBody{0, text.size()};
}

}  // namespace gitctx

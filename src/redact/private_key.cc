#include "redact/private_key.h"

#include <algorithm>

#include "base/ascii.h"

namespace gitctx {
namespace {

constexpr std::string_view dashes = "-----";
constexpr std::size_t shortest_body = 16;

bool is_base64(char c) { return is_alphanumeric(c) || c == '+' || c == '/' || c == '='; }

/// What is between the lines of a key in a string of some language.
bool is_separator(char c) { return is_blank(c) || std::string_view("\"'`,;|>*#+\\").contains(c); }

/// The armour's words between the dashes, which end at `end`: "BEGIN RSA PRIVATE KEY".
std::string_view armour_of(std::string_view text, std::size_t end) {
  constexpr std::size_t longest = 80;
  if (end < dashes.size()) return {};
  const std::size_t begin = end > longest ? end - longest : 0;
  std::string_view line = text.substr(begin, end - dashes.size() - begin);
  const std::size_t start = line.rfind(dashes);
  if (start == std::string_view::npos) return {};
  line.remove_prefix(start + dashes.size());
  return line.contains('\n') ? std::string_view() : line;
}

/// The position after separators and escapes such as `\n`.
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

/// The end of a header such as `Proc-Type: 4,ENCRYPTED`; `at` itself if there is none.
std::size_t skip_header(std::string_view text, std::size_t at) {
  constexpr std::size_t longest = 120;
  const std::string_view line = text.substr(at, longest);
  const std::size_t name = std::min(
      line.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-"), line.size());
  if (name == 0 || !line.substr(name).starts_with(": ")) return at;
  const std::size_t end = std::min(line.find_first_of("\r\n\\\""), line.size());
  return at + end;
}

std::optional<KeyBody> body_after(std::string_view text, std::size_t at) {
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
    const bool is_last = after >= text.size() || text.substr(after).starts_with(dashes);
    const bool ends_well = stop == text.size() || is_separator(text[stop]) || text[stop] == '-';
    if (size == 0 || !ends_well || (size < shortest_body && !is_last)) break;
    letters += size;
    end = stop;
  }
  if (letters < shortest_body) return std::nullopt;
  return KeyBody{begin, end};
}

std::optional<KeyBody> body_before(std::string_view text, std::size_t armour) {
  std::size_t at = armour;
  while (at > 0 && is_separator(text[at - 1])) --at;
  const std::size_t end = at;
  std::size_t letters = 0;
  while (at > 0) {
    const std::size_t line_end = at;
    while (at > 0 && is_base64(text[at - 1])) --at;
    const std::size_t size = line_end - at;
    // Only the last line of a body may be short, and its first line if the text was cut there.
    if (size == 0 || (size < shortest_body && line_end != end && at != 0)) return std::nullopt;
    letters += size;
    std::size_t separators = 0;
    while (at > 0 && is_separator(text[at - 1]) && ++separators < 100) --at;
  }
  if (letters < shortest_body) return std::nullopt;
  return KeyBody{0, end};
}

}  // namespace

std::optional<KeyBody> private_key_body(std::string_view text, std::size_t end_of_armour) {
  const std::string_view armour = armour_of(text, end_of_armour);
  if (!armour.ends_with("PRIVATE KEY") && !armour.ends_with("PRIVATE KEY BLOCK")) {
    return std::nullopt;
  }
  if (armour.starts_with("BEGIN")) return body_after(text, end_of_armour);
  if (!armour.starts_with("END")) return std::nullopt;
  return body_before(text, end_of_armour - armour.size() - 2 * dashes.size());
}

std::optional<KeyBody> private_key_middle(std::string_view text) {
  // The widths of lines in PEM and in OpenSSH's keys.
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

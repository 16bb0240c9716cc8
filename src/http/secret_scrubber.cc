#include "http/secret_scrubber.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "http/http.h"
#include "redact/redactor.h"

namespace gitctx {
namespace {

constexpr std::string_view secret_headers[] = {
    "authorization", "proxy-authorization", "x-api-key",
    "api-key",       "x-goog-api-key",      "cookie",
    "set-cookie",    "openai-organization", "openai-project",
    "x-tenant-id",
};

constexpr std::string_view secret_parameters[] = {"key",     "api_key", "apikey",
                                                  "api-key", "token",   "access_token"};

constexpr std::string_view blanks = " \t";

/// The start of every mark that stands for a secret.
constexpr std::string_view mark_start = "[redacted:";
static_assert(scrubbed_mark.starts_with(mark_start));

/// The end of a value. The value ends before the first of the characters `ends`, or before a mark
/// if the mark comes earlier.
std::size_t end_of_value(std::string_view text, std::size_t begin, std::string_view ends) {
  const std::size_t end = std::min(text.find_first_of(ends, begin), text.size());
  const std::size_t mark = text.substr(0, end).find(mark_start, begin);
  return std::min(mark, end);
}

bool starts_with_name(std::string_view text, std::string_view name) {
  return text.size() >= name.size() && equal_ignoring_case(text.substr(0, name.size()), name);
}

/// The location of a secret, relative to the current position.
struct Found {
  std::size_t kept = 0;  ///< number of bytes before the secret, which are kept
  std::size_t size = 0;
};

/// Finds the user and password in `://user:password@`.
std::optional<Found> find_userinfo(std::string_view text) {
  constexpr std::string_view start = "://";
  if (!text.starts_with(start)) return std::nullopt;
  std::string_view authority = text.substr(start.size());
  authority = authority.substr(0, authority.find_first_of("/?#\"'`<>()\\ \t\r\n"));
  const std::size_t at = authority.rfind('@');
  if (at == std::string_view::npos || at == 0) return std::nullopt;
  return Found{start.size(), at};
}

/// Finds `x-api-key: value`, also as a member of JSON.
std::optional<Found> find_header_value(std::string_view text) {
  const auto name = std::ranges::find_if(
      secret_headers, [&](std::string_view each) { return starts_with_name(text, each); });
  if (name == std::end(secret_headers)) return std::nullopt;
  std::size_t at = name->size();
  const auto skip = [&](std::string_view letters) {
    at = std::min(text.find_first_not_of(letters, at), text.size());
  };
  skip("\\\"'");
  skip(blanks);
  if (at == text.size() || text[at] != ':') return std::nullopt;
  ++at;
  const auto skip_to_value = [&] {
    while (at < text.size() && std::string_view(" \t\\\"'[").contains(text[at]) &&
           !text.substr(at).starts_with(mark_start)) {
      ++at;
    }
  };
  skip_to_value();
  for (const std::string_view scheme : {"bearer ", "basic ", "token "}) {
    if (starts_with_name(text.substr(at), scheme)) at += scheme.size();
  }
  skip_to_value();
  const std::string_view ends = name->ends_with("cookie") ? "\"'\\\r\n{" : "\"'\\\r\n{}]),; \t";
  const std::size_t end = end_of_value(text, at, ends);
  if (end == at) return std::nullopt;
  return Found{at, end - at};
}

/// Finds `?key=value` and `&key=value`; `text` starts at the `?` or `&`.
std::optional<Found> find_parameter(std::string_view text) {
  for (const std::string_view name : secret_parameters) {
    if (!starts_with_name(text.substr(1), name)) continue;
    const std::size_t begin = 1 + name.size() + 1;
    if (text.size() <= begin || text[begin - 1] != '=') continue;
    const std::size_t end = end_of_value(text, begin, "&#\"'`<>()\\ \t\r\n");
    if (end > begin) return Found{begin, end - begin};
  }
  return std::nullopt;
}

std::optional<Found> find_secret(std::string_view text, bool is_word_start) {
  const char c = text.front();
  if (c == ':') return find_userinfo(text);
  if (c == '?' || c == '&') return find_parameter(text);
  if (!is_word_start || !is_alphanumeric(c)) return std::nullopt;
  return find_header_value(text);
}

void replace_all(std::string& text, std::string_view secret) {
  for (std::size_t at = 0; (at = text.find(secret, at)) != std::string::npos;) {
    text.replace(at, secret.size(), scrubbed_mark);
    at += scrubbed_mark.size();
  }
}

/// The text, with a mark in place of every secret that one pass finds.
std::string scrub_once(const std::string& text) {
  std::string out;
  const std::string_view all = text;
  std::size_t copied = 0;
  for (std::size_t i = 0; i < all.size();) {
    const bool is_word_start = i == 0 || !is_alphanumeric(all[i - 1]);
    const auto found = find_secret(all.substr(i), is_word_start);
    if (!found) {
      ++i;
      continue;
    }
    out += all.substr(copied, i + found->kept - copied);
    out += scrubbed_mark;
    copied = i = i + found->kept + found->size;
  }
  return out += all.substr(copied);
}

}  // namespace

std::string scrub_secrets(std::string text, std::span<const std::string> secrets) {
  std::vector<std::string_view> known(secrets.begin(), secrets.end());
  std::erase_if(known, [](std::string_view secret) { return secret.size() < shortest_secret; });
  // Longest first, because one secret may be the prefix of another.
  std::ranges::sort(known, std::ranges::greater(), &std::string_view::size);
  for (const std::string_view secret : known) replace_all(text, secret);

  // After one pass has replaced a secret, the next pass may find a password that the first one
  // missed ("://cookie://word@").
  constexpr int most_readings = 8;
  for (int reading = 0; reading < most_readings; ++reading) {
    std::string scrubbed = redacted(scrub_once(text));
    if (scrubbed == text) break;
    text = std::move(scrubbed);
  }
  return text;
}

bool is_secret_header(std::string_view name) {
  return std::ranges::any_of(
      secret_headers, [&](std::string_view each) { return equal_ignoring_case(name, each); });
}

}  // namespace gitctx

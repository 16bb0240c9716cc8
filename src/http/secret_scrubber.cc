#include "http/secret_scrubber.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "http/http.h"

namespace gitctx {
namespace {

bool is_key_character(char c) { return is_alphanumeric(c) || c == '_' || c == '-'; }

/// The shape of the keys of a provider: a prefix and the number of key characters after it.
struct KeyShape {
  std::string_view prefix;
  std::size_t least;
  std::size_t most = std::string_view::npos;
  bool has_digit = false;
};

// Of prefixes that begin alike, the longer come first. Google's keys must have their exact length,
// because "AIza" may occur in base64.
constexpr KeyShape key_shapes[] = {
    {"sk-ant-", 4},     {"sk-proj-", 4},
    {"sk-svcacct-", 4}, {"sk-", 8, std::string_view::npos, true},
    {"sk-", 20},        {"lsv2_pt_", 4},
    {"lsv2_sk_", 4},    {"lsv2_", 8},
    {"pa-", 30},        {"AIza", 35, 35},
    {"ghp_", 20},       {"gho_", 20},
    {"ghs_", 20},       {"github_pat_", 20},
    {"gsk_", 30},       {"hf_", 30},
};

constexpr std::string_view secret_headers[] = {
    "authorization", "proxy-authorization", "x-api-key",
    "api-key",       "x-goog-api-key",      "cookie",
    "set-cookie",    "openai-organization", "openai-project",
    "x-tenant-id",
};

constexpr std::string_view secret_parameters[] = {"key",     "api_key", "apikey",
                                                  "api-key", "token",   "access_token"};

constexpr std::string_view blanks = " \t";

bool starts_with_name(std::string_view text, std::string_view name) {
  return text.size() >= name.size() && equal_ignoring_case(text.substr(0, name.size()), name);
}

std::size_t run_of(std::string_view text, bool (*belongs)(char)) {
  return static_cast<std::size_t>(std::ranges::find_if_not(text, belongs) - text.begin());
}

/// A secret, relative to the current position.
struct Found {
  std::size_t kept = 0;  ///< bytes before the secret, which are kept
  std::size_t size = 0;
};

std::optional<Found> find_key(std::string_view text) {
  for (const KeyShape& shape : key_shapes) {
    if (!text.starts_with(shape.prefix)) continue;
    const std::string_view rest = text.substr(shape.prefix.size());
    const std::size_t size = run_of(rest, is_key_character);
    if (size < shape.least || size > shape.most) continue;
    if (shape.has_digit && std::ranges::none_of(rest.substr(0, size), is_digit)) continue;
    return Found{0, shape.prefix.size() + size};
  }
  return std::nullopt;
}

/// Finds `Bearer`, blanks, and a token that is not a word.
std::optional<Found> find_bearer(std::string_view text) {
  constexpr std::string_view scheme = "bearer ";
  constexpr std::size_t least = 16;
  if (!starts_with_name(text, scheme)) return std::nullopt;
  const std::string_view token = text.substr(scheme.size());
  const std::size_t size = run_of(token, [](char c) {
    return is_key_character(c) || std::string_view(".~+/=").find(c) != std::string_view::npos;
  });
  if (size < least || std::ranges::none_of(token.substr(0, size), is_digit)) return std::nullopt;
  return Found{scheme.size(), size};
}

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
  skip(blanks);
  skip("\\\"'");
  for (const std::string_view scheme : {"bearer ", "basic ", "token "}) {
    if (starts_with_name(text.substr(at), scheme)) at += scheme.size();
  }
  skip(blanks);
  const std::string_view ends = name->ends_with("cookie") ? "\"'\\\r\n[{" : "\"'\\\r\n[{}]),; \t";
  const std::size_t end = std::min(text.find_first_of(ends, at), text.size());
  if (end == at) return std::nullopt;
  return Found{at, end - at};
}

/// Finds `?key=value` and `&key=value`; `text` starts at the `?` or `&`.
std::optional<Found> find_parameter(std::string_view text) {
  for (const std::string_view name : secret_parameters) {
    if (!starts_with_name(text.substr(1), name)) continue;
    const std::size_t begin = 1 + name.size() + 1;
    if (text.size() <= begin || text[begin - 1] != '=') continue;
    const std::size_t end = std::min(text.find_first_of("&#\"'`<>()\\ \t\r\n", begin), text.size());
    if (end > begin) return Found{begin, end - begin};
  }
  return std::nullopt;
}

std::optional<Found> find_secret(std::string_view text, bool is_word_start) {
  const char c = text.front();
  if (c == ':') return find_userinfo(text);
  if (c == '?' || c == '&') return find_parameter(text);
  if (!is_word_start || !is_alphanumeric(c)) return std::nullopt;
  if (const auto found = find_key(text)) return found;
  if (const auto found = find_header_value(text)) return found;
  return find_bearer(text);
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

  // A mark may uncover a password that the first pass missed ("://cookie://word@").
  constexpr int most_readings = 8;
  for (int reading = 0; reading < most_readings; ++reading) {
    std::string scrubbed = scrub_once(text);
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

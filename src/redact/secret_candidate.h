#pragma once

#include <cstddef>
#include <string_view>

namespace gitctx {

/// A part of a text that has the form of a secret, before the check of its kind.
struct SecretCandidate {
  std::string_view text;  ///< all of it
  std::size_t begin = 0;  ///< of the value
  std::size_t end = 0;
  std::string_view name{};       ///< to which the value is assigned, if it is
  char sign = '\0';              ///< between name and value: one of `=:,( >`
  bool is_tight = false;         ///< there are no blanks around the sign
  bool is_quoted = false;        ///< the value is between quotes
  bool is_on_next_line = false;  ///< the value is on the line after its name

  std::string_view value() const { return text.substr(begin, end - begin); }
  /// The line up to the value, at most its last 200 bytes.
  std::string_view line_before() const {
    constexpr std::size_t longest = 200;
    const std::size_t start = begin > longest ? begin - longest : 0;
    const std::string_view before = text.substr(start, begin - start);
    const std::size_t newline = before.find_last_of("\r\n");
    return newline == std::string_view::npos ? before : before.substr(newline + 1);
  }
};

// Checks of kinds: whether a value with the right form is a secret.

bool is_any(const SecretCandidate& candidate);
/// Random characters: of a hexadecimal, base64 or similar alphabet, and not made of words.
bool is_random(const SecretCandidate& candidate);
/// Random, with letters of both cases and digits, so it is not a hash.
bool is_random_mixed(const SecretCandidate& candidate);
/// Letters of both cases and digits, of which few repeat.
bool is_mixed(const SecretCandidate& candidate);
bool has_digit(const SecretCandidate& candidate);
/// Not part of a longer base64 text.
bool stands_alone(const SecretCandidate& candidate);
bool follows_bot_id(const SecretCandidate& candidate);
bool follows_user_name(const SecretCandidate& candidate);
/// Base64 of `user:password`.
bool encodes_login(const SecretCandidate& candidate);
/// Like encodes_login(), but only for the name `auth`.
bool is_docker_login(const SecretCandidate& candidate);
/// The name says AWS.
bool is_aws_secret(const SecretCandidate& candidate);
/// The name says more than `key`: an API key, an access token, a client's secret.
bool is_named_token(const SecretCandidate& candidate);
/// The name is `token` and nothing else.
bool is_plain_token(const SecretCandidate& candidate);
/// A password in a URL that is not an obvious example.
bool is_url_password(const SecretCandidate& candidate);
/// `Password=` among other fields of a connection string.
bool is_in_connection_string(const SecretCandidate& candidate);
/// A password in an assignment such as those of .env files, a quoted password with a digit, or one
/// that fills the rest of its line.
bool is_assigned_password(const SecretCandidate& candidate);
/// A short secret of a name such as `client_secret`: letters and digits in turn.
bool is_assigned_secret(const SecretCandidate& candidate);
/// A password in prose, in a command or in a URL: `password=hunter2`, `--password hunter2`.
bool is_mentioned_password(const SecretCandidate& candidate);
/// A random value of the header `Authorization`; logins and bearer tokens are kinds of their own.
bool is_authorization(const SecretCandidate& candidate);
/// Letters and digits, and not an obvious example.
bool is_simple_password(const SecretCandidate& candidate);

/// Whether the value only shows where the reader has to put the real one: `changeme`, `<token>`,
/// `${TOKEN}`, `os.environ[...]`, `xxxxxxxx`.
bool is_placeholder(std::string_view value);

/// Bits per character, by the frequencies of the characters.
double entropy(std::string_view value);

}  // namespace gitctx

#pragma once

#include <cstddef>
#include <string_view>

namespace gitctx {

/// A part of a text that has the form of a secret. The check of its kind decides whether it is one.
struct SecretCandidate {
  std::string_view text;  ///< the whole text
  std::size_t begin = 0;  ///< start of the value
  std::size_t end = 0;
  std::string_view name{};       ///< the name to which the value is assigned, if any
  char sign = '\0';              ///< the sign between name and value: one of `=:,(>` or a blank
  bool is_tight = false;         ///< there are no blanks around the sign
  bool is_quoted = false;        ///< the value is between quotes
  bool is_on_next_line = false;  ///< the value is on the line after its name

  std::string_view value() const { return text.substr(begin, end - begin); }
  /// The part of the line before the value, but at most the last 200 bytes of this part.
  std::string_view line_before() const {
    constexpr std::size_t longest = 200;
    const std::size_t start = begin > longest ? begin - longest : 0;
    const std::string_view before = text.substr(start, begin - start);
    const std::size_t newline = before.find_last_of("\r\n");
    return newline == std::string_view::npos ? before : before.substr(newline + 1);
  }
};

// The checks of the kinds (SecretKind::check). Each says whether a value with the right form is a
// secret.

bool is_any(const SecretCandidate& candidate);
/// Whether the value consists of random hexadecimal, base64 or similar characters, not of words.
bool is_random(const SecretCandidate& candidate);
/// Whether the value is random with digits and letters of both cases, so it is not a hexadecimal
/// hash.
bool is_random_mixed(const SecretCandidate& candidate);
/// Whether the value has digits and letters of both cases, and repeats few characters.
bool is_mixed(const SecretCandidate& candidate);
bool has_digit(const SecretCandidate& candidate);
/// Whether the value is not part of a longer base64 text.
bool stands_alone(const SecretCandidate& candidate);
bool follows_bot_id(const SecretCandidate& candidate);
bool follows_user_name(const SecretCandidate& candidate);
/// Whether the value is `user:password` in base64.
bool encodes_login(const SecretCandidate& candidate);
/// Like encodes_login(), but only for the name `auth`.
bool is_docker_login(const SecretCandidate& candidate);
/// Whether the name mentions AWS, an access key or a secret, and the value can be an AWS secret.
bool is_aws_secret(const SecretCandidate& candidate);
/// Whether the value is random, and its name is more specific than `key`. For example, the name may
/// refer to an API key, an access token or a client secret.
bool is_named_token(const SecretCandidate& candidate);
/// Whether the value is a token and its name is exactly `token`.
bool is_plain_token(const SecretCandidate& candidate);
/// Whether the value, a password in a URL, may be real: it is not a stand-in, a well-known password
/// such as `postgres`, or a port.
bool is_url_password(const SecretCandidate& candidate);
/// Whether the value is a password in a connection string: `Password=` after other fields.
bool is_in_connection_string(const SecretCandidate& candidate);
/// Whether the value is a password in an assignment. The assignment may be like those in .env
/// files, or the password may be quoted and contain a digit, or the password may fill the rest of
/// its line.
bool is_assigned_password(const SecretCandidate& candidate);
/// Whether the value is a short secret with a name such as `client_secret`. The value must
/// alternate between letters and digits.
bool is_assigned_secret(const SecretCandidate& candidate);
/// Whether the value is an unquoted password in prose, in a command or in a URL:
/// `password=hunter2`, `--password hunter2`.
bool is_mentioned_password(const SecretCandidate& candidate);
/// Whether the value of an `Authorization` header is random or a UUID. Logins and random bearer
/// tokens are found by other kinds.
bool is_authorization(const SecretCandidate& candidate);
/// Whether the value has letters and digits, and is neither a stand-in nor a numbered word.
bool is_simple_password(const SecretCandidate& candidate);

/// Whether the value is the base64 encoding of a private key in PEM form.
bool encodes_private_key(const SecretCandidate& candidate);

/// Whether the value is a stand-in, which only shows where the user must insert the real value:
/// `changeme`, `<token>`, `${TOKEN}`, `os.environ[...]`, `xxxxxxxx`.
bool is_placeholder(std::string_view value);

/// The entropy of the characters, in bits per character.
double entropy(std::string_view value);

}  // namespace gitctx

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace gitctx {

/// The position of a key in a text: the bytes [begin, end).
struct KeyBody {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Finds the base64 lines of a private key in PEM or PGP armour, even in strings of source code,
/// JSON and YAML. `end_of_armour` is the position after the dashes of a line such as
/// `-----BEGIN RSA PRIVATE KEY-----` or `-----END RSA PRIVATE KEY-----`. For a BEGIN line, returns
/// the body after it. For an END line, returns the body before it, but only if the BEGIN line is
/// missing. Returns nothing if the armour does not belong to a private key, or if there is no body.
std::optional<KeyBody> private_key_body(std::string_view text, std::size_t end_of_armour);

/// The whole text if it consists only of lines from the middle of a key; otherwise nothing.
std::optional<KeyBody> private_key_middle(std::string_view text);

}  // namespace gitctx

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace gitctx {

/// The bytes [begin, end) of a text.
struct KeyBody {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The base64 lines of a private key in PEM or PGP armour, also as they stand in strings of source
/// code, JSON and YAML. `end_of_armour` is behind the dashes of a line such as
/// `-----BEGIN RSA PRIVATE KEY-----` or `-----END RSA PRIVATE KEY-----`. After BEGIN, the body
/// follows. Before END, it counts only if it reaches back to the start of the text, whose BEGIN is
/// then cut off. Nothing if the armour is no private key's, or if there is no body.
std::optional<KeyBody> private_key_body(std::string_view text, std::size_t end_of_armour);

/// The body of a text that is nothing but lines from the middle of a key.
std::optional<KeyBody> private_key_middle(std::string_view text);

}  // namespace gitctx

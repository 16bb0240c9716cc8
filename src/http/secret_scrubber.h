#pragma once

#include <span>
#include <string>
#include <string_view>

namespace gitctx {

/// The mark that replaces a key of this program, the value of a secret header or URL parameter, or
/// the user and password of a URL.
constexpr std::string_view scrubbed_mark = "[redacted: credential]";

/// Shorter secrets are not replaced, because the dummy keys of local servers are common words.
constexpr std::size_t shortest_secret = 8;

/// Writes scrubbed_mark in place of the `secrets`, the values of authorization headers, the values
/// of `key=` in queries, and the user information of URLs. All other text that looks like a secret
/// is replaced by the mark for the kind of secret (redact/redactor.h). Idempotent.
std::string scrub_secrets(std::string text, std::span<const std::string> secrets);

/// Whether the value of the header is always a secret or identifies a person.
bool is_secret_header(std::string_view name);

}  // namespace gitctx

#pragma once

#include <span>
#include <string>
#include <string_view>

namespace gitctx {

/// The text that replaces a key of this program, the value of a header, or the user and password of
/// a URL.
constexpr std::string_view scrubbed_mark = "[redacted: credential]";

/// Shorter secrets are not replaced, because the dummy keys of local servers are common words.
constexpr std::size_t shortest_secret = 8;

/// Replaces the `secrets`, the values of authorization headers and of `key=` in queries, and the
/// user information of URLs by scrubbed_mark. Replaces all other text that looks like a secret by
/// the mark for the kind of secret (redact/redactor.h). Idempotent.
std::string scrub_secrets(std::string text, std::span<const std::string> secrets);

/// Whether the value of the header is always a secret or identifies a person.
bool is_secret_header(std::string_view name);

}  // namespace gitctx

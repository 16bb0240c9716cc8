#pragma once

#include <span>
#include <string>
#include <string_view>

namespace gitctx {

/// What stands in place of a secret.
constexpr std::string_view scrubbed_mark = "[secret]";

/// Secrets shorter than this are not looked for: the dummy keys of local servers are words that
/// stand everywhere.
constexpr std::size_t shortest_secret = 8;

/// `text` with each of the `secrets` replaced by scrubbed_mark, and whatever looks like one: keys
/// of OpenAI, Anthropic, LangSmith, Voyage, Google, GitHub and Hugging Face by their prefixes,
/// values of authorization headers and of `key=` in queries, the user information of URLs.
/// Scrubbing twice changes nothing more.
std::string scrub_secrets(std::string text, std::span<const std::string> secrets);

/// A header whose value is a secret or identifies a person, whatever the value looks like.
bool is_secret_header(std::string_view name);

}  // namespace gitctx

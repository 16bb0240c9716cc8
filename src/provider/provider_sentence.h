#pragma once

#include <string>
#include <string_view>

namespace gitctx {

/// The message in the body of a provider's error: on one line, at most 300 characters, without a
/// final full stop. Empty if the body has no message. Knows the formats of OpenAI, Anthropic,
/// Gemini, Cohere, FastAPI and TEI.
std::string provider_sentence(std::string_view body);

/// Any text from a provider in the form of provider_sentence(), with control characters replaced by
/// blanks.
std::string one_sentence(std::string_view text);

}  // namespace gitctx

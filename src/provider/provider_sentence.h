#pragma once

#include <string>
#include <string_view>

namespace gitctx {

/// What a provider says in the body of an error, on one line, at most 300 characters, without the
/// full stop; empty if it says nothing that can be read. Knows the shapes of OpenAI, Anthropic,
/// Gemini, Cohere, FastAPI and TEI.
std::string provider_sentence(std::string_view body);

/// Text of a provider on one line, as above, without what a terminal would act on.
std::string one_sentence(std::string_view text);

}  // namespace gitctx

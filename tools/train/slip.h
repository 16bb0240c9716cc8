#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gitctx {

/// The query with one of its longer words spelt wrong: two letters exchanged, one left out, or one
/// doubled, not the first. Which word and which slip is chance that is the same every time. Nothing
/// for a query without a word of six characters.
std::optional<std::string> with_slip(std::string_view query);

}  // namespace gitctx

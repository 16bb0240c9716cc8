#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gitctx {

/// The query with one of its longer words misspelt: two letters exchanged, one left out, or one
/// doubled, never the first. The word and the slip are chosen at random, but the same way every
/// time. Empty for a query without a word of at least six characters.
std::optional<std::string> with_slip(std::string_view query);

}  // namespace gitctx

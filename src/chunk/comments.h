#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/language.h"
#include "core/ranges.h"

namespace gitctx {

/// The comments and documentation strings of a source text, as sorted, disjoint ranges. Whole-line
/// comments without a blank line between them form one range. A simple lexer recognises only
/// comments and strings. If it misreads a text, the ranges are wrong, but there is never an error.
/// Empty for unknown languages.
std::vector<ByteRange> comment_ranges(std::string_view text, Language language);

/// The prose of a comment, one paragraph per line, without comment markers, decoration and rulers.
/// The prose ends before the first tag of a documentation tool (`@param`, `Args:`).
std::string comment_prose(std::string_view comment);

}  // namespace gitctx

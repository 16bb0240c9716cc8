#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/language.h"
#include "core/ranges.h"

namespace gitctx {

/// The comments and documentation strings of a source text, in order and apart from each other;
/// comments of whole lines that follow each other without a blank line are one range. By a light
/// lexer that knows comments and strings and nothing else: a text it misreads gives other ranges,
/// never an error. Empty for languages it does not know.
std::vector<ByteRange> comment_ranges(std::string_view text, Language language);

/// What a comment says to people: markers, decoration, licences' rulers, tags of documentation
/// tools and what follows the first of them (`@param`, `Args:`) are left out. A paragraph is a
/// line.
std::string comment_prose(std::string_view comment);

}  // namespace gitctx

#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/ranges.h"
#include "search/candidates.h"
#include "text/word_table.h"

namespace gitctx {

/// The line, counted from 0, that defines `name` in the text of a chunk: the first line with the
/// name as a whole word that is neither a comment nor an attribute; 0 if there is none.
std::uint32_t definition_line_of(std::string_view text, std::string_view name);

/// The lines, counted from 0, with the highest weight of distinct query terms, best first: at most
/// three, all with at least half of the weight of the best line. Reads at most the first 400 lines.
std::vector<std::uint32_t> matching_lines(std::string_view text, std::span<const ViewTerm> terms,
                                          WordTable& words);

/// The lines, counted from 0, that contain the bytes.
LineRange lines_of(std::string_view text, ByteRange bytes);

}  // namespace gitctx

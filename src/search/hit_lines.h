#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/language.h"
#include "core/ranges.h"
#include "search/candidates.h"
#include "search/definition_form.h"
#include "text/word_table.h"

namespace gitctx {

struct DefinitionLine {
  std::uint32_t number = 0;  ///< counted from 0
  DefinitionForm form = DefinitionForm::none;
};

/// The line that defines `name` in the text of a chunk. Comments, attributes, and lines without the
/// name as a whole word do not count. Of the other lines, it is the first that looks most like a
/// definition. If there are no other lines, its number is 0.
DefinitionLine definition_line_of(std::string_view text, std::string_view name, Language language);

/// The numbers, counted from 0, of the lines that match the query best, best first. The weight of a
/// line is the total weight of the distinct query terms in the line. Returns at most three lines,
/// each with at least half of the weight of the best line. Reads at most the first 400 lines.
std::vector<std::uint32_t> matching_lines(std::string_view text, std::span<const ViewTerm> terms,
                                          WordTable& words);

/// The lines, counted from 0, that contain the bytes.
LineRange lines_of(std::string_view text, ByteRange bytes);

}  // namespace gitctx

#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string_view>
#include <vector>

#include "core/ranges.h"
#include "eval/queries/proposed_query.h"
#include "index/view_reader.h"

namespace gitctx {

/// Queries from the definitions of a view:
///
///   definition  the bare name of a function, type, macro or constant that one place defines; the
///               answer is the line of the declaration
///   question    the first sentence of the comment at a definition; the answer is the definition,
///               and the comment is hidden
struct DefinitionQueries {
  std::vector<ProposedQuery> definitions;
  std::vector<ProposedQuery> questions;
};

/// The index of the view should have one chunk per definition.
DefinitionQueries propose_definitions(const ViewReader& view, const std::stop_token& stop);

/// The line that declares `name` in the bytes `definition` of the text: the first line with the
/// name outside comments. A line with an attribute or a decorator counts only if no other line has
/// the name. `comments` must be sorted.
std::optional<std::uint32_t> declaration_line(std::string_view text, ByteRange definition,
                                              std::string_view name,
                                              const std::vector<ByteRange>& comments);

}  // namespace gitctx

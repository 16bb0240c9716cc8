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
///               answer is the line of the declaration. Not asked for: include guards, local
///               variables, variables of shell scripts, and English words that other files use
///   question    the first sentence of the comment at a definition; the answer is the definition,
///               and the comment is hidden. If the comment is at a prototype in a header, the
///               function itself is an answer, too
struct DefinitionQueries {
  std::vector<ProposedQuery> definitions;
  std::vector<ProposedQuery> questions;
};

/// The index of the view should have one chunk per definition.
DefinitionQueries propose_definitions(const ViewReader& view, const std::stop_token& stop);

/// The line that declares `name` in the bytes `definition` of the text: the line with `#define
/// name`, or else the first line with the name outside comments and outside conditions such as
/// `#ifndef name`. A line with an attribute or a decorator counts only if no other line has the
/// name. Nothing for a macro without a body, such as an include guard. `comments` must be sorted.
std::optional<std::uint32_t> declaration_line(std::string_view text, ByteRange definition,
                                              std::string_view name,
                                              const std::vector<ByteRange>& comments);

}  // namespace gitctx

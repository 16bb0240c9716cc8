#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gitctx {

// What people wrote beside code, as queries that somebody might type.

/// The first sentence of a definition's comment as a query: without the name that it may begin
/// with. Nothing if it is too short, too long or no English prose.
std::optional<std::string> query_of_prose(std::string_view prose, std::string_view symbol);

/// The subject of a commit as a query, without the numbers of issues and pull requests. Nothing for
/// releases, merges, reverts and others that say nothing about code.
std::optional<std::string> query_of_subject(std::string_view subject);

}  // namespace gitctx

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// The query: the given words joined by blanks, or standard input if no word or only "-" was given.
/// The result is trimmed and valid UTF-8. Throws Error(usage) if the query is empty or longer than
/// 64 KB; the message names `command`.
std::string query_text(std::string_view command, const std::vector<std::string>& words);

}  // namespace gitctx

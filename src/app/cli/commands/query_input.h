#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// What is asked: the words given, or standard input where there are none or only "-"; without
/// blanks around it, valid UTF-8. Throws usage, naming `command`, where nothing or far too much is
/// asked.
std::string query_text(std::string_view command, const std::vector<std::string>& words);

}  // namespace gitctx

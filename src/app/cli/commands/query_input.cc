#include "app/cli/commands/query_input.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <cerrno>

#include "base/ascii.h"
#include "base/error.h"
#include "base/utf8.h"

namespace gitctx {
namespace {

constexpr std::size_t longest_query_bytes = 64 * 1024;

std::string read_standard_input() {
  std::string text;
  char buffer[4096];
  while (text.size() <= longest_query_bytes) {
    const ssize_t got = ::read(STDIN_FILENO, buffer, sizeof buffer);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw_system_error(errno, "cannot read", "standard input");
    if (got == 0) break;
    text.append(buffer, static_cast<std::size_t>(got));
  }
  return text;
}

}  // namespace

std::string query_text(std::string_view command, const std::vector<std::string>& words) {
  const bool from_input = words.empty() || (words.size() == 1 && words[0] == "-");
  if (words.empty() && ::isatty(STDIN_FILENO) == 1) {
    throw Error(ErrorCode::usage, fmt::format("{}: no query given", command),
                fmt::format("Run: gitctx {} WORDS...", command));
  }
  const std::string text =
      from_input ? read_standard_input() : fmt::format("{}", fmt::join(words, " "));
  if (text.size() > longest_query_bytes) {
    throw Error(ErrorCode::usage, fmt::format("{}: the query is longer than {} KB", command,
                                              longest_query_bytes / 1024));
  }
  if (has_only_blanks(text))
    throw Error(ErrorCode::usage, fmt::format("{}: the query is empty", command));
  return replace_invalid_utf8(trimmed(text));
}

}  // namespace gitctx

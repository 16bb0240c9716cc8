#include "app/cli/terminal/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <string>

#include "app/cli/terminal/output.h"
#include "base/ascii.h"
#include "base/printable.h"

namespace gitctx {
namespace {

bool locale_is_utf8(const Environment& environment) {
  for (const std::string_view name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string value = lower_case(environment.get(name));
    if (value.empty()) continue;
    return value.contains("utf-8") || value.contains("utf8");
  }
  return false;
}

int terminal_columns(int descriptor, const Environment& environment) {
  constexpr int usual = 80;
  winsize size{};
  if (::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  const int wanted = std::atoi(std::string(environment.get("COLUMNS")).c_str());
  return wanted > 0 ? wanted : usual;
}

}  // namespace

Terminal detect_terminal(int descriptor, const Environment& environment) {
  Terminal terminal;
  terminal.is_terminal = ::isatty(descriptor) == 1;
  terminal.utf8 = locale_is_utf8(environment);
  terminal.columns = terminal_columns(descriptor, environment);

  const std::string_view forced = environment.get("CLICOLOR_FORCE");
  const bool is_forced = !forced.empty() && forced != "0";
  const bool is_dumb = environment.get("TERM") == "dumb" || environment.get("TERM").empty();
  terminal.colour = is_forced || (terminal.is_terminal && !is_dumb);
  if (!environment.get("NO_COLOR").empty()) terminal.colour = false;
  return terminal;
}

bool can_ask() { return ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1; }

bool ask_yes_no(const std::string& question) {
  write_message(printable_line(question) + " [y/N] ");
  std::string answer;
  for (char c = 0;;) {
    const ssize_t got = ::read(STDIN_FILENO, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      write_message("\n");
      break;
    }
    if (c == '\n') break;
    answer += lower_case(c);
  }
  return answer == "y" || answer == "yes";
}

}  // namespace gitctx

#include "app/cli/render/theme.h"

#include <fmt/format.h>

#include "app/suggestion.h"
#include "base/error.h"

namespace gitctx {
namespace {

// Columns of `code`: plain, keyword, string, comment, number, function, type, constant, variable,
// property, operator, punctuation, tag, attribute, heading.
constexpr Theme themes[] = {
    // The 16 colours of the terminal.
    {.name = "ansi",
     .code = {"", "35", "32", "90", "36", "34", "33", "36", "", "", "", "", "31", "33", "1;34"},
     .path = "1;35",
     .line_number = "90",
     .score = "36",
     .head_mark = "32",
     .warning = "33",
     .dim = "90"},
    {.name = "dark",
     .code = {"", "38;5;176", "38;5;150", "38;5;244", "38;5;216", "38;5;111", "38;5;222",
              "38;5;216", "", "38;5;152", "38;5;250", "38;5;247", "38;5;204", "38;5;222",
              "1;38;5;111"},
     .path = "1;38;5;117",
     .line_number = "38;5;240",
     .score = "38;5;150",
     .head_mark = "38;5;114",
     .warning = "38;5;221",
     .dim = "38;5;244"},
    {.name = "light",
     .code = {"", "38;5;90", "38;5;28", "38;5;243", "38;5;130", "38;5;25", "38;5;94", "38;5;130",
              "", "38;5;24", "38;5;238", "38;5;240", "38;5;124", "38;5;94", "1;38;5;25"},
     .path = "1;38;5;25",
     .line_number = "38;5;247",
     .score = "38;5;28",
     .head_mark = "38;5;28",
     .warning = "38;5;130",
     .dim = "38;5;243"},
    // Only bold, faint, italic and underlined text.
    {.name = "mono",
     .code = {"", "1", "", "2;3", "", "", "", "", "", "", "", "", "1", "", "1;4"},
     .path = "1",
     .line_number = "2",
     .score = "",
     .head_mark = "1",
     .warning = "7",
     .dim = "2"},
};

}  // namespace

const Theme& default_theme() { return themes[0]; }

const Theme& find_theme(std::string_view name) {
  for (const Theme& theme : themes) {
    if (theme.name == name) return theme;
  }
  throw Error(
      ErrorCode::usage,
      fmt::format("--theme: expected one of {}, got '{}'", fmt::join(theme_names(), ", "), name),
      did_you_mean(name, theme_names()));
}

std::vector<std::string> theme_names() {
  std::vector<std::string> names;
  for (const Theme& theme : themes) names.emplace_back(theme.name);
  return names;
}

std::string painted(std::string_view text, std::string_view style, bool colour) {
  if (!colour || style.empty() || text.empty()) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", style, text);
}

}  // namespace gitctx

#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "chunk/highlighter.h"

namespace gitctx {

/// Colours for results, as SGR parameters ("1;34"; empty: the terminal's default).
struct Theme {
  std::string_view name;
  std::array<std::string_view, highlight_kind_count> code;  ///< one style for each HighlightKind
  std::string_view path;
  std::string_view line_number;
  std::string_view score;
  std::string_view head_mark;
  std::string_view warning;  ///< style of the mark for uncommitted content
  std::string_view dim;      ///< style of commits and counts
};

/// The theme with that name. Throws Error(usage) for an unknown name; the message lists the known
/// themes.
const Theme& find_theme(std::string_view name);
const Theme& default_theme();
std::vector<std::string> theme_names();

/// `text` between the codes that turn `style` on and off; unchanged if `colour` is false.
std::string painted(std::string_view text, std::string_view style, bool colour);

}  // namespace gitctx

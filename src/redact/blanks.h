#pragma once

#include <cstddef>
#include <string_view>

namespace gitctx {

/// The size in bytes of the blank at `at`; 0 if there is none. Blanks are the space, the tab, and
/// some blanks of Unicode, including invisible ones.
inline std::size_t size_of_blank(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  if (text[at] == ' ' || text[at] == '\t') return 1;
  // U+00A0, U+200B, U+202F, U+2060, U+3000 and U+FEFF
  for (const std::string_view blank : {"\xC2\xA0", "\xE2\x80\x8B", "\xE2\x80\xAF", "\xE2\x81\xA0",
                                       "\xE3\x80\x80", "\xEF\xBB\xBF"}) {
    if (text.substr(at).starts_with(blank)) return blank.size();
  }
  return 0;
}

}  // namespace gitctx

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chunk/line_table.h"
#include "core/language.h"

namespace gitctx {

/// A copy of a component or a page in which everything except its scripts is blank.
struct ScriptBlocks {
  std::string text;                          ///< empty if there is no script
  Language language = Language::typescript;  ///< the language whose grammar reads the copy
  std::vector<LineSpan> opening_tags;        ///< the lines of each `<script ...>`, sorted
  std::vector<LineSpan> closing_tags;        ///< the lines of each `</script>`, sorted
};

/// Keeps the JavaScript and TypeScript between `<script ...>` and `</script>` in a text in Vue,
/// Svelte or HTML, and blanks the rest. Scripts in comments are blanked, and so are scripts whose
/// attributes `type` or `lang` name something else, such as JSON. A script without an end goes to
/// the end of the text. As in browsers, `</script>` in a string ends the script. Offsets and line
/// numbers stay the same.
ScriptBlocks keep_scripts(std::string_view text, Language language);

}  // namespace gitctx

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/language.h"

namespace gitctx {

/// A line with more bytes than this is a long line, unless it is prose.
inline constexpr std::size_t most_line_bytes = 4096;

/// Empties the long lines of a text. They are usually generated code, or data such as an image in
/// base64. A paragraph of prose is kept, whatever its length. Line breaks are kept, so line numbers
/// do not change. Returns the number of emptied lines.
std::size_t empty_long_lines(std::string& text);

/// Whether `text` is minified code or data, such as a bundled script. A few very long lines among
/// ordinary ones do not make a file minified. Always false for short texts, for prose, and for
/// languages that are not used in web pages.
bool looks_minified(std::string_view text, Language language);

/// Whether the file name suggests minified code: `jquery.min.js`, `app.bundle.css`, `index.js.map`.
bool has_minified_name(std::string_view path);

}  // namespace gitctx

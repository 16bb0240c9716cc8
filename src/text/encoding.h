#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/language.h"

namespace gitctx {

/// How the bytes of a file stood for text.
enum class Encoding { utf8, utf8_bom, utf16le, utf16be, latin1 };

/// The text of a file as valid UTF-8 without a byte order mark and without NUL. Line breaks stay as
/// they were, so line numbers are those of the file.
struct DecodedText {
  std::string text;
  Encoding encoding = Encoding::utf8;
};

/// The text in `bytes`, or nothing if they are binary: a NUL in the first 8000 bytes (git's rule)
/// that UTF-16 does not explain, or many control characters. Bytes that are not UTF-8 are read as
/// Windows-1252. Valid UTF-8 is moved, not copied.
std::optional<DecodedText> decode_text(std::string bytes);

/// Whether `text` is machine-packed code, such as a bundled script: lines so long that nobody wrote
/// them. Source that people write is never minified, nor are short texts or prose.
bool looks_minified(std::string_view text, Language language);

/// Whether the file name says so: `jquery.min.js`, `app.bundle.css`, `index.js.map`.
bool has_minified_name(std::string_view path);

}  // namespace gitctx

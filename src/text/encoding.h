#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gitctx {

/// The encoding of a file.
enum class Encoding { utf8, utf8_bom, utf16le, utf16be, latin1 };

/// The text of a file as valid UTF-8 without byte order mark and without NUL. Line breaks are
/// unchanged, so line numbers are as in the file.
struct DecodedText {
  std::string text;
  Encoding encoding = Encoding::utf8;
};

/// Decodes the content of a file; returns nothing if it is binary. Content is binary if it has many
/// control characters, or if it has a NUL in the first 8000 bytes (git's rule) and is not UTF-16.
/// Bytes that are not UTF-8 are read as Windows-1252. Valid UTF-8 is moved, not copied.
std::optional<DecodedText> decode_text(std::string bytes);

}  // namespace gitctx

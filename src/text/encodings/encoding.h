#pragma once

#include <optional>
#include <string>

#include "core/encoding.h"

namespace gitctx {

/// The text of a file as valid UTF-8 without byte order mark and without NUL. Line breaks are
/// unchanged, so line numbers are as in the file.
struct DecodedText {
  std::string text;
  Encoding encoding = Encoding::utf8;
};

/// Decodes the content of a file; returns nothing if it is binary. Content is binary if it has many
/// control characters, or if it has a NUL in the first 8000 bytes (git's rule) and is not UTF-16.
/// `given` is the encoding that an attribute names. It is ignored if the content is invalid in this
/// encoding. It is also ignored if the content is valid UTF-8, unless `given` is ISO-2022-JP, whose
/// text consists of ASCII bytes. Without a usable `given`, content that is not UTF-8 is read in a
/// guessed encoding, or as Windows-1252 if no guess is plausible. Valid UTF-8 is moved, not copied.
std::optional<DecodedText> decode_text(std::string bytes, std::optional<Encoding> given = {});

}  // namespace gitctx

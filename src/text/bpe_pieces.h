#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace gitctx {

enum class BpeEncoding : std::uint8_t {
  cl100k_base,  ///< text-embedding-3-*, text-embedding-ada-002, gpt-4
  o200k_base,   ///< gpt-4o and later
};

/// The size in bytes of the first piece of `text`, which must be valid UTF-8 and not empty. The
/// piece is the match of the encoding's regular expression. A token never crosses the border
/// between two pieces. Splitting a text into pieces takes linear time.
///
///   cl100k_base  (?i:'s|'t|'re|'ve|'m|'ll|'d) | [^\r\n\p{L}\p{N}]?\p{L}+ | \p{N}{1,3}
///                | ?[^\s\p{L}\p{N}]+[\r\n]* | \s*[\r\n]+ | \s+(?!\S) | \s+
///   o200k_base   [^\r\n\p{L}\p{N}]?U*W+C? | [^\r\n\p{L}\p{N}]?U+W*C? | \p{N}{1,3}
///                | ?[^\s\p{L}\p{N}]+[\r\n/]* | \s*[\r\n]+ | \s+(?!\S) | \s+
///
/// with U = [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}], W = [\p{Ll}\p{Lm}\p{Lo}\p{M}] and C the first
/// alternative of cl100k_base.
std::size_t first_piece(BpeEncoding encoding, std::string_view text);

}  // namespace gitctx

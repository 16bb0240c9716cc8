#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "redact/secret_candidate.h"

namespace gitctx {

/// How a secret is found, starting at a keyword of its kind.
enum class SecretForm : std::uint8_t {
  token,     ///< the match starts at the keyword, which must be at the start of a word
  inside,    ///< the match starts at the keyword, which may be inside a word
  assigned,  ///< the keyword is in a name; the pattern matches the whole value assigned to it
  block,     ///< the keyword ends a line of a private key's armour; there is no pattern
};

struct SecretKind {
  std::string_view name;
  SecretForm form = SecretForm::token;
  /// The keywords, separated by blanks. Each must have at least 3 bytes. A '^' in a keyword means a
  /// blank. A keyword without capitals matches in any case.
  std::string_view keywords;
  /// A regular expression in the syntax of RE2. The value is the first group, or the whole match if
  /// there are no groups.
  const char* pattern = "";
  /// The minimum size of a match in bytes. Up to this size, the bytes after the keyword must not be
  /// blanks, quotes or `<`.
  std::size_t least = 0;
  char follower = '\0';  ///< if set, a character that must follow the keyword in the same word
  bool (*check)(const SecretCandidate&) = is_any;
  std::size_t back = 0;  ///< the number of bytes of a match before the keyword
  bool yields = false;   ///< whether other kinds take precedence; `assigned` always yields
};

/// The table of all kinds. If two kinds match at the same keyword, the first in the table is used,
/// except that yielding kinds are tried last.
std::span<const SecretKind> secret_kinds();

}  // namespace gitctx

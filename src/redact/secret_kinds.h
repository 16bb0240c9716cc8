#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "redact/secret_candidate.h"

namespace gitctx {

/// How a secret is found, starting at a keyword of its kind.
enum class SecretForm : std::uint8_t {
  token,     ///< the pattern matches from the keyword, which is at the start of a word
  inside,    ///< the pattern matches from the keyword, which may be anywhere
  assigned,  ///< the keyword is in a name; the pattern matches the whole value of the name
  block,     ///< the keyword ends a line of a private key's armour; there is no pattern
};

struct SecretKind {
  std::string_view name;
  SecretForm form = SecretForm::token;
  /// Separated by blanks; each has at least 3 bytes. A keyword in lower case matches any case. A
  /// '^' stands for a blank.
  std::string_view keywords;
  /// A regular expression of RE2. The value is the first group, or the whole match if there are no
  /// groups.
  const char* pattern = "";
  /// The least number of bytes of a match; the bytes after the keyword are neither blanks nor
  /// quotes.
  std::size_t least = 0;
  char follower = '\0';  ///< if set, a character that comes later in the word of the keyword
  bool (*check)(const SecretCandidate&) = is_any;
  std::size_t back = 0;  ///< the bytes of a match that precede the keyword
  bool yields = false;   ///< counts only where no other kind matches, as form `assigned` does
};

/// The one table of kinds. If two kinds match at one place, the first counts.
std::span<const SecretKind> secret_kinds();

}  // namespace gitctx

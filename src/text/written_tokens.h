#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace gitctx {

// Tokens as written: the words of a text as people type and paste them, such as `loyaltyDiscount`,
// `valid_card?`, `$watchScope`, `x-forwarded-for` and `mail.sender.address`. Terms (text/words.h)
// are split and stemmed; tokens are not.

/// A token and its place in the text.
struct WrittenToken {
  std::string_view text;
  std::size_t begin = 0;  ///< offset in bytes
};

namespace detail {
/// The token at or after `from`; its text is empty at the end of the text.
WrittenToken next_token(std::string_view text, std::size_t from);
}  // namespace detail

/// Calls `visit(token)` for every token. A token consists of ASCII letters, digits, `_` and `$`; it
/// may contain single `-` and `.` between them, and may end with a `?`. A run of these characters
/// that touches a non-ASCII character is not a token, because the run is part of a word in another
/// language.
template <class Visit>
void for_each_token(std::string_view text, Visit&& visit) {
  for (WrittenToken token = detail::next_token(text, 0); !token.text.empty();
       token = detail::next_token(text, token.begin + token.text.size())) {
    visit(token);
  }
}

/// The pieces of a token, which are separated by `-` and `.`: `mail.sender.address` has three
/// pieces.
std::vector<std::string_view> token_pieces(std::string_view token);

/// The parts of a token that a user may type alone: every run of neighbouring pieces, including the
/// whole token. If a part begins with `$` or ends with `?`, the part without these characters is
/// also listed. For a token of more than eight pieces, only its pieces and the whole token are
/// listed.
std::vector<std::string_view> token_parts(std::string_view token);

/// Whether a token is a number or a value that a machine made (a hash, an identifier such as
/// a UUID, encoded bytes) rather than a word.
bool is_number_or_hash(std::string_view token);

/// Whether a token contains at least two words of two or more letters: `parseJson`, `read_all`,
/// `x-forwarded-for`, `os.path`.
bool has_several_words(std::string_view token);

}  // namespace gitctx

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
  std::size_t begin = 0;  ///< in bytes
};

namespace detail {
/// The token at or after `from`; its text is empty at the end of the text.
WrittenToken next_token(std::string_view text, std::size_t from);
}  // namespace detail

/// Calls `visit(token)` for every token: letters, digits and `_` of ASCII, with single `-` and `.`
/// between them, a `$` anywhere, and one `?` at the end. A run that touches a character outside
/// ASCII is not a token, because it is a part of a word of another language.
template <class Visit>
void for_each_token(std::string_view text, Visit&& visit) {
  for (WrittenToken token = detail::next_token(text, 0); !token.text.empty();
       token = detail::next_token(text, token.begin + token.text.size())) {
    visit(token);
  }
}

/// The parts of a token between `-` and `.`: `mail.sender.address` has three.
std::vector<std::string_view> token_pieces(std::string_view token);

/// The parts of a token that someone may type alone: every run of neighbouring pieces, the token
/// itself included, with and without a `?` at the end and a `$` at the front. A token of more than
/// eight pieces has only its pieces and itself.
std::vector<std::string_view> token_parts(std::string_view token);

/// Whether a token is a number or a value that a machine made (a hash, an identifier such as
/// a UUID, encoded bytes) rather than a word.
bool is_number_or_hash(std::string_view token);

/// Whether a token has at least two parts with two letters each: `parseJson`, `read_all`,
/// `x-forwarded-for`, `os.path`.
bool has_several_words(std::string_view token);

}  // namespace gitctx

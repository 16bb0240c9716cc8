#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gitctx {

// Text from repositories, models and servers passes this filter before it reaches a terminal or an
// agent. So a terminal shows control sequences in the text but never obeys them. Characters that a
// reader cannot see are escaped: C0 characters in the form `\x1b`, C1 characters in the form
// `\x9b`, and all others in the form `\u{202e}`. Each byte of ill-formed UTF-8 is escaped in the
// form `\xff`.

/// Whether a character is invisible, moves the cursor or reorders text: controls, line and
/// paragraph separators, bidirectional formatting, tags, joiners, selectors, fillers, annotations.
bool is_hidden(char32_t code_point);

/// Whether a hidden character can begin with this byte in UTF-8. Control characters are also hidden
/// characters. The test is quick, and false for nearly all bytes of usual text.
bool may_begin_hidden(char byte);

/// Makes text that arrives in pieces printable. The result does not depend on how the text is cut.
/// Up to eight bytes at the end of a piece are held back if their meaning depends on the next piece
/// (a part of a character, a '\r', a joiner).
///
/// Real text needs some hidden characters, which are not escaped: U+200C and U+200D between two
/// visible non-ASCII characters (Persian and Indic words, emoji), U+FE0E and U+FE0F after such a
/// character, and U+FE0F in keycaps such as `1` U+FE0F U+20E3.
class PrintableStream {
 public:
  enum class LineBreaks : std::uint8_t {
    kept,     ///< '\n' and '\t' are kept, and '\r' before '\n' is dropped
    escaped,  ///< these characters are escaped as `\n`, `\t` and `\r`
  };

  explicit PrintableStream(LineBreaks line_breaks = LineBreaks::kept) : line_breaks_(line_breaks) {}

  /// Adds a piece. Returns all text that can be shown now and was not returned before.
  std::string add(std::string_view piece);
  /// Ends the text and returns the part that add() held back.
  std::string finish();

 private:
  /// The kind of the previous character.
  enum class Before : std::uint8_t { ascii, keycap_base, visible, selector };

  std::size_t take(std::string_view text, bool is_end, std::string& out);
  bool depends_on_next(char32_t code_point) const;
  bool is_kept(char32_t code_point, std::string_view next) const;
  void show(char32_t code_point, std::string_view bytes, std::string_view next, std::string& out);

  LineBreaks line_breaks_;
  Before before_ = Before::ascii;
  std::string held_;
};

/// `text` made printable on one line: line breaks and tabs are also escaped.
std::string printable_line(std::string_view text);

/// `text` made printable on several lines: keeps '\n' and '\t', and drops '\r' before '\n'.
std::string printable_text(std::string_view text);

/// `text` quoted as one word of a shell command, for hints that a reader copies. Without the
/// quotes, a file name from a stranger could run a command.
std::string shell_word(std::string_view text);

}  // namespace gitctx

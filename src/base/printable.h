#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gitctx {

// Text that others wrote (in repositories, models and servers) passes this filter before it reaches
// a terminal or an agent, so that it is shown, never obeyed. Characters that a reader cannot see
// are escaped: C0 as `\x1b`, C1 as `\x9b`, all others as `\u{202e}`, and ill-formed UTF-8 byte by
// byte as `\xff`.

/// Whether a character is invisible, moves the cursor or reorders text: controls, line and
/// paragraph separators, bidirectional formatting, tags, joiners, selectors, fillers, annotations.
bool is_hidden(char32_t code_point);

/// Whether a hidden character of UTF-8 text can begin with this byte; control characters are hidden
/// too. A quick test, which is false for nearly all bytes of usual text.
bool may_begin_hidden(char byte);

/// Shows text that arrives in pieces. The result does not depend on how the text is cut: the last
/// bytes of a piece, at most eight, are held back while their meaning depends on the next piece
/// (part of a character, a '\r', a joiner).
///
/// Real text needs some hidden characters, which stay as they are: U+200C and U+200D between two
/// visible non-ASCII characters (Persian and Indic words, emoji), U+FE0E and U+FE0F after such a
/// character, and U+FE0F in keycaps such as `1` U+FE0F U+20E3.
class PrintableStream {
 public:
  enum class LineBreaks : std::uint8_t {
    kept,     ///< '\n' and '\t' are kept, and '\r' before '\n' is dropped
    escaped,  ///< as `\n`, `\t` and `\r`
  };

  explicit PrintableStream(LineBreaks line_breaks = LineBreaks::kept) : line_breaks_(line_breaks) {}

  /// The text that can be shown so far and has not been returned yet.
  std::string add(std::string_view piece);
  /// Ends the text and returns its rest.
  std::string finish();

 private:
  /// The kind of the last character.
  enum class Before : std::uint8_t { ascii, keycap_base, visible, selector };

  std::size_t take(std::string_view text, bool is_end, std::string& out);
  bool depends_on_next(char32_t code_point) const;
  bool is_kept(char32_t code_point, std::string_view next) const;
  void show(char32_t code_point, std::string_view bytes, std::string_view next, std::string& out);

  LineBreaks line_breaks_;
  Before before_ = Before::ascii;
  std::string held_;
};

/// `text` for one line: line breaks and tabs are escaped too.
std::string printable_line(std::string_view text);

/// `text` for several lines: keeps '\n' and '\t', and drops '\r' before '\n'.
std::string printable_text(std::string_view text);

/// `text` as one word of a shell command, for hints that a reader copies: a name that others wrote
/// must not run a command.
std::string shell_word(std::string_view text);

}  // namespace gitctx

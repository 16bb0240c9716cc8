#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gitctx {

/// Functions that quote text of a repository or a user in a prompt. Every line gets a prefix, so
/// nothing in the text can end the quotation or look like a line of the prompt. Control characters,
/// and characters that some systems treat as line ends, become blanks; invalid UTF-8 becomes
/// U+FFFD. Other hidden characters, which can carry instructions that no reader sees, are escaped
/// (base/printable.h). A blank breaks up the control words of chat templates (`<|im_start|>`,
/// `[INST]`), which some local servers also interpret in content.

/// Each line in the form "| line", joined by line breaks. An empty text counts as one empty line.
std::string quote_lines(std::string_view text);

/// Each line in the form "41| line", where 41 is the number of the line in the file.
std::string number_lines(std::string_view text, std::uint32_t first_line);

/// A path or a symbol on one line, at most 200 characters.
std::string quote_name(std::string_view text);

struct CutText {
  std::string_view text;
  std::size_t lines_left_out = 0;
};

/// The whole lines at the start of the text that fit into `tokens` tokens, at three bytes per
/// token. If not even the first line fits, the start of that line.
CutText cut_to_tokens(std::string_view text, std::size_t tokens);

/// The number of lines; a line break at the end of the text does not begin another line.
std::size_t count_lines(std::string_view text);

}  // namespace gitctx

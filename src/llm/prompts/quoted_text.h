#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gitctx {

/// Text of a repository or a user as a prompt quotes it. Every line has a prefix, so nothing in the
/// text can end the quotation or look like a line of the prompt. Control characters, and characters
/// that some systems treat as line ends, become blanks; invalid UTF-8 becomes U+FFFD. A blank
/// breaks up the control words of chat templates (`<|im_start|>`, `[INST]`), which some local
/// servers also interpret in content.

/// "| line" for each line, joined by line breaks; a text without lines is one empty line.
std::string quote_lines(std::string_view text);

/// "41| line": with the line numbers of the file.
std::string number_lines(std::string_view text, std::uint32_t first_line);

/// A path or a symbol on one line, at most 200 characters.
std::string quote_name(std::string_view text);

struct CutText {
  std::string_view text;
  std::size_t lines_left_out = 0;
};

/// The first whole lines of about that many tokens, at three bytes per token; the start of the
/// first line if that is longer.
CutText cut_to_tokens(std::string_view text, std::size_t tokens);

/// Lines of a text; a final line break ends the last one.
std::size_t count_lines(std::string_view text);

}  // namespace gitctx

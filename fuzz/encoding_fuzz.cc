// Files in any encoding: the decoded text is valid UTF-8 without NUL bytes, and it does not change
// if it is decoded again. Except for UTF-16, the text has as many lines as the file. The text of a
// notebook is also valid UTF-8 with as many lines as the file. The first byte also selects the
// encoding that an attribute names, and the first 24 bytes are also used as the file's name.
#include <algorithm>
#include <string>

#include "base/utf8.h"
#include "fuzz/fuzz_input.h"
#include "text/encodings/encoding.h"
#include "text/languages.h"
#include "text/lfs_pointer.h"
#include "text/long_lines.h"
#include "text/notebook.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  const std::string_view bytes = input_text(data, size);
  const auto decoded = decode_text(std::string(bytes));
  const std::string path = replace_invalid_utf8(bytes.substr(0, std::min<std::size_t>(size, 24)));
  const Language language = detect_language(path, bytes);
  GITCTX_CHECK(language_from_name(language_name(language)) == language);
  has_minified_name(path);
  if (!decoded) return 0;
  if (decoded->encoding == Encoding::utf8) GITCTX_CHECK(decoded->text == bytes);
  const auto is_text = [](std::string_view text) {
    return is_valid_utf8(text) && text.find('\0') == std::string_view::npos;
  };
  const auto lines = [](std::string_view text) { return std::ranges::count(text, '\n'); };
  const auto given = static_cast<Encoding>(
      bytes.empty() ? 0 : static_cast<unsigned char>(bytes[0]) % encoding_count);
  for (const auto& read : {decoded, decode_text(std::string(bytes), given)}) {
    if (!read) continue;
    GITCTX_CHECK(is_text(read->text));
    const bool is_wide = read->encoding == Encoding::utf16le || read->encoding == Encoding::utf16be;
    if (!is_wide) GITCTX_CHECK(lines(read->text) == lines(bytes));
  }
  if (const auto notebook = read_notebook(decoded->text)) {
    GITCTX_CHECK(is_text(notebook->text));
    GITCTX_CHECK(lines(notebook->text) == lines(decoded->text));
  }
  if (is_lfs_pointer(decoded->text)) GITCTX_CHECK(decoded->text.size() < 1024);
  looks_minified(decoded->text, language);
  std::string shortened = decoded->text;
  const std::size_t emptied = empty_long_lines(shortened);
  GITCTX_CHECK((emptied == 0) == (shortened == decoded->text));
  GITCTX_CHECK(std::ranges::count(shortened, '\n') == std::ranges::count(decoded->text, '\n'));
  // Text decoded from UTF-16 may contain many control characters, so it may look binary now.
  const auto again = decode_text(decoded->text);
  if (again && again->encoding == Encoding::utf8) GITCTX_CHECK(again->text == decoded->text);
  return 0;
}

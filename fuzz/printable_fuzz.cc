// Untrusted text that is printed to a terminal: the printed text is valid UTF-8 without characters
// that control a terminal, and does not depend on how the text is cut into pieces. The first byte
// gives the length of the pieces.
#include <string>

#include "base/printable.h"
#include "base/utf8.h"
#include "fuzz/fuzz_input.h"

namespace gitctx {
namespace {

using LineBreaks = PrintableStream::LineBreaks;

std::string show(std::string_view text, std::size_t piece, LineBreaks line_breaks) {
  PrintableStream stream(line_breaks);
  std::string out;
  add_in_pieces(text, piece, [&](std::string_view part) { out += stream.add(part); });
  return out + stream.finish();
}

/// Whether `point` is a joiner or variation selector, which printed text may contain between
/// visible non-ASCII characters.
bool may_stay(char32_t point) {
  return point == 0x200C || point == 0x200D || point == 0xFE0E || point == 0xFE0F;
}

void check_shown(std::string_view shown, bool has_line_breaks) {
  GITCTX_CHECK(is_valid_utf8(shown));
  while (!shown.empty()) {
    const DecodedCodePoint point = decode_utf8(shown);
    const bool is_break = point.value == '\n' || point.value == '\t';
    GITCTX_CHECK(!is_hidden(point.value) || may_stay(point.value) || (has_line_breaks && is_break));
    shown.remove_prefix(point.size);
  }
}

}  // namespace
}  // namespace gitctx

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  if (size == 0) return -1;
  const std::string_view text = input_text(data + 1, size - 1);
  for (const LineBreaks line_breaks : {LineBreaks::kept, LineBreaks::escaped}) {
    const std::string whole = read_in_pieces(
        text, data[0], [&](std::size_t piece) { return show(text, piece, line_breaks); });
    check_shown(whole, line_breaks == LineBreaks::kept);
  }
  check_shown(printable_line(text), false);
  check_shown(printable_text(text), true);
  return 0;
}

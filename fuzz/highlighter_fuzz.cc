// Code excerpts in any language: the coloured ranges are inside the excerpt, sorted and disjoint,
// and a second call gives the same ranges. The first byte selects the language.
#include <string>

#include "chunk/highlighter.h"
#include "fuzz/fuzz_input.h"
#include "text/encodings/encoding.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  if (size == 0 || size > 16'384) return -1;
  const auto language = static_cast<Language>(data[0] % language_count);
  const auto decoded = decode_text(std::string(input_text(data + 1, size - 1)));
  if (!decoded) return 0;
  const auto spans = highlight(decoded->text, language);
  std::uint32_t end = 0;
  for (const HighlightSpan& span : spans) {
    GITCTX_CHECK(span.bytes.begin >= end && span.bytes.end > span.bytes.begin);
    end = span.bytes.end;
  }
  GITCTX_CHECK(end <= decoded->text.size());
  GITCTX_CHECK(highlight(decoded->text, language) == spans);
  return 0;
}

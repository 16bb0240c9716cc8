// Words in any script, and word filter files. The first byte selects one of the two kinds of input.
#include <span>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "fuzz/fuzz_input.h"
#include "text/word_filter.h"
#include "text/words.h"

namespace gitctx {
namespace {

void check_unicode(std::string_view text) {
  std::string valid;
  for (std::string_view rest = text; !rest.empty();) {
    const DecodedCodePoint point = decode_utf8(rest);
    GITCTX_CHECK(point.size >= 1 && point.size <= rest.size() && point.size <= 4);
    append_utf8(valid, point.is_valid ? point.value : 0xFFFD);
    rest.remove_prefix(point.size);
  }
  GITCTX_CHECK(is_valid_utf8(valid) && replace_invalid_utf8(text) == valid);
  GITCTX_CHECK(is_valid_utf8(text) == (valid == text));
  GITCTX_CHECK(display_width(valid) <= 2 * valid.size());
  const std::string_view front = truncate_utf8(valid, 5);
  GITCTX_CHECK(valid.starts_with(front) && is_valid_utf8(front) && front.size() <= 20);
}

void check_words(std::string_view text) {
  const char* begin = text.data();
  for_each_word(text, [&](std::string_view word) {
    GITCTX_CHECK(word.data() >= begin && !word.empty());
    GITCTX_CHECK(word.data() + word.size() <= text.data() + text.size());
    begin = word.data() + 1;
    const WordParts split = split_word(word);
    GITCTX_CHECK(split.whole.empty() || split.parts.size() > 1);
    for (const std::string& part : split.parts) {
      GITCTX_CHECK(!part.empty() && is_valid_utf8(part));
    }
    english_words().contains(word);
  });
}

void check_filter(std::string_view bytes) {
  read_or_refuse([&] {
    const WordFilter filter = WordFilter::open(std::as_bytes(std::span(bytes)), "input");
    for (const char* const word : {"", "a", "retry", "antidisestablishmentarianism"}) {
      filter.contains(word);
    }
  });
  std::vector<std::string> words;
  for_each_word(bytes, [&](std::string_view word) { words.emplace_back(word); });
  if (words.empty()) return;
  const std::vector<std::byte> encoded = encode_word_filter(words);
  const WordFilter filter = WordFilter::open(encoded, "encoded");
  for (const std::string& word : words) GITCTX_CHECK(filter.contains(word));
}

}  // namespace
}  // namespace gitctx

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  if (size == 0) return -1;
  const std::string_view text = input_text(data + 1, size - 1);
  if (data[0] % 2 == 0) {
    check_unicode(text);
    check_words(text);
  } else {
    check_filter(text);
  }
  return 0;
}

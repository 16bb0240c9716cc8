// Byte-pair encodings: the concatenated tokens of a text are equal to the text. The first byte
// selects the encoding.
#include <string>

#include "base/utf8.h"
#include "fuzz/fuzz_input.h"
#include "text/bpe_tokenizer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gitctx;
  if (size == 0) return -1;
  const auto encoding = data[0] % 2 == 0 ? BpeEncoding::cl100k_base : BpeEncoding::o200k_base;
  const BpeTokenizer& tokenizer = BpeTokenizer::of(encoding);
  const std::string_view text = input_text(data + 1, size - 1);
  const auto tokens = tokenizer.encode(text);
  GITCTX_CHECK(tokenizer.count(text) == tokens.size());
  std::string joined;
  for (const std::uint32_t token : tokens) joined += tokenizer.vocabulary().token(token);
  GITCTX_CHECK(is_valid_utf8(joined));
  if (is_valid_utf8(text)) GITCTX_CHECK(joined == text);
  return 0;
}

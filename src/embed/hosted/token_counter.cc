#include "embed/hosted/token_counter.h"

#include "base/utf8.h"
#include "text/bpe_tokenizer.h"

namespace gitctx {
namespace {

// Bytes per token: 2.5 to 4 in code, up to 5 in prose.
constexpr std::size_t usual_bytes = 3;
constexpr std::size_t most_bytes = 5;
constexpr std::size_t least_bytes = 2;

std::size_t parts(std::string_view text, std::size_t bytes) {
  return (text.size() + bytes - 1) / bytes;
}

}  // namespace

std::uint32_t TokenCounter::count(std::string_view text) const {
  const std::size_t tokens =
      is_exact_ ? BpeTokenizer::of(BpeEncoding::cl100k_base).count(text) : parts(text, usual_bytes);
  return static_cast<std::uint32_t>(tokens);
}

std::uint64_t TokenCounter::at_least(std::string_view text) const {
  return is_exact_ ? count(text) : parts(text, most_bytes);
}

std::uint64_t TokenCounter::at_most(std::string_view text) const {
  return is_exact_ ? count(text) : parts(text, least_bytes);
}

std::string_view TokenCounter::cut(std::string_view text) const {
  // A token has at least one byte, so short texts need no count.
  if (!is_exact_ || input_tokens_ == 0) return text;
  if (text.size() <= input_tokens_ || count(text) <= input_tokens_) return text;
  std::size_t fits = 0;
  std::size_t too_long = text.size();
  while (fits + 1 < too_long) {
    const std::size_t middle = fits + (too_long - fits) / 2;
    (count(text.substr(0, middle)) <= input_tokens_ ? fits : too_long) = middle;
  }
  return cut_utf8(text, fits);
}

}  // namespace gitctx

#include "chunk/token_estimate.h"

#include <array>
#include <cstdint>

namespace gitctx {
namespace {

enum class ByteClass : std::uint8_t { blank, letter, digit, punctuation, lead, continuation };

constexpr std::array<ByteClass, 256> make_byte_classes() {
  std::array<ByteClass, 256> classes{};
  for (int byte = 0; byte < 256; ++byte) {
    const bool is_letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    if (byte <= ' ' || byte == 0x7F) {
      classes[byte] = ByteClass::blank;
    } else if (is_letter || byte == '_') {
      classes[byte] = ByteClass::letter;
    } else if (byte >= '0' && byte <= '9') {
      classes[byte] = ByteClass::digit;
    } else if (byte < 0x80) {
      classes[byte] = ByteClass::punctuation;
    } else {
      classes[byte] = byte < 0xC0 ? ByteClass::continuation : ByteClass::lead;
    }
  }
  return classes;
}

constexpr std::array<ByteClass, 256> byte_classes = make_byte_classes();

int tokens_of_run(ByteClass kind, std::size_t length) {
  const int size = static_cast<int>(length);
  switch (kind) {
    case ByteClass::letter:
      return (size + 5) / 6;
    case ByteClass::digit:
      return (size + 2) / 3;
    case ByteClass::punctuation:
      return (size + 1) / 2;
    case ByteClass::lead:
      return size;
    case ByteClass::blank:
    case ByteClass::continuation:
      return 0;
  }
  return 0;
}

}  // namespace

int estimate_tokens(std::string_view text) {
  int tokens = 0;
  for (std::size_t at = 0; at < text.size();) {
    const ByteClass kind = byte_classes[static_cast<unsigned char>(text[at])];
    const std::size_t begin = at;
    do {
      ++at;
    } while (at < text.size() && byte_classes[static_cast<unsigned char>(text[at])] == kind);
    tokens += tokens_of_run(kind, at - begin);
    const bool indents = kind == ByteClass::blank && at < text.size() && text[at - 1] != '\n' &&
                         (begin == 0 || text.substr(begin, at - begin).contains('\n'));
    if (indents) ++tokens;
  }
  return tokens;
}

}  // namespace gitctx

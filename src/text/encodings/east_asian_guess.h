#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/encoding.h"

namespace gitctx {

enum class Confidence : std::uint8_t {
  low,   ///< the text may make more sense in another encoding
  high,  ///< the text has two frequent characters, and few rare ones
  full,  ///< the text has at least four frequent characters, and few rare ones
};

struct EastAsianGuess {
  Encoding encoding = Encoding::gb18030;
  Confidence confidence = Confidence::low;
};

/// Guesses the encoding of a Chinese, Japanese or Korean text from the characters that are most
/// frequent in comments of code. Returns nothing if, in every candidate encoding, most characters
/// of the text are rare.
std::optional<EastAsianGuess> guess_east_asian(std::string_view text);

}  // namespace gitctx

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

/// Guesses in which encoding a text is Chinese, Japanese or Korean, by the characters that are most
/// frequent in comments of code. Returns nothing if most of its characters are rare in each of
/// these encodings.
std::optional<EastAsianGuess> guess_east_asian(std::string_view text);

}  // namespace gitctx

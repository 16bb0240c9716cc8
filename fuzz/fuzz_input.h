#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "base/error.h"

namespace gitctx {

inline std::string_view input_text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// The parts of the input before and after its first NUL byte, for targets that read two texts.
inline std::pair<std::string_view, std::string_view> split_input(std::string_view text) {
  const std::size_t end = text.find('\0');
  if (end == std::string_view::npos) return {text, {}};
  return {text.substr(0, end), text.substr(end + 1)};
}

/// Passes the text to `add` in pieces of `size` bytes. The last piece may be shorter.
template <class Add>
void add_in_pieces(std::string_view text, std::size_t size, const Add& add) {
  for (std::size_t at = 0; at < text.size(); at += size) add(text.substr(at, size));
}

/// Checks that `read` gives the same result for small pieces as for the whole text. The argument of
/// `read` is the size of the pieces. `selector` chooses the size of the small pieces, 1 to 8 bytes.
/// Returns the result.
template <class Read>
auto read_in_pieces(std::string_view text, std::size_t selector, const Read& read) {
  const auto whole = read(std::max<std::size_t>(text.size(), 1));
  GITCTX_CHECK(read(1 + selector % 8) == whole);
  return whole;
}

/// Calls `read`, which may refuse its input by throwing an Error with a message. Any other
/// exception ends the fuzzing run.
template <class Read>
void read_or_refuse(const Read& read) {
  try {
    read();
  } catch (const Error& error) {
    GITCTX_CHECK(!error.message().empty());
  }
}

}  // namespace gitctx

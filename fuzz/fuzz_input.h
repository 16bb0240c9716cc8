#pragma once

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

#pragma once

#include <cstddef>
#include <string_view>

/// Embeds the file at the path `file`, a string literal, in the read-only data of the program. The
/// pages of the file take no memory until they are read. Declares `symbol` and `symbol##_end`, the
/// bounds of the file's bytes; `symbol` is aligned to 64 bytes. The macro must be used outside of
/// namespaces, and only in one .cc file. The OBJECT_DEPENDS property of this .cc file in CMake must
/// name the embedded file.
#define GITCTX_EMBED_FILE(symbol, file)   \
  extern "C" {                            \
  extern const std::byte symbol[];        \
  extern const std::byte symbol##_end[];  \
  }                                       \
  asm(".section .rodata\n"                \
      ".balign 64\n"                      \
      ".global " #symbol                  \
      "\n"                                \
      ".global " #symbol "_end\n" #symbol \
      ":\n"                               \
      ".incbin \"" file "\"\n" #symbol    \
      "_end:\n"                           \
      ".byte 0\n"                         \
      ".previous\n")

namespace gitctx {

/// An embedded file as text.
inline std::string_view embedded_text(const std::byte* begin, const std::byte* end) {
  return {reinterpret_cast<const char*>(begin), static_cast<std::size_t>(end - begin)};
}

}  // namespace gitctx

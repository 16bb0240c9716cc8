#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "core/language.h"

namespace gitctx {

/// A line `#if`, `#else`, `#endif` or one of their variants.
struct ConditionalLine {
  enum class Kind : std::uint8_t { opening, branch, closing };

  Kind kind = Kind::opening;
  bool is_never = false;  ///< `#if 0`
  bool is_guard = false;  ///< `#ifdef __cplusplus`
  std::size_t begin = 0;  ///< offset of the line
  std::size_t end = 0;    ///< offset of the end of the line, before the line break
};

/// A text of C, C++ or C# without the parts that are not code.
struct CodeSkeleton {
  /// A copy of the text in which comments, the contents of literals, and preprocessor lines are
  /// blank. Line breaks and the quotes around literals are kept. Offsets and line numbers are the
  /// same as in the text.
  std::string code;
  std::vector<ConditionalLine> conditionals;
  /// The positions after the words `class`, `struct`, `union` and `enum`.
  std::vector<std::size_t> class_words;
};

CodeSkeleton skeleton_of(std::string_view text, Language language);

/// A range of offsets.
struct CodeSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The position of the next character that is not blank.
std::size_t skip_blanks(std::string_view code, std::size_t at);

/// The position after the bracket that closes the bracket at `open`, which is one of `(`, `[`, `{`
/// and `<`. Returns `open` if there is no such bracket within `max_bytes`.
std::size_t skip_brackets(std::string_view code, std::size_t open, std::size_t max_bytes = 2000);

/// The identifier that begins at `begin`; empty if there is none.
std::string_view identifier_at(std::string_view code, std::size_t begin);

/// Whether the name consists of capitals, digits and underscores, as names of macros do.
bool is_macro_name(std::string_view name);

}  // namespace gitctx

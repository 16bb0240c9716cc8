#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "chunk/prepare/code_skeleton.h"
#include "core/language.h"

namespace gitctx {

/// A text to parse in place of a C or C++ text.
struct BlankedMacros {
  std::string text;                        ///< empty if there is nothing to blank
  std::vector<std::uint32_t> macro_lines;  ///< lines that only had a macro, numbered from 0
};

/// Blanks what a grammar, which does not expand macros, mistakes for a type or a name:
///   * in C++, a macro alone on a line or before `class`: `QT_BEGIN_NAMESPACE`
///   * a macro between `class` and the name of the class: `class EXPORT Widget {`
///   * in C++, a macro between the parameters and the body of a function: `int f() NO_THROW {`
///   * the arguments of a macro with a body, except the name that the macro defines:
///     `SYSCALL_DEFINE3(openat, int, fd) {`
/// All offsets and lines stay the same.
BlankedMacros blank_macros(std::string_view text, const CodeSkeleton& skeleton, Language language);

}  // namespace gitctx

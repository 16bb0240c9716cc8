#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "chunk/prepare/code_skeleton.h"
#include "core/language.h"

namespace gitctx {

/// A copy of a C or C++ text for the parser, with blanks in place of macros.
struct BlankedMacros {
  std::string text;                        ///< empty if there is nothing to blank
  std::vector<std::uint32_t> macro_lines;  ///< lines that contain only a macro, numbered from 0
};

/// A grammar does not expand macros. Blanks the macros and arguments that the grammar would mistake
/// for a type or a name:
///   * in C++, a macro alone on a line or before `class`: `QT_BEGIN_NAMESPACE`
///   * a macro or an attribute between `class` and the name of the class: `class EXPORT Widget {`
///   * in C++, a macro before a type with a path: `EXPORT std::string f() {`
///   * in C++, a macro between the parameters and the body of a function: `int f() NO_THROW {`
///   * the arguments of a macro with a body, except the name that the macro defines:
///     `SYSCALL_DEFINE3(openat, int, fd) {`
///   * a macro call that defines a variable, except the name of the variable:
///     `DEFINE_PER_CPU(int, x);`
/// In the last case, `int` replaces the first letters of the call. All offsets and lines stay the
/// same.
BlankedMacros blank_macros(std::string_view text, const CodeSkeleton& skeleton, Language language);

}  // namespace gitctx

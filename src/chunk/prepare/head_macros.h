#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "chunk/prepare/code_skeleton.h"

namespace gitctx {

/// The macros and attributes between a word such as `class` and the name of the type, as in
/// `class EXPORT [[nodiscard]] Widget : public Base {`. Includes macros that stand for `final`.
/// Empty if the code does not define a type, as in `struct stat buffer;`. `at` is the end of the
/// word. `code` must be the code of a CodeSkeleton.
std::vector<CodeSpan> macros_of_class_head(std::string_view code, std::size_t at);

/// The macros at the beginning of a declaration whose type is a path or has arguments, as in
/// `EXPORT static std::string name();`. In such a declaration, no macro can be the type. Empty if
/// there is no such declaration at `at`. `code` must be the code of a CodeSkeleton.
std::vector<CodeSpan> macros_of_declaration(std::string_view code, std::size_t at);

}  // namespace gitctx

#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "chunk/prepare/code_skeleton.h"

namespace gitctx {

/// The macros and attributes between a word such as `class`, which ends at `at`, and the name of
/// the type: `class EXPORT [[nodiscard]] Widget : public Base {`. Also the macros that stand for
/// `final`. Empty if the code does not define a type, as in `struct stat buffer;`.
/// `code` must be the code of a CodeSkeleton.
std::vector<CodeSpan> macros_of_class_head(std::string_view code, std::size_t at);

/// The macros among the words at the beginning of a declaration whose type is a path or has
/// arguments: `EXPORT static std::string name();`. Such a macro cannot be the type. Empty if the
/// code at `at` is no such declaration. `code` must be the code of a CodeSkeleton.
std::vector<CodeSpan> macros_of_declaration(std::string_view code, std::size_t at);

}  // namespace gitctx

#pragma once

#include <string_view>

namespace gitctx {

/// Whether a text in C or C++ has declarations that C lacks: base classes, member functions,
/// constructors, initial values of members, operators, `override`, references, default arguments,
/// or `auto f()`. The text must have no preprocessor lines. It need not be valid code. Reads each
/// character once.
bool has_cpp_syntax(std::string_view text);

}  // namespace gitctx

#pragma once

#include <string_view>

namespace gitctx {

/// The names that a macro with a body defines: `METHOD(Stack, push) { ... }` defines push in Stack.
struct MacroDefinition {
  std::string_view name;       ///< empty if no argument can be a name; perhaps a string literal
  std::string_view enclosing;  ///< perhaps empty
};

/// Whether the macro defines a test, in GoogleTest, Catch2, doctest, Boost.Test, Check or others.
bool is_test_macro(std::string_view macro);

/// Whether the macro begins a loop or a condition, and thus defines nothing.
bool is_control_macro(std::string_view macro);

/// The names in the arguments of a call, which are given with their parentheses. The results are
/// parts of `arguments`.
MacroDefinition macro_definition(std::string_view macro, std::string_view arguments);

}  // namespace gitctx

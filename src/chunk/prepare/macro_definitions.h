#pragma once

#include <string_view>

namespace gitctx {

/// The names that a macro with a body defines: `METHOD(Stack, push) { ... }` defines push in Stack.
struct MacroDefinition {
  std::string_view name;       ///< may be a string literal; empty if no argument can be a name
  std::string_view enclosing;  ///< class or fixture of the name; may be empty
};

/// Whether the macro defines a test in a framework such as GoogleTest, Catch2, doctest, Boost.Test
/// or Check.
bool is_test_macro(std::string_view macro);

/// Whether the macro begins a loop or a condition, and therefore defines nothing.
bool is_control_macro(std::string_view macro);

/// Finds the names that a macro call defines. `arguments` must include the parentheses. The names
/// are views into `arguments`.
MacroDefinition macro_definition(std::string_view macro, std::string_view arguments);

/// The name of the variable, event or event class that a macro call without a body defines in the
/// Linux kernel: x in `DEFINE_PER_CPU(int, x);` and in `TRACE_EVENT(x, ...);`. Empty for other
/// macros. `arguments` must include the parentheses. The name is a view into `arguments`.
std::string_view variable_of_macro(std::string_view macro, std::string_view arguments);

}  // namespace gitctx

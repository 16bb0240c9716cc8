#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// A copy of a Rust text in which the names and brackets of macros around items are blank.
struct OpenedMacros {
  std::string text;  ///< empty if there is no such macro
  /// The lines, numbered from 0, that consist of `name! {`, and those that consist of `}`.
  std::vector<std::uint32_t> opening_lines;
  std::vector<std::uint32_t> closing_lines;
};

/// A grammar does not read the items in a macro of Rust:
///
///   cfg_rt! {
///       pub struct JoinHandle<T> { ... }
///   }
///
/// Blanks the name, the brackets and the `!` of each macro that stands on its own and whose content
/// begins with an item. The content of `bitflags!`, `lazy_static!` and `thread_local!` becomes
/// enumerations and variables, and only the items remain of `cfg_if!`. Offsets and line numbers
/// stay the same.
OpenedMacros open_item_macros(std::string_view text);

}  // namespace gitctx

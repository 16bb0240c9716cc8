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

/// The grammar of Rust does not read the items in a macro:
///
///   cfg_rt! {
///       pub struct JoinHandle<T> { ... }
///   }
///
/// Blanks the name, the brackets and the `!` of each macro that is the first code of its line and
/// whose content begins with an item. Turns the content of `bitflags!` into enumerations, and the
/// content of `lazy_static!` and `thread_local!` into variables. Of `cfg_if!`, only the items
/// remain. Offsets and line numbers stay the same.
OpenedMacros open_item_macros(std::string_view text);

}  // namespace gitctx

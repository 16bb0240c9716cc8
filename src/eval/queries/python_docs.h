#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "core/ranges.h"
#include "eval/queries/line_begins.h"

namespace gitctx {

/// The class or function that a Python docstring describes.
struct DocumentedCode {
  std::string_view name;
  std::size_t begin = 0;  ///< the first byte of the line with the name
};

/// The class or function whose body begins with the docstring at byte `docstring`; nothing for the
/// docstring of a file and for other strings.
std::optional<DocumentedCode> documented_code(std::string_view text, std::size_t docstring);

/// The 1-based lines of the Python class or function whose head starts at byte `begin`. The
/// indentation tells where the body ends. `table` must be made from `text`.
LineRange lines_of_block(std::string_view text, const LineBegins& table, std::size_t begin);

}  // namespace gitctx

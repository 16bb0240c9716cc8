#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/language.h"

namespace gitctx {

/// The cells of a Jupyter notebook as source text. Each source line is on the line of the file that
/// stores it, and all other lines are empty, so line numbers are as in the file. If one line of the
/// file stores several source lines, these continue on the next lines, and later source lines may
/// move down. Outputs are left out. The lines of text cells become comments, and so do the lines of
/// a Python notebook that only IPython understands (`%matplotlib inline`, `!ls`, the cells of
/// `%%bash`).
struct NotebookText {
  std::string text;
  Language language = Language::python;  ///< the language of the code cells
};

/// Reads a notebook of format 4, which must be valid UTF-8. Returns nothing if the text is not a
/// notebook.
std::optional<NotebookText> read_notebook(std::string_view json);

}  // namespace gitctx

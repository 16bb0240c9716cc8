#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// A part of a long text, which is searched alone.
struct TextPart {
  std::string text;
  double weight = 0;  ///< influence of the part's results on the order of all results
};

/// The parts of a long text, besides the whole text.
struct LongText {
  std::vector<TextPart> parts;  ///< empty for a short text; the first line is the last part
  double weight_of_whole = 0;
  double weight_of_places = 0;  ///< weight of the files and lines that the text names
  /// The weight of the whole text, and of these places, for the order of the chunks of a file.
  double chunk_weight = 0;
};

/// Splits a long text, such as a bug report with a traceback. The parts are the last error message,
/// the names in the code blocks, the names in the sentences, and the first line, which has the
/// highest weight (docs/retrieval.md, "Long texts").
LongText split_long_text(std::string_view text);

}  // namespace gitctx

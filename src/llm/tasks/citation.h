#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ranges.h"

namespace gitctx {

/// A citation in an answer, `path:start-end`: lines of a file.
struct Citation {
  std::string path;
  LineRange lines;

  bool operator==(const Citation&) const = default;
};

/// Reads `path:10-20`, `path:10`, `path:L10-L20` and `path#L10-L20`. The two line numbers may be in
/// either order.
std::optional<Citation> parse_citation(std::string_view text);

/// Finds the citations in an answer and marks those that are not known: `[a.cc:1-2]` becomes
/// `[a.cc:1-2 (not in the sources)]`. A pair of square brackets may hold several citations. The
/// result does not depend on the pieces into which the answer is cut. Neither code between
/// backticks nor brackets without citations are changed.
class CitationMarker {
 public:
  using IsKnown = std::function<bool(const Citation&)>;

  explicit CitationMarker(IsKnown is_known) : is_known_(std::move(is_known)) {}

  /// Adds the next piece of the answer and returns the text that can be shown: all except an open
  /// bracket, which is held back for at most a line or 300 bytes.
  std::string add(std::string_view piece);
  /// Ends the answer and returns the rest of the text.
  std::string finish();

  /// The known and the unknown citations, each once, in the order of the text.
  const std::vector<Citation>& accepted() const { return accepted_; }
  const std::vector<Citation>& rejected() const { return rejected_; }

 private:
  void add_character(char c, std::string& out);
  void note_code(char c);
  void close_bracket(std::string& out);
  void give_up_bracket(std::string& out);
  std::optional<std::string> mark(std::string_view inside);
  bool is_in_code() const { return in_fence_ || in_code_; }

  IsKnown is_known_;
  std::vector<Citation> accepted_;
  std::vector<Citation> rejected_;
  std::string held_;           ///< starts with an open bracket; empty if none is open
  std::size_t depth_ = 0;      ///< number of open brackets in `held_`
  std::size_t backticks_ = 0;  ///< number of backticks at the end of the text read so far
  bool in_fence_ = false;      ///< between two ```
  bool in_code_ = false;       ///< between two ` on one line
};

}  // namespace gitctx

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "chunk/bounded_parser.h"
#include "chunk/chunker.h"
#include "chunk/line_table.h"
#include "chunk/outline.h"
#include "chunk/prepare/conditional_braces.h"

namespace gitctx {

/// Parses a text and builds its outline, which must still be passed to complete_outline(). In C and
/// C++, first blanks the macros that the grammar cannot read. In C, C++ and C#, a branch of an
/// `#if` group may have unbalanced braces. If the tree then has errors, parses the text a second
/// time with only one branch of each such group, and keeps the outline with fewer errors. In Rust,
/// parses the text a second time without the macros around items, and keeps this outline unless it
/// has more errors. In Vue, Svelte and HTML, parses only the scripts. Not thread-safe.
class SourceOutliner {
 public:
  explicit SourceOutliner(const ChunkLimits& limits)
      : limits_(limits), parser_(limits.time_limit) {}

  /// Returns nothing if the language has no grammar, the parser exceeds its budget, or the scripts
  /// of a page or component define nothing. `table` must be the line table of `source.text`.
  std::optional<Outline> outline(const SourceText& source, const LineTable& table);

 private:
  struct Parsed {
    Outline outline;
    std::size_t errors = 0;
  };

  std::optional<Outline> outline_with_macros(const SourceText& source, const LineTable& table);
  std::optional<Outline> outline_scripts(const SourceText& source, const LineTable& table);
  std::optional<Outline> outline_rust(const SourceText& source, const LineTable& table);
  std::optional<Parsed> parse(std::string_view text, Language language, const LineTable& table);
  void repair_braces(const SourceText& source, std::string_view text, const CodeSkeleton& skeleton,
                     const LineTable& table, Parsed& parsed);
  void add_branch_names(const SourceText& source, const ConditionalBraces& braces,
                        const LineTable& table, Outline& outline);

  ChunkLimits limits_;
  BoundedParser parser_;
};

}  // namespace gitctx

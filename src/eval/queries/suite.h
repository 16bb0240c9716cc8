#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/query.h"
#include "core/ranges.h"
#include "eval/retrieval_metrics.h"

namespace gitctx {

/// The maximum number of queries in a suite, and of answers to a query.
inline constexpr std::size_t most_suite_queries = 20'000;
inline constexpr std::size_t most_answers_of_query = 1'000;

/// A query with its answers. An answer without lines is a whole file.
struct SuiteQuery {
  std::string text;
  std::string category;            ///< one of proposed_categories, or any other word
  std::string language;            ///< language_name() of the answers; may be empty
  std::vector<FilePart> relevant;  ///< the answers, at least one

  bool operator==(const SuiteQuery&) const = default;
};

using HiddenRange = std::variant<ByteRange, LineRange>;

/// A part of a file that is hidden from the search because a query was made from it.
struct HiddenPart {
  std::string path;
  HiddenRange range;

  bool operator==(const HiddenPart&) const = default;
};

/// Queries about one repository, with the settings for their searches.
struct Suite {
  std::string name;
  std::string commit;  ///< the commit to search, in hexadecimal; may be empty
  SearchMode mode = SearchMode::hybrid;
  JudgeOptions judge;
  std::vector<SuiteQuery> queries;
  std::vector<HiddenPart> hidden;
};

/// Reads a suite in the format of docs/evals.md. `file` names the suite in messages. Throws
/// Error(failure) with `FILE:LINE: ...` for broken YAML, and Error(usage) for YAML that is not a
/// suite or exceeds a limit.
Suite parse_suite(std::string_view yaml, std::string_view file);

/// The YAML of a suite; parse_suite() reads the same suite from it.
std::string suite_yaml(const Suite& suite);

/// Replaces `ranges` of the text by blanks, but keeps every line break. The ranges may be in any
/// order. Ranges beyond the end of the text are ignored. The time does not depend on how much the
/// ranges overlap.
void blank_out(std::string& text, std::span<const HiddenRange> ranges);
inline void blank_out(std::string& text, const HiddenRange& range) {
  blank_out(text, std::span(&range, 1));
}

}  // namespace gitctx

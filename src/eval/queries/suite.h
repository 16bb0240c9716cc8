#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/query.h"
#include "core/ranges.h"
#include "eval/retrieval_metrics.h"

namespace gitctx {

/// A query with its answers. A file alone as an answer stands for all of its lines.
struct SuiteQuery {
  std::string text;
  std::string category;            ///< "symbol", "doc_comment", "commit" or any other word
  std::string language;            ///< of the answers, as language_name(); may be empty
  std::vector<FilePart> relevant;  ///< at least one

  bool operator==(const SuiteQuery&) const = default;
};

/// A part of a file that is not searched: a query was made of it.
struct HiddenPart {
  std::string path;
  std::variant<ByteRange, LineRange> range;

  bool operator==(const HiddenPart&) const = default;
};

/// Queries over one repository, with how to ask them.
struct Suite {
  std::string name;
  std::string commit;  ///< what it was made at, as hexadecimal digits; may be empty
  SearchMode mode = SearchMode::hybrid;
  JudgeOptions judge;
  std::vector<SuiteQuery> queries;
  std::vector<HiddenPart> hidden;
};

/// Reads the YAML of docs/evals.md. `file` stands for it in messages. Throws failure
/// (`FILE:LINE: ...`) for broken YAML, usage for a text that is YAML but no suite.
Suite parse_suite(std::string_view yaml, std::string_view file);

/// The YAML of a suite; parse_suite() reads the same suite from it.
std::string suite_yaml(const Suite& suite);

/// `text` with its hidden parts replaced by blanks; every line break stays. A part that lies beyond
/// the text hides nothing.
void blank_out(std::string& text, const std::variant<ByteRange, LineRange>& range);

/// "hybrid", "lexical", "semantic"; "chunk", "file".
std::string_view mode_name(SearchMode mode);
std::string_view level_name(JudgeLevel level);

}  // namespace gitctx

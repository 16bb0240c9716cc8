#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ranges.h"

namespace gitctx {

/// A file, or some lines of a file, that answers a query.
struct JudgedPart {
  std::string path;
  std::optional<LineRange> lines;
};

/// A query and its answers.
struct JudgedQuery {
  std::string text;
  std::string category;
  std::vector<JudgedPart> relevant;

  /// Whether every answer is a range of lines.
  bool has_lines() const;
};

/// The queries of one repository.
struct JudgedRepository {
  std::string name;
  std::string language;
  std::filesystem::path path;
  std::string under;  ///< the only folder to search; empty: the whole repository
  std::vector<JudgedQuery> queries;
};

/// Reads a JSON array of {name, language, path, under, queries: [{query, category, relevant}]}. The
/// elements of `relevant` are paths, or parts of files as {path, start_line, end_line}. Throws
/// Error for any other file.
std::vector<JudgedRepository> read_judged_queries(const std::filesystem::path& file);

/// Whether `judged` names the path of a result. This is true if the two paths are equal, or if one
/// of them ends with a slash and the other path.
bool names_path(const std::string& judged, const std::string& path);

/// Misspells one query word of at least six characters. Two neighbouring letters are swapped, one
/// letter is left out, or one letter is doubled; the first letter never changes. The result depends
/// only on the query. Returns nothing if the query has no such word.
std::optional<std::string> with_slip(std::string_view query);

}  // namespace gitctx

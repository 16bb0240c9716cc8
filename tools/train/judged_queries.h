#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gitctx {

/// A query and the paths that answer it.
struct JudgedQuery {
  std::string text;
  std::string category;
  std::vector<std::string> relevant;
};

/// The queries of one repository.
struct JudgedRepository {
  std::string name;
  std::string language;
  std::filesystem::path path;
  std::string under;  ///< only files below this folder may be found; empty: all
  std::vector<JudgedQuery> queries;
};

/// Reads a JSON array of {name, language, path, under, queries: [{query, category, relevant}]}.
/// Throws Error for any other file.
std::vector<JudgedRepository> read_judged_queries(const std::filesystem::path& file);

/// Whether a result's path is the one a judgement names: equal, or one ends with '/' + the other.
bool names_path(const std::string& judged, const std::string& path);

/// The query with one of its longer words misspelt: two letters exchanged, one left out, or one
/// doubled, never the first. The word and the slip are chosen at random, but the same way every
/// time. Empty for a query without a word of at least six characters.
std::optional<std::string> with_slip(std::string_view query);

}  // namespace gitctx

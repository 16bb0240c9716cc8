#pragma once

#include <string>
#include <vector>

#include "core/language.h"

namespace gitctx {

enum class SearchMode { hybrid, lexical, semantic };

/// A search request: the text, and the part of the view to search.
struct Query {
  std::string text;
  SearchMode mode = SearchMode::hybrid;
  int limit = 10;                   ///< at most this many hits, 1..100
  double min_similarity = 0.0;      ///< hits under this score (0..1) are left out
  double min_best_similarity = 0;   ///< no results if even the best hit is under this,
                                    ///< unless it has all words of the query
  std::vector<std::string> paths;   ///< globs, any of which must match; empty: every path
  std::vector<Language> languages;  ///< any of these; empty: every language
  std::string repository;           ///< its name; as a query word it says little in its own index
  bool explain = false;             ///< fill Hit::explanation
};

}  // namespace gitctx

#pragma once

#include <string>
#include <vector>

#include "core/language.h"

namespace gitctx {

enum class SearchMode { hybrid, lexical, semantic };

/// What is looked for, and in which part of a view.
struct Query {
  std::string text;
  SearchMode mode = SearchMode::hybrid;
  int limit = 10;                   ///< at most this many hits, 1..100
  double min_similarity = 0.0;      ///< hits under this score (0..1) are left out
  double min_best_similarity = 0;   ///< nothing is found when even the best hit is under this,
                                    ///< unless it has all words of the query
  std::vector<std::string> paths;   ///< globs, any of which must match; empty: every path
  std::vector<Language> languages;  ///< any of these; empty: every language
  std::string repository;           ///< its name, which says little in a question about it
  bool explain = false;             ///< fill Hit::explanation
};

}  // namespace gitctx

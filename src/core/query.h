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
  int limit = 10;                   ///< maximum number of hits, 1..100
  double min_similarity = 0.0;      ///< minimum score of a hit, 0..1
  double min_best_similarity = 0;   ///< if the best score is lower, the results are improbable,
                                    ///< unless the best hit has all query words
  std::vector<std::string> paths;   ///< patterns of a PathFilter (base/paths/path_filter.h)
  std::vector<Language> languages;  ///< languages to search; empty: every language
  std::string repository;           ///< repository name; ignored as a query word if the query
                                    ///< has more than three words
  bool explain = false;             ///< true to fill Hit::explanation
  std::string other_model_hint;     ///< hint to show if the index has vectors of another model
};

}  // namespace gitctx

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
  double min_best_similarity = 0;   ///< no results if the best score is under this,
                                    ///< unless that hit has all query words
  std::vector<std::string> paths;   ///< globs, of which one must match; empty: any path
  std::vector<Language> languages;  ///< languages to search; empty: every language
  std::string repository;           ///< repository name; queries of over three words ignore it
  bool explain = false;             ///< fill Hit::explanation
  std::string other_model_hint;     ///< advice if the index has vectors of another model
};

}  // namespace gitctx

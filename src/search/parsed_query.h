#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "embed/embedder.h"
#include "text/word_table.h"

namespace gitctx {

/// A term of a query with its weight (before idf).
struct QueryWord {
  std::string term;
  float weight = 1;
};

/// A query split into words, terms and names.
struct ParsedQuery {
  std::vector<QueryWord> terms;          ///< without stop words, unless there are only stop words
  std::vector<std::string> words;        ///< as typed; like `terms`, without stop words
  std::vector<std::string> identifiers;  ///< the words that may be exact names
  std::vector<TokenCount> tokens;        ///< all sub-tokens, to embed; views into the WordTable
  bool is_symbol = false;                ///< one word only, or one name among stop words
  bool says_nothing = false;             ///< has only stop words, and cannot be a name
  bool wants_tests = false;              ///< asks for tests, so tests do not rank lower
  bool wants_documents = false;          ///< asks for documentation or examples
  std::vector<std::string> namesakes;    ///< namesakes() of the repository
};

/// Parses a query. `words` must outlive the result. In a query of more than three words, the name
/// of the repository is ignored, because every file is about the repository.
ParsedQuery parse_query(std::string_view text, std::string_view repository, WordTable& words);

}  // namespace gitctx

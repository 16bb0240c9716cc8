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
  std::vector<QueryWord> terms;          ///< no stop words, unless all words are stop words
  std::vector<std::string> words;        ///< as typed; stop words are left out as in `terms`
  std::vector<std::string> identifiers;  ///< the words that may be exact names
  std::vector<TokenCount> tokens;  ///< all sub-tokens, for the embedder; views into the WordTable
  bool is_symbol = false;          ///< a single word, or one name among stop words
  bool says_nothing = false;       ///< has only stop words, and cannot be a name
  bool wants_tests = false;        ///< asks for tests; tests then do not rank lower
  bool wants_documents = false;    ///< asks for documentation or examples
  bool wants_superseded = false;   ///< asks for legacy code or for a version
  std::vector<std::string> namesakes;  ///< namesakes() of the repository
};

/// Parses a query. `words` must outlive the result. In a query of more than three words, the name
/// of the repository is ignored, because every file is about the repository.
ParsedQuery parse_query(std::string_view text, std::string_view repository, WordTable& words);

}  // namespace gitctx

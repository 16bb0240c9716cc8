#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "embed/embedder.h"
#include "text/word_table.h"

namespace gitctx {

/// A term looked for, with the weight the query gives it (before idf).
struct QueryWord {
  std::string term;
  float weight = 1;
};

/// A query taken apart.
struct ParsedQuery {
  std::vector<QueryWord> terms;          ///< what scores: stop words left out where others remain
  std::vector<std::string> words;        ///< as typed, without the stop words left out
  std::vector<std::string> identifiers;  ///< of these the ones that may be exact names
  std::vector<TokenCount> tokens;        ///< all sub-tokens, for embedding; text lies in `words`
  bool is_symbol = false;                ///< one word that reads as a name
  bool says_nothing = false;             ///< stop words alone, several or such as name nothing
  bool wants_tests = false;              ///< asks for tests, so that they are not ranked lower
  bool wants_documents = false;          ///< asks for documentation or examples
  std::vector<std::string> namesakes;    ///< namesakes() of the repository
};

/// `words` must outlive the result. In a query of more than three words the name of the repository
/// does not count: everything there is about it.
ParsedQuery parse_query(std::string_view text, std::string_view repository, WordTable& words);

}  // namespace gitctx

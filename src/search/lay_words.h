#pragma once

#include "search/parsed_query.h"
#include "text/word_table.h"

namespace gitctx {

/// Whether programmers use a word (lower case): the embedded model has it in its vocabulary.
bool is_programmers_word(std::string_view word);

/// How far a query is about other things than software, 0..1: the mean over its words of 1 for an
/// English word that programmers do not use ("lavender"), less the more they do, 0 for those they
/// often do ("server") and for words that are not English (names, abbreviations).
double lay_share(const ParsedQuery& query, WordTable& words);

}  // namespace gitctx

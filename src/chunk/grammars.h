#pragma once

#include <tree_sitter/api.h>

#include "core/language.h"

namespace gitctx {

/// A grammar in this program: the parse tables and the text of the highlight query.
struct Grammar {
  const TSLanguage* language = nullptr;
  const char* highlights = nullptr;
};

/// The grammar of a language; nullptr exactly if has_grammar() is false.
const Grammar* grammar_of(Language language);

}  // namespace gitctx

#pragma once

#include <tree_sitter/api.h>

#include "core/language.h"

namespace gitctx {

/// A compiled-in grammar: the parse tables and the text of the highlight query.
struct Grammar {
  const TSLanguage* language = nullptr;
  const char* highlights = nullptr;
};

/// The grammar of a language, or nullptr if there is none here.
const Grammar* grammar_of(Language language);

}  // namespace gitctx

#pragma once

#include <tree_sitter/api.h>

#include "core/language.h"

namespace gitctx {

/// A grammar in this program: its parse tables and the text of its highlight query.
struct Grammar {
  const TSLanguage* language = nullptr;
  const char* highlights = nullptr;
};

/// The grammar of a language, or nullptr. Not null exactly if has_grammar().
const Grammar* grammar_of(Language language);

}  // namespace gitctx

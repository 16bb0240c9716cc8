#pragma once

#include "core/language.h"

namespace gitctx {

/// Whether the language has a tree-sitter grammar in this program, so that its files are cut at
/// definitions. Agrees with grammar_of() of chunk/grammars.h.
constexpr bool has_grammar(Language language) {
  return language >= Language::bash && language <= Language::markdown;
}

}  // namespace gitctx

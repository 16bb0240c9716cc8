#include "chunk/grammars.h"

#include <array>

#include <gitctx_grammars.h>

#include "chunk/parse_heap.h"

namespace gitctx {
namespace {

std::array<Grammar, language_count> make_grammars() {
  // Installed here, because every use of tree-sitter first needs a grammar.
  ParseHeap::install();
  std::array<Grammar, language_count> grammars{};
  const auto at = [&](Language language) -> Grammar& {
    return grammars[static_cast<std::size_t>(language)];
  };
  at(Language::bash) = {tree_sitter_bash(), gitctx_highlights_bash};
  at(Language::c) = {tree_sitter_c(), gitctx_highlights_c};
  at(Language::cpp) = {tree_sitter_cpp(), gitctx_highlights_cpp};
  at(Language::csharp) = {tree_sitter_c_sharp(), gitctx_highlights_c_sharp};
  at(Language::elixir) = {tree_sitter_elixir(), gitctx_highlights_elixir};
  at(Language::go) = {tree_sitter_go(), gitctx_highlights_go};
  at(Language::haskell) = {tree_sitter_haskell(), gitctx_highlights_haskell};
  at(Language::java) = {tree_sitter_java(), gitctx_highlights_java};
  at(Language::javascript) = {tree_sitter_javascript(), gitctx_highlights_javascript};
  at(Language::kotlin) = {tree_sitter_kotlin(), gitctx_highlights_kotlin};
  at(Language::lua) = {tree_sitter_lua(), gitctx_highlights_lua};
  at(Language::markdown) = {tree_sitter_markdown(), gitctx_highlights_markdown};
  at(Language::php) = {tree_sitter_php(), gitctx_highlights_php};
  at(Language::python) = {tree_sitter_python(), gitctx_highlights_python};
  at(Language::ruby) = {tree_sitter_ruby(), gitctx_highlights_ruby};
  at(Language::rust) = {tree_sitter_rust(), gitctx_highlights_rust};
  at(Language::scala) = {tree_sitter_scala(), gitctx_highlights_scala};
  at(Language::swift) = {tree_sitter_swift(), gitctx_highlights_swift};
  at(Language::tsx) = {tree_sitter_tsx(), gitctx_highlights_tsx};
  at(Language::typescript) = {tree_sitter_typescript(), gitctx_highlights_typescript};
  at(Language::zig) = {tree_sitter_zig(), gitctx_highlights_zig};
  return grammars;
}

}  // namespace

const Grammar* grammar_of(Language language) {
  static const std::array<Grammar, language_count> grammars = make_grammars();
  const Grammar& grammar = grammars[static_cast<std::size_t>(language)];
  return grammar.language != nullptr ? &grammar : nullptr;
}

}  // namespace gitctx

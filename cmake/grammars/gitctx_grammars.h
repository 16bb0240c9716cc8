#pragma once

#include <tree_sitter/api.h>

/* The symbols that libgitctx_grammars.a exports in addition to those of the tree-sitter core: the
   language of each grammar, and the text of its highlight query. */
#define GITCTX_GRAMMAR(name)                  \
  const TSLanguage* tree_sitter_##name(void); \
  extern const char gitctx_highlights_##name[];

#ifdef __cplusplus
extern "C" {
#endif

GITCTX_GRAMMAR(bash)
GITCTX_GRAMMAR(c)
GITCTX_GRAMMAR(c_sharp)
GITCTX_GRAMMAR(cpp)
GITCTX_GRAMMAR(elixir)
GITCTX_GRAMMAR(go)
GITCTX_GRAMMAR(haskell)
GITCTX_GRAMMAR(java)
GITCTX_GRAMMAR(javascript)
GITCTX_GRAMMAR(kotlin)
GITCTX_GRAMMAR(lua)
GITCTX_GRAMMAR(markdown)
GITCTX_GRAMMAR(php)
GITCTX_GRAMMAR(python)
GITCTX_GRAMMAR(ruby)
GITCTX_GRAMMAR(rust)
GITCTX_GRAMMAR(scala)
GITCTX_GRAMMAR(swift)
GITCTX_GRAMMAR(tsx)
GITCTX_GRAMMAR(typescript)
GITCTX_GRAMMAR(zig)

#ifdef __cplusplus
}
#endif

#undef GITCTX_GRAMMAR

#include "llm/prompts/built_in_prompts.h"

// The files lie in the read-only data of the program.
#define GITCTX_EMBED_PROMPT(name)                  \
  asm(".section .rodata\n"                         \
      ".global gitctx_prompt_" #name               \
      "\n"                                         \
      ".global gitctx_prompt_" #name               \
      "_end\n"                                     \
      "gitctx_prompt_" #name                       \
      ":\n"                                        \
      ".incbin \"" GITCTX_PROMPTS_FOLDER "/" #name \
      ".yml\"\n"                                   \
      "gitctx_prompt_" #name                       \
      "_end:\n"                                    \
      ".byte 0\n"                                  \
      ".previous\n");                              \
  extern "C" {                                     \
  extern const char gitctx_prompt_##name[];        \
  extern const char gitctx_prompt_##name##_end[];  \
  }

GITCTX_EMBED_PROMPT(answer)
GITCTX_EMBED_PROMPT(expand_query)
GITCTX_EMBED_PROMPT(judge)
GITCTX_EMBED_PROMPT(rerank)
GITCTX_EMBED_PROMPT(summarize_commit)

#define GITCTX_PROMPT_TEXT(name)                       \
  if (wanted == #name) return {                        \
      gitctx_prompt_##name, gitctx_prompt_##name##_end \
    }

namespace gitctx {

std::string_view built_in_prompt_yaml(std::string_view wanted) {
  GITCTX_PROMPT_TEXT(answer);
  GITCTX_PROMPT_TEXT(expand_query);
  GITCTX_PROMPT_TEXT(judge);
  GITCTX_PROMPT_TEXT(rerank);
  GITCTX_PROMPT_TEXT(summarize_commit);
  return {};
}

}  // namespace gitctx

#include "llm/prompts/built_in_prompts.h"

#include "base/embedded_file.h"

#define GITCTX_EMBED_PROMPT(name) \
  GITCTX_EMBED_FILE(gitctx_prompt_##name, GITCTX_PROMPTS_FOLDER "/" #name ".yml")

GITCTX_EMBED_PROMPT(answer);
GITCTX_EMBED_PROMPT(expand_query);
GITCTX_EMBED_PROMPT(judge);
GITCTX_EMBED_PROMPT(rerank);

#define GITCTX_PROMPT_TEXT(name) \
  if (wanted == #name) return embedded_text(gitctx_prompt_##name, gitctx_prompt_##name##_end)

namespace gitctx {

std::string_view built_in_prompt_yaml(std::string_view wanted) {
  GITCTX_PROMPT_TEXT(answer);
  GITCTX_PROMPT_TEXT(expand_query);
  GITCTX_PROMPT_TEXT(judge);
  GITCTX_PROMPT_TEXT(rerank);
  return {};
}

}  // namespace gitctx

#pragma once

#include <span>
#include <stop_token>
#include <vector>

#include "app/services/search_session.h"
#include "git/repository_layout.h"
#include "llm/chat_model.h"
#include "llm/prompts/prompt.h"

namespace gitctx {

/// How many results of the first ranking a chat model looks at to show `limit` of them.
int reranked_candidates(int limit);

/// A prompt of this repository: its own in .gitctx/prompts, else the program's.
Prompt repository_prompt(const char* name, const RepositoryLayout& layout);

/// The results of several wordings of one question in turns, each part of a file once, at most
/// `limit`.
std::vector<Hit> merge_hits(std::vector<std::vector<Hit>> found, std::size_t limit);

/// Orders hits by a chat model, best first. Their scores stay those of the first ranking. Throws
/// Error: what the model throws.
void rerank_hits(ChatModel& model, const Prompt& prompt, std::string_view query,
                 std::vector<Hit>& hits, const std::stop_token& stop);

}  // namespace gitctx

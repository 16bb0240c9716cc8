#pragma once

#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

#include "app/config/config.h"
#include "app/services/search_session.h"
#include "llm/chat_model.h"
#include "llm/prompts/prompt.h"

namespace gitctx {

/// The number of search results that the chat model reorders if `limit` results are shown.
int reranked_candidates(int limit);

/// The repository's prompt in .gitctx/prompts if it is in force, else the built-in one.
Prompt repository_prompt(std::string_view name, const Config& config);

/// Interleaves the hits for several wordings of a question, drops duplicates, and keeps at most
/// `limit` hits.
std::vector<Hit> merge_hits(std::vector<std::vector<Hit>> found, std::size_t limit);

/// Orders hits with a chat model, best first. The hits keep the scores of the first ranking.
/// Returns, for each hit in the new order, its position in the old order. Errors from the model
/// propagate.
std::vector<std::size_t> rerank_hits(ChatModel& model, const Prompt& prompt, std::string_view query,
                                     std::vector<Hit>& hits, const std::stop_token& stop);

/// Puts the hits into the order of `positions`, which rerank_hits() returned for the same hits.
void put_in_order(std::vector<Hit>& hits, std::span<const std::size_t> positions);

}  // namespace gitctx

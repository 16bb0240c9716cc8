#include "app/services/reranked_search.h"

#include <algorithm>
#include <utility>

#include "llm/prompts/prompt_library.h"
#include "llm/tasks/reranker.h"

namespace gitctx {

int reranked_candidates(int limit) {
  constexpr int window = 20;
  return std::max(limit, window);
}

Prompt repository_prompt(std::string_view name, const Config& config) {
  const auto found = std::ranges::find(config.prompts, name, &TeamPrompt::name);
  if (found == config.prompts.end() || !found->is_in_force) return built_in_prompt(name);
  return parse_replacement(name, found->text, found->file.string());
}

std::vector<Hit> merge_hits(std::vector<std::vector<Hit>> found, std::size_t limit) {
  std::vector<Hit> merged;
  std::size_t longest = 0;
  for (const auto& hits : found) longest = std::max(longest, hits.size());
  for (std::size_t rank = 0; rank < longest; ++rank) {
    for (std::vector<Hit>& hits : found) {
      if (rank >= hits.size() || merged.size() >= limit) continue;
      const bool is_known = std::ranges::any_of(merged, [&](const Hit& hit) {
        return hit.path == hits[rank].path && hit.lines == hits[rank].lines;
      });
      if (!is_known) merged.push_back(std::move(hits[rank]));
    }
  }
  return merged;
}

std::vector<std::size_t> rerank_hits(ChatModel& model, const Prompt& prompt, std::string_view query,
                                     std::vector<Hit>& hits, const std::stop_token& stop) {
  if (hits.size() < 2) return std::vector<std::size_t>(hits.size());
  std::vector<RerankCandidate> candidates;
  for (const Hit& hit : hits) candidates.push_back({hit.path, hit.symbol, hit.text});
  Reranking reranking = rerank(model, prompt, query, candidates, stop);
  put_in_order(hits, reranking.order);
  return std::move(reranking.order);
}

void put_in_order(std::vector<Hit>& hits, std::span<const std::size_t> positions) {
  std::vector<Hit> ordered;
  for (const std::size_t position : positions) ordered.push_back(std::move(hits[position]));
  hits = std::move(ordered);
}

}  // namespace gitctx

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "llm/chat_model.h"
#include "llm/prompts/prompt.h"

namespace gitctx {

struct RerankCandidate {
  std::string path;
  std::string symbol;  ///< may be empty
  std::string text;
};

struct RerankOptions {
  std::size_t window = 20;  ///< candidates per call; at least 2
  std::size_t step = 10;    ///< how far the window moves: 1..window-1, so that windows overlap
  std::size_t candidate_tokens = 300;  ///< estimated, from the start of each text
};

struct Reranking {
  std::vector<std::size_t> order;  ///< a permutation of the candidates' indices, best first
  std::size_t mended = 0;          ///< replies that were not a permutation
  ChatBill bill;
};

/// Orders candidates, given in the order of a first ranking, with a chat model that sees up to
/// `window` of them at once. With more candidates the window moves from the last to the first, so
/// that a good one can rise to the top. `prompt` meets the contract of "rerank". Numbers that name
/// no candidate are dropped; missing candidates follow in their old order. Throws Error: what the
/// model throws, and provider if a reply names no candidate at all.
Reranking rerank(ChatModel& model, const Prompt& prompt, std::string_view query,
                 std::span<const RerankCandidate> candidates, const std::stop_token& stop,
                 const RerankOptions& options = {});

/// The permutation of 0..count-1 that 1-based `ids` describe.
struct MendedPermutation {
  std::vector<std::size_t> order;
  std::size_t known = 0;  ///< valid, distinct ids
  bool was_mended = false;
};
MendedPermutation mend_permutation(std::span<const std::int64_t> ids, std::size_t count);

}  // namespace gitctx

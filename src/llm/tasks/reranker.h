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
  std::size_t window = 20;  ///< candidates in one call; at least 2
  std::size_t step = 10;    ///< how far the window moves; 1..window-1, so that windows overlap
  std::size_t candidate_tokens = 300;  ///< about: of each text, from its beginning
};

struct Reranking {
  std::vector<std::size_t> order;  ///< a permutation of the candidates' indices, best first
  std::size_t mended = 0;          ///< replies that were no permutation
  ChatBill bill;
};

/// Orders candidates, given in the order of a first ranking, by a chat model that sees up to
/// `window` of them at once. With more, the window moves from the end to the front, so that a good
/// candidate can rise all the way. `prompt` keeps the contract of "rerank". Numbers that the model
/// makes up are dropped, those that it leaves out follow in their old order. Throws Error: what the
/// model throws; provider when a reply names no candidate at all.
Reranking rerank(ChatModel& model, const Prompt& prompt, std::string_view query,
                 std::span<const RerankCandidate> candidates, const std::stop_token& stop,
                 const RerankOptions& options = {});

/// The permutation of 0..count-1 that 1-based `ids` stand for.
struct MendedPermutation {
  std::vector<std::size_t> order;
  std::size_t known = 0;  ///< ids that were of use
  bool was_mended = false;
};
MendedPermutation mend_permutation(std::span<const std::int64_t> ids, std::size_t count);

}  // namespace gitctx

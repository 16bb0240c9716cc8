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
  /// The number of candidates by which the window moves: 1 to window-1, so that windows overlap.
  std::size_t step = 10;
  std::size_t candidate_tokens = 300;  ///< estimated tokens that the model sees of each text
};

struct Reranking {
  std::vector<std::size_t> order;  ///< a permutation of the candidates' indices, best first
  std::size_t mended = 0;          ///< number of replies with missing, repeated or wrong numbers
  ChatBill bill;
};

/// Asks a chat model for a better order of candidates. The candidates must be in the order of a
/// first ranking. The model sees at most `window` candidates at once. If there are more, the window
/// moves from the last candidate to the first, so that a good candidate can rise to the top.
/// `prompt` must meet the contract of "rerank". A number that belongs to no candidate is ignored;
/// candidates that a reply omits follow in their old order. Errors from the model propagate. Throws
/// Error(provider) if a reply names none of the candidates.
Reranking rerank(ChatModel& model, const Prompt& prompt, std::string_view query,
                 std::span<const RerankCandidate> candidates, const std::stop_token& stop,
                 const RerankOptions& options = {});

/// The order that `ids` gives to the candidates 0 to count-1; ids start at 1. The candidates that
/// `ids` names come first, in the order of `ids`; wrong and repeated ids are ignored. All other
/// candidates follow in their old order.
struct MendedPermutation {
  std::vector<std::size_t> order;
  std::size_t known = 0;    ///< number of distinct valid ids
  bool was_mended = false;  ///< whether ids were missing, repeated or wrong
};
MendedPermutation mend_permutation(std::span<const std::int64_t> ids, std::size_t count);

}  // namespace gitctx

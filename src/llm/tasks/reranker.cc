#include "llm/tasks/reranker.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "base/check.h"
#include "base/error.h"
#include "base/json_text.h"
#include "llm/prompts/quoted_text.h"

namespace gitctx {
namespace {

constexpr std::size_t most_query_tokens = 2000;

std::string show_candidate(std::size_t number, const RerankCandidate& candidate,
                           std::size_t tokens) {
  std::string shown = fmt::format("[{}] path: {}\n", number, quote_name(candidate.path));
  if (!candidate.symbol.empty()) {
    shown += fmt::format("symbol: {}\n", quote_name(candidate.symbol));
  }
  const CutText cut = cut_to_tokens(candidate.text, tokens);
  shown += quote_lines(cut.text) + '\n';
  if (cut.lines_left_out > 0) shown += fmt::format("({} more lines)\n", cut.lines_left_out);
  return shown;
}

/// The candidate numbers in a reply, counted from 1. Any other value becomes 0, which is not the
/// number of a candidate.
std::vector<std::int64_t> read_ranking(const std::string& reply) {
  const auto root = parse_json(reply);
  std::vector<std::int64_t> ids;
  if (!root.is_object() || !root.contains("ranking")) return ids;
  for (const nlohmann::json& id : root["ranking"]) {
    const double number = id.is_number() ? id.get<double>() : 0;
    ids.push_back(number >= 1 && number <= 1e6 ? static_cast<std::int64_t>(number) : 0);
  }
  return ids;
}

/// A list of candidates and the model that orders it.
class Reranker {
 public:
  Reranker(ChatModel& model, const Prompt& prompt, std::string_view query,
           std::span<const RerankCandidate> candidates, const RerankOptions& options)
      : model_(model),
        prompt_(prompt),
        query_(quote_lines(cut_to_tokens(query, most_query_tokens).text)),
        candidates_(candidates),
        options_(options) {
    result_.order.resize(candidates.size());
    std::iota(result_.order.begin(), result_.order.end(), std::size_t{0});
  }

  Reranking run(const std::stop_token& stop) {
    if (candidates_.size() < 2) return std::move(result_);
    std::size_t begin = candidates_.size() - std::min(options_.window, candidates_.size());
    for (;;) {
      order_window(begin, std::min(options_.window, candidates_.size() - begin), stop);
      if (begin == 0) return std::move(result_);
      begin -= std::min(options_.step, begin);
    }
  }

 private:
  void order_window(std::size_t begin, std::size_t count, const std::stop_token& stop) {
    const auto window = std::span(result_.order).subspan(begin, count);
    const ChatReply reply = model_.complete(request_for(window), stop);
    result_.bill.add(reply);
    const std::vector<std::int64_t> ids = read_ranking(reply.text);
    const MendedPermutation mended = mend_permutation(ids, count);
    if (mended.known == 0) {
      throw Error(ErrorCode::provider,
                  fmt::format("{}: the ranking names none of the candidates",
                              model_.description().provider + "/" + model_.description().model));
    }
    result_.mended += mended.was_mended ? 1 : 0;
    const std::vector<std::size_t> before(window.begin(), window.end());
    std::ranges::transform(mended.order, window.begin(), [&](std::size_t i) { return before[i]; });
  }

  ChatRequest request_for(std::span<const std::size_t> window) const {
    std::string shown;
    for (std::size_t i = 0; i < window.size(); ++i) {
      if (i > 0) shown += '\n';
      shown += show_candidate(i + 1, candidates_[window[i]], options_.candidate_tokens);
    }
    shown.pop_back();
    return render_prompt(prompt_, {{"query", query_},
                                   {"candidates", std::move(shown)},
                                   {"count", fmt::format("{}", window.size())}});
  }

  ChatModel& model_;
  const Prompt& prompt_;
  std::string query_;
  std::span<const RerankCandidate> candidates_;
  RerankOptions options_;
  Reranking result_;
};

}  // namespace

Reranking rerank(ChatModel& model, const Prompt& prompt, std::string_view query,
                 std::span<const RerankCandidate> candidates, const std::stop_token& stop,
                 const RerankOptions& options) {
  GITCTX_CHECK(options.window >= 2 && options.step >= 1 && options.step < options.window);
  return Reranker(model, prompt, query, candidates, options).run(stop);
}

MendedPermutation mend_permutation(std::span<const std::int64_t> ids, std::size_t count) {
  MendedPermutation mended;
  std::vector<bool> is_taken(count);
  for (const std::int64_t id : ids) {
    const bool is_known = id >= 1 && static_cast<std::uint64_t>(id) <= count;
    if (!is_known || is_taken[static_cast<std::size_t>(id) - 1]) {
      mended.was_mended = true;
      continue;
    }
    is_taken[static_cast<std::size_t>(id) - 1] = true;
    mended.order.push_back(static_cast<std::size_t>(id) - 1);
  }
  mended.known = mended.order.size();
  mended.was_mended |= mended.known < count;
  for (std::size_t i = 0; i < count; ++i) {
    if (!is_taken[i]) mended.order.push_back(i);
  }
  return mended;
}

}  // namespace gitctx

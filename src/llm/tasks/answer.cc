#include "llm/tasks/answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "llm/prompts/quoted_text.h"

namespace gitctx {
namespace {

constexpr std::size_t most_question_tokens = 4000;
constexpr std::size_t source_bytes_per_token = 3;

/// The sources as the model sees them, and the lines that they cover.
class Sources {
 public:
  Sources(std::span<const AnswerContext> contexts, std::size_t tokens) {
    for (const AnswerContext& context : contexts) {
      const CutText cut = cut_to_tokens(context.text, tokens);
      if (count_ > 0 && cut.text.size() < context.text.size()) break;
      add(context, cut);
      tokens -= std::min(cut.text.size() / source_bytes_per_token + 1, tokens);
    }
    merge_lines();
  }

  const std::string& shown() const { return shown_; }
  std::size_t count() const { return count_; }

  bool holds(const Citation& citation) const {
    const auto found = lines_.find(citation.path);
    if (found == lines_.end()) return false;
    return std::ranges::any_of(found->second, [&](const LineRange& lines) {
      return lines.first <= citation.lines.first && citation.lines.last <= lines.last;
    });
  }

 private:
  void add(const AnswerContext& context, const CutText& cut) {
    if (count_ > 0) shown_ += "\n\n";
    shown_ += fmt::format("path: {}\n{}", quote_name(context.path),
                          number_lines(cut.text, context.lines.first));
    const auto lines = static_cast<std::uint32_t>(std::max(count_lines(cut.text), std::size_t{1}));
    // The model cites the path as it was shown, so the lines are kept under the quoted path.
    lines_[quote_name(context.path)].push_back(
        {context.lines.first, context.lines.first + lines - 1});
    ++count_;
  }

  /// Merges adjacent parts of a file, because a citation may span them.
  void merge_lines() {
    for (auto& [path, ranges] : lines_) {
      std::ranges::sort(ranges);
      std::vector<LineRange> merged;
      for (const LineRange& lines : ranges) {
        if (!merged.empty() && lines.first <= merged.back().last + 1) {
          merged.back().last = std::max(merged.back().last, lines.last);
        } else {
          merged.push_back(lines);
        }
      }
      ranges = std::move(merged);
    }
  }

  std::string shown_;
  std::map<std::string, std::vector<LineRange>, std::less<>> lines_;
  std::size_t count_ = 0;
};

}  // namespace

Answer answer_question(ChatModel& model, const Prompt& prompt, std::string_view question,
                       std::span<const AnswerContext> contexts,
                       const std::function<void(std::string_view)>& on_text,
                       const std::stop_token& stop, const AnswerOptions& options) {
  if (contexts.empty()) {
    throw Error(ErrorCode::failure, "no results to answer from",
                "Use words from the code, or widen the filters");
  }
  const Sources sources(contexts, options.source_tokens);
  const auto is_known = [&](const Citation& citation) { return sources.holds(citation); };
  const std::string shown = quote_lines(cut_to_tokens(question, most_question_tokens).text);
  ChatRequest request = render_prompt(prompt, {{"sources", sources.shown()}, {"question", shown}});

  CitationMarker streamed(is_known);
  const auto show = [&](const std::string& text) {
    if (!text.empty()) on_text(text);
  };
  if (on_text) {
    request.on_text = [&](std::string_view piece) { show(streamed.add(piece)); };
  }
  const ChatReply reply = model.complete(request, stop);
  if (on_text) show(streamed.finish());

  CitationMarker marker(is_known);
  Answer answer{.text = marker.add(reply.text)};
  answer.text += marker.finish();
  answer.citations = marker.accepted();
  answer.rejected = marker.rejected();
  answer.contexts_used = sources.count();
  answer.model = reply.model;
  answer.truncated = reply.truncated;
  answer.bill.add(reply);
  return answer;
}

}  // namespace gitctx

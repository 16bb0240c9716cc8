#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/ranges.h"
#include "llm/chat_model.h"
#include "llm/prompts/prompt.h"
#include "llm/tasks/citation.h"

namespace gitctx {

/// A part of a file that an answer may use.
struct AnswerContext {
  std::string path;
  LineRange lines;   ///< the position of `text` in the file
  std::string text;  ///< whole lines
};

struct AnswerOptions {
  /// The limit for the estimated tokens of all contexts together. The first context is cut to fit.
  /// A later context that does not fit is omitted, together with all contexts after it.
  std::size_t source_tokens = 12'000;
};

struct Answer {
  std::string text;                 ///< the answer, with rejected citations marked
  std::vector<Citation> citations;  ///< citations of lines that the model saw
  std::vector<Citation> rejected;   ///< the other citations
  std::size_t contexts_used = 0;    ///< number of contexts that the model saw
  std::string model;                ///< name of the model in the reply
  bool truncated = false;
  ChatBill bill;
};

/// Asks a chat model to answer a question from contexts (the best one first), and checks every
/// citation against the contexts. `prompt` must meet the contract of "answer". `on_text` may be
/// empty; otherwise it receives the text as the text arrives, with rejected citations marked.
/// Throws Error(failure) if there are no contexts. Errors from the model propagate.
Answer answer_question(ChatModel& model, const Prompt& prompt, std::string_view question,
                       std::span<const AnswerContext> contexts,
                       const std::function<void(std::string_view)>& on_text,
                       const std::stop_token& stop, const AnswerOptions& options = {});

}  // namespace gitctx

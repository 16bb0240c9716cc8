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

/// A part of a file to answer from.
struct AnswerContext {
  std::string path;
  LineRange lines;   ///< where `text` stands in the file
  std::string text;  ///< whole lines
};

struct AnswerOptions {
  std::size_t source_tokens = 12'000;  ///< about: of all contexts together; later ones are cut
};

struct Answer {
  std::string text;                 ///< with rejected citations marked
  std::vector<Citation> citations;  ///< each within lines that the model was given
  std::vector<Citation> rejected;   ///< all others
  std::size_t contexts_used = 0;    ///< how many of the contexts the model was given
  std::string model;                ///< as the provider names what answered
  bool truncated = false;
  ChatBill bill;
};

/// Answers a question from contexts, best first, and checks every citation against them. `prompt`
/// keeps the contract of "answer". `on_text` may be empty; else it gets the text, citations marked,
/// as it arrives. Throws failure without contexts; what the model throws.
Answer answer_question(ChatModel& model, const Prompt& prompt, std::string_view question,
                       std::span<const AnswerContext> contexts,
                       const std::function<void(std::string_view)>& on_text,
                       const std::stop_token& stop, const AnswerOptions& options = {});

}  // namespace gitctx

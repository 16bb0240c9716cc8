#include "eval/prompts/judge.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/json_text.h"
#include "llm/prompts/quoted_text.h"

namespace gitctx {
namespace {

std::string content(std::string_view title, std::string_view text) {
  return fmt::format("{}:\n{}\n", title, quote_lines(text));
}

std::string criterion_text(const Rubric& rubric) {
  if (rubric.grades[0].empty()) return rubric.criterion;
  std::string out = rubric.criterion + "\nScores:\n";
  for (std::size_t grade = rubric.grades.size(); grade-- > 0;) {
    out += fmt::format("- {}: {}\n", grade, rubric.grades[grade]);
  }
  return out;
}

std::string pair_criterion(const Rubric& rubric) {
  return fmt::format(
      "Which of the two texts meets this better: {}\nScores:\n"
      "- 3: the second text, clearly\n- 2: the second text, a little\n"
      "- 1: the first text, a little\n- 0: the first text, clearly\n",
      rubric.criterion);
}

}  // namespace

JudgeVerdict Judge::ask(std::string_view task, std::string_view criterion, std::string_view texts,
                        const std::stop_token& stop) const {
  const ChatRequest request = render_("judge", {{"task", std::string(task)},
                                                {"criterion", std::string(criterion)},
                                                {"texts", std::string(texts)}});
  ChatReply reply;
  try {
    reply = model_.complete(request, stop);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::provider) throw;
    return {{}, "the judge failed: " + error.message()};
  }
  const auto object = parse_json(reply.text);
  if (!object.is_object()) {
    return {{},
            reply.truncated ? "the judge's reply was cut off" : "the judge's reply is not JSON"};
  }
  const auto score = json_member(object, "score");
  const bool is_score = score.is_number_integer() && score >= 0 && score <= 3;
  if (!is_score) return {{}, "the judge gave no score from 0 to 3"};
  const auto reasons = json_member(object, "reasoning");
  return {score.get<double>(), reasons.is_string() ? reasons.get<std::string>() : ""};
}

JudgeVerdict Judge::grade(const Rubric& rubric, const JudgeCase& what,
                          const std::stop_token& stop) const {
  std::string texts = content("Output", what.output);
  if (!what.reference.empty()) texts += "\n" + content("Reference", what.reference);
  JudgeVerdict verdict = ask(quote_lines(what.task), criterion_text(rubric), texts, stop);
  if (verdict.value) *verdict.value /= 3;
  return verdict;
}

JudgeVerdict Judge::compare(const Rubric& rubric, const JudgeCase& what,
                            const std::stop_token& stop) const {
  const auto ask_about = [&](std::string_view first, std::string_view second) {
    return ask(quote_lines(what.task), pair_criterion(rubric),
               content("First text", first) + "\n" + content("Second text", second), stop);
  };
  JudgeVerdict straight = ask_about(what.output, what.reference);
  if (!straight.value) return straight;
  JudgeVerdict turned = ask_about(what.reference, what.output);
  if (!turned.value) return turned;
  const bool is_better = *straight.value < 2;
  const bool is_better_turned = *turned.value >= 2;
  if (is_better != is_better_turned) {
    return {0.5, "a tie, because the judge's verdict changed with the order of the texts"};
  }
  return {is_better ? 1.0 : 0.0, std::move(straight.reasons)};
}

}  // namespace gitctx

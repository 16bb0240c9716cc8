#include "eval/prompts/judge.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

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

Judge::Grade Judge::ask(std::string_view task, std::string_view criterion, std::string_view texts,
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
  Grade grade;
  const auto reasons = object.find("reasoning");
  if (reasons != object.end() && reasons->is_string()) grade.reasons = reasons->get<std::string>();
  const auto score = object.find("score");
  const bool is_score = score != object.end() && score->is_number_integer() &&
                        score->get<std::int64_t>() >= 0 && score->get<std::int64_t>() <= 3;
  if (!is_score) return {{}, "the judge gave no score from 0 to 3"};
  grade.score = score->get<int>();
  return grade;
}

JudgeVerdict Judge::grade(const Rubric& rubric, const JudgeCase& what,
                          const std::stop_token& stop) const {
  std::string texts = content("Output", what.output);
  if (!what.reference.empty()) texts += "\n" + content("Reference", what.reference);
  Grade grade = ask(quote_lines(what.task), criterion_text(rubric), texts, stop);
  JudgeVerdict verdict{.value = {}, .reasons = std::move(grade.reasons)};
  if (grade.score) verdict.value = *grade.score / 3.0;
  return verdict;
}

JudgeVerdict Judge::compare(const Rubric& rubric, const JudgeCase& what,
                            const std::stop_token& stop) const {
  const std::string task = quote_lines(what.task);
  const std::string criterion = pair_criterion(rubric);
  const auto pair = [](std::string_view first, std::string_view second) {
    return content("First text", first) + "\n" + content("Second text", second);
  };
  Grade straight = ask(task, criterion, pair(what.output, what.reference), stop);
  if (!straight.score) return {{}, std::move(straight.reasons)};
  Grade turned = ask(task, criterion, pair(what.reference, what.output), stop);
  if (!turned.score) return {{}, std::move(turned.reasons)};
  const bool is_better = *straight.score < 2;
  const bool is_better_turned = *turned.score >= 2;
  if (is_better != is_better_turned) {
    return {0.5, "the judge's verdict changed with the order: a tie"};
  }
  return {is_better ? 1.0 : 0.0, std::move(straight.reasons)};
}

}  // namespace gitctx

#include "eval/judge.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/error.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;

/// The reply as an object; nothing, with the reason, if it is none.
std::optional<Json> object_of(const ChatReply& reply, std::string& reasons) {
  Json object = Json::parse(reply.text, nullptr, false);
  if (object.is_object()) return object;
  reasons = reply.truncated ? "the judge's reply was cut off" : "the judge's reply is no JSON";
  return std::nullopt;
}

/// The reply of the judge; nothing, with the reason, when the provider gave none.
std::optional<ChatReply> ask(ChatModel& model, const ChatRequest& request,
                             const std::stop_token& stop, std::string& reasons) {
  try {
    return model.complete(request, stop);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::provider) throw;
    reasons = "the judge failed: " + error.message();
    return std::nullopt;
  }
}

}  // namespace

Verdict Judge::grade(const Rubric& rubric, const JudgeCase& what,
                     const std::stop_token& stop) const {
  Verdict verdict;
  const ChatRequest request = render_("judge", {{"criterion", rubric.criterion},
                                                {"grade_0", rubric.grades[0]},
                                                {"grade_1", rubric.grades[1]},
                                                {"grade_2", rubric.grades[2]},
                                                {"grade_3", rubric.grades[3]},
                                                {"task", what.task},
                                                {"reference", what.reference},
                                                {"output", what.output}});
  const auto reply = ask(model_, request, stop, verdict.reasons);
  if (!reply) return verdict;
  const auto object = object_of(*reply, verdict.reasons);
  if (!object) return verdict;
  const auto grade = object->find("grade");
  const bool is_grade = grade != object->end() && grade->is_number_integer() &&
                        grade->get<std::int64_t>() >= 0 && grade->get<std::int64_t>() <= 3;
  if (!is_grade) {
    verdict.reasons = "the judge gave no grade from 0 to 3";
    return verdict;
  }
  verdict.value = static_cast<double>(grade->get<std::int64_t>()) / 3;
  if (object->contains("reasons") && object->at("reasons").is_string()) {
    verdict.reasons = object->at("reasons").get<std::string>();
  }
  return verdict;
}

std::optional<int> Judge::prefer(const Rubric& rubric, std::string_view task,
                                 std::string_view first, std::string_view second,
                                 const std::stop_token& stop, std::string& reasons) const {
  const ChatRequest request = render_("judge_pair", {{"criterion", rubric.criterion},
                                                     {"task", std::string(task)},
                                                     {"first", std::string(first)},
                                                     {"second", std::string(second)}});
  const auto reply = ask(model_, request, stop, reasons);
  if (!reply) return std::nullopt;
  const auto object = object_of(*reply, reasons);
  if (!object) return std::nullopt;
  const std::string better = object->contains("better") && object->at("better").is_string()
                                 ? object->at("better").get<std::string>()
                                 : "";
  if (object->contains("reasons") && object->at("reasons").is_string()) {
    reasons = object->at("reasons").get<std::string>();
  }
  if (better == "first") return 1;
  if (better == "second") return -1;
  if (better == "neither") return 0;
  reasons = "the judge did not say which one is better";
  return std::nullopt;
}

Verdict Judge::compare(const Rubric& rubric, const JudgeCase& what,
                       const std::stop_token& stop) const {
  Verdict verdict;
  const auto straight =
      prefer(rubric, what.task, what.output, what.reference, stop, verdict.reasons);
  if (!straight) return verdict;
  std::string reasons;
  const auto turned = prefer(rubric, what.task, what.reference, what.output, stop, reasons);
  if (!turned) {
    verdict.reasons = reasons;
    return verdict;
  }
  if (*straight != -*turned) {
    verdict.value = 0.5;
    verdict.reasons = "the judge's opinion changed with the order: a tie";
    return verdict;
  }
  verdict.value = 0.5 + 0.5 * *straight;
  return verdict;
}

}  // namespace gitctx

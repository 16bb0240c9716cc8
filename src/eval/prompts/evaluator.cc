#include "eval/prompts/evaluator.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <ranges>
#include <set>

#include "base/ascii.h"
#include "base/check.h"
#include "base/json_text.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;

std::string normal(std::string_view text, bool ignore_case) {
  const std::string_view plain = trimmed(text);
  return ignore_case ? lower_case(plain) : std::string(plain);
}

std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : raw_json_text(value);
}

/// The member `field` of an output. Nothing if the output is not a JSON object or lacks the member.
std::optional<Json> field_of(const TargetOutput& output, const std::string& field) {
  const Json object = parse_json(output.text);
  if (!object.is_object() || !object.contains(field)) return std::nullopt;
  return object.at(field);
}

/// The text to compare: the output, or one field of the output; empty if the field is missing.
std::string output_text(const EvaluatorSpec& spec, const TargetOutput& output) {
  if (spec.field.empty()) return output.text;
  const auto field = field_of(output, spec.field);
  return field ? text_of(*field) : "";
}

/// The members of a JSON list, or the parts of a text between commas and line breaks.
std::set<std::string> output_items(const EvaluatorSpec& spec, const TargetOutput& output) {
  std::set<std::string> items;
  const Json whole =
      spec.field.empty() ? parse_json(output.text) : field_of(output, spec.field).value_or(Json());
  if (whole.is_array()) {
    for (const Json& item : whole) items.insert(normal(text_of(item), spec.ignore_case));
    return items;
  }
  std::string text = output_text(spec, output);
  std::ranges::replace(text, '\n', ',');
  for (const auto part : std::views::split(text, ',')) {
    items.insert(normal(std::string(part.begin(), part.end()), spec.ignore_case));
  }
  items.erase("");
  return items;
}

Score named(const EvaluatorSpec& spec, std::optional<double> value, std::string comment = {}) {
  return {spec.name, spec.group, value, std::move(comment)};
}

Score exact(const EvaluatorSpec& spec, const SuiteExample& example, const TargetOutput& output) {
  const bool same = normal(output_text(spec, output), spec.ignore_case) ==
                    normal(example.reference.text, spec.ignore_case);
  return named(spec, same ? 1 : 0);
}

std::vector<Score> set_overlap(const EvaluatorSpec& spec, const SuiteExample& example,
                               const TargetOutput& output) {
  std::set<std::string> wanted;
  for (const std::string& item : example.reference.items) {
    wanted.insert(normal(item, spec.ignore_case));
  }
  const std::set<std::string> found = output_items(spec, output);
  const auto both = static_cast<double>(
      std::ranges::count_if(found, [&](const std::string& item) { return wanted.contains(item); }));
  const double precision = found.empty() ? 0 : both / static_cast<double>(found.size());
  const double recall = both / static_cast<double>(wanted.size());
  const double f1 = both == 0 ? 0 : 2 * precision * recall / (precision + recall);
  return {named(spec, f1),
          {spec.name + "_precision", ScoreGroup::none, precision, {}},
          {spec.name + "_recall", ScoreGroup::none, recall, {}}};
}

Score contains(const EvaluatorSpec& spec, const SuiteExample& example, const TargetOutput& output) {
  const Reference& reference = example.reference;
  // Ignores case, because a wanted text may start a sentence of the output.
  const std::string text = lower_case(output_text(spec, output));
  for (const std::string& unwanted : reference.excludes) {
    if (text.find(lower_case(unwanted)) != std::string::npos) {
      return named(spec, 0, fmt::format("contains '{}'", unwanted));
    }
  }
  std::vector<std::string> missing;
  for (const std::string& wanted : reference.contains) {
    if (text.find(lower_case(wanted)) == std::string::npos) missing.push_back("'" + wanted + "'");
  }
  if (missing.empty()) return named(spec, 1);
  const double share =
      1 - static_cast<double>(missing.size()) / static_cast<double>(reference.contains.size());
  return named(spec, share, fmt::format("lacks {}", fmt::join(missing, ", ")));
}

/// The share of citations that are not rejected; 0 for an output without citations.
Score citations(const EvaluatorSpec& spec, const TargetOutput& output) {
  const std::size_t all = output.citations.size() + output.rejected_citations.size();
  if (all == 0) return named(spec, 0, "cites nothing");
  const double share = static_cast<double>(output.citations.size()) / static_cast<double>(all);
  if (output.rejected_citations.empty()) return named(spec, share);
  return named(spec, share,
               fmt::format("not in the chunks: {}", fmt::join(output.rejected_citations, ", ")));
}

QueryScore retrieval_score(const EvaluatorSpec& spec, const std::vector<FilePart>& hits,
                           const SuiteExample& example) {
  return score_query(hits, example.reference.parts, {JudgeLevel::chunk, spec.k});
}

Score cited(const EvaluatorSpec& spec, const SuiteExample& example, const TargetOutput& output) {
  if (output.citations.empty()) return named(spec, 0, "cites nothing");
  const JudgeOptions everything{JudgeLevel::chunk, static_cast<int>(output.citations.size())};
  return named(spec,
               score_query(output.citations, example.reference.parts, everything)[Metric::recall]);
}

Score of_hits(const EvaluatorSpec& spec, const SuiteExample& example, const TargetOutput& output) {
  const QueryScore score = retrieval_score(spec, output.hits, example);
  const std::string rank =
      score.ranks.empty() ? "not found" : fmt::format("rank {}", score.ranks.front());
  if (spec.kind == EvaluatorKind::hit) return named(spec, score.ranks.empty() ? 0 : 1, rank);
  if (spec.kind == EvaluatorKind::ndcg) return named(spec, score[Metric::ndcg], rank);
  const double plain = retrieval_score(spec, output.plain_hits, example)[Metric::ndcg];
  return named(spec, score[Metric::ndcg] - plain, fmt::format("{:.3f} without", plain));
}

Score judged(const EvaluatorSpec& spec, const SuiteExample& example, const TargetOutput& output,
             const Judge& judge, const std::stop_token& stop) {
  const JudgeCase what{task_text(example.inputs), example.reference.text,
                       output_text(spec, output)};
  const JudgeVerdict verdict = spec.kind == EvaluatorKind::judge
                                   ? judge.grade(spec.rubric, what, stop)
                                   : judge.compare(spec.rubric, what, stop);
  return named(spec, verdict.value, verdict.reasons);
}

}  // namespace

std::string task_text(const TextByName& inputs) {
  if (inputs.size() == 1) return inputs.begin()->second;
  std::string text;
  for (const auto& [name, value] : inputs) text += fmt::format("{}: {}\n", name, value);
  return text;
}

std::vector<Score> evaluate(const EvaluatorSpec& spec, const SuiteExample& example,
                            const TargetOutput& output, const EvaluatorTools& tools,
                            const std::stop_token& stop) {
  if (!can_evaluate(spec.kind, example.reference)) return {};
  switch (spec.kind) {
    case EvaluatorKind::exact:
      return {exact(spec, example, output)};
    case EvaluatorKind::set:
      return set_overlap(spec, example, output);
    case EvaluatorKind::contains:
      return {contains(spec, example, output)};
    case EvaluatorKind::citations:
      return {citations(spec, output)};
    case EvaluatorKind::cited:
      return {cited(spec, example, output)};
    case EvaluatorKind::hit:
    case EvaluatorKind::ndcg:
    case EvaluatorKind::gain:
      return {of_hits(spec, example, output)};
    case EvaluatorKind::similarity:
      GITCTX_CHECK(tools.similarity);
      return {named(spec, tools.similarity(output_text(spec, output), example.reference.text))};
    case EvaluatorKind::judge:
    case EvaluatorKind::pairwise:
      GITCTX_CHECK(tools.judge != nullptr);
      return {judged(spec, example, output, *tools.judge, stop)};
  }
  return {};
}

}  // namespace gitctx

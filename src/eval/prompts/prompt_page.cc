#include "eval/prompts/prompt_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "eval/prompts/word_diff.h"
#include "eval/run_page.h"
#include "money/usd.h"
#include "page/html.h"

namespace gitctx {
namespace {

std::string number_text(const std::optional<double>& value) {
  return value ? three_decimals(*value) : "–";
}

std::string ms_text(double ms) {
  return ms < 10 ? fmt::format("{:.1f} ms", ms) : fmt::format("{:.0f} ms", ms);
}

std::string heading(const PromptRun& run, const PromptSummary& summary) {
  std::string html = fmt::format("<h1>Eval <code>{}</code>{}</h1>\n", escape_html(run.suite),
                                 run.id == 0 ? "" : fmt::format(", run {}", run.id));
  if (!run.purpose.empty()) {
    html += fmt::format("<p class=\"subject\">{}</p>\n", escape_html(run.purpose));
  }
  const std::string times = run.repetitions == 1 ? "" : fmt::format(", {} times", run.repetitions);
  std::vector<Fact> facts{{"target", escape_html(run.target)},
                          {"commit", escape_html(run.commit.substr(0, 7))},
                          {"examples", fmt::format("{}{}", summary.examples, times)},
                          {"model", escape_html(run.model)},
                          {"judge", escape_html(run.judge)}};
  for (const auto& [name, value] : run.metadata) facts.push_back({name, escape_html(value)});
  facts.push_back({"paid for this run", format_cost(run.paid_usd, summary.paid_is_known)});
  return html + fact_list(facts);
}

std::string tiles(const PromptSummary& summary) {
  std::string html;
  for (const ScoreSummary* metric : {&summary.accuracy, &summary.relevance}) {
    if (metric->scored > 0) html += metric_tile(metric->name, metric->value);
  }
  return tile_row(
      html +
      tile(format_cost(summary.cost_usd, summary.cost_is_known),
           fmt::format("per example: {:.0f} tokens read, {:.0f} written", summary.input_tokens,
                       summary.output_tokens)) +
      tile(ms_text(summary.p50_ms), fmt::format("p50, p95 {}", ms_text(summary.p95_ms))));
}

/// The findings of the gate, with links to the examples.
std::string gate_part(const std::vector<GateFinding>& findings) {
  if (findings.empty()) return {};
  std::string html = "<ul class=\"misses\">\n";
  for (const GateFinding& finding : findings) {
    html += fmt::format("<li>{}", escape_html(finding.what));
    for (const std::string& id : finding.examples) {
      html += fmt::format("{}<a href=\"#{}\">{}</a>", &id == finding.examples.data() ? ": " : ", ",
                          escape_html(id), escape_html(id));
    }
    html += "</li>\n";
  }
  return html + "</ul>\n";
}

std::string scores_part(const PromptSummary& summary) {
  HtmlTable table({{"score"}, {"counts for"}, {""}, {"mean", "n"}, {"95%", "n"}, {"scored", "n"}});
  for (const ScoreSummary& score : summary.scores) {
    const auto& [mean, interval] = score.value;
    std::vector<std::string> row{escape_html(score.name),
                                 std::string(group_name(score.group)),
                                 "",
                                 "–",
                                 "–",
                                 fmt::format("{} of {}", score.scored, score.asked)};
    if (score.scored > 0) {
      if (score.group == ScoreGroup::none) row[1].clear();
      row[2] = interval_picture(mean, interval.low, interval.high);
      row[3] = three_decimals(mean);
      row[4] = interval_text(interval);
    }
    table.add_row(row);
  }
  return "<h2>Scores</h2>\n" +
         note(
             "Means over examples with their 95% bootstrap interval. A score that could not be "
             "computed is left out; the last column counts the outputs with a value.") +
         table.html();
}

std::string comparison_part(const PromptComparison& comparison) {
  ComparisonTable table;
  const auto add = [&](const ValueComparison& compared) {
    if (compared.examples > 0) table.add(escape_html(compared.name), compared.value);
  };
  add(comparison.accuracy);
  add(comparison.relevance);
  if (comparison.cost_usd.examples > 0) {
    const auto signed_usd = [](double usd) {
      return (usd < 0 ? "−" : "+") + format_small_usd(std::abs(usd));
    };
    table.add("cost per example", comparison.cost_usd.value, format_small_usd, signed_usd, true);
  }
  for (const ValueComparison& score : comparison.scores) add(score);
  const std::string before =
      comparison.before_id == 0 ? "the baseline" : fmt::format("run {}", comparison.before_id);
  return fmt::format("<h2>Against {}</h2>\n", before) +
         note(fmt::format("{} examples in both; {} worse, {} better. 95%: paired bootstrap over "
                          "examples; p: paired randomisation test.",
                          comparison.examples, comparison.worse.size(), comparison.better.size())) +
         table.html();
}

std::string text_block(std::string_view title, const std::string& html) {
  return fmt::format("<h4>{}</h4>\n<div class=\"text\">{}</div>\n", title, html);
}

std::string diff_html(std::string_view before, std::string_view now) {
  std::string html;
  for (const DiffPart& part : word_diff(before, now)) {
    constexpr std::array forms{"{}", "<del>{}</del>", "<ins>{}</ins>"};
    html += fmt::format(fmt::runtime(forms[static_cast<std::size_t>(part.kind)]),
                        escape_html(part.text));
  }
  return html;
}

std::string inputs_html(const TextByName& inputs) {
  std::string html;
  for (const auto& [name, value] : inputs) {
    html +=
        fmt::format("<span class=\"unit\">{}</span> {}\n", escape_html(name), escape_html(value));
  }
  return html;
}

std::string reference_html(const Reference& reference) {
  std::string html = escape_html(reference.text);
  for (const auto& [name, list] : reference_lists) {
    if ((reference.*list).empty()) continue;
    html += fmt::format("{}<span class=\"unit\">{}</span> {}", html.empty() ? "" : "\n", name,
                        escape_html(fmt::format("{}", fmt::join(reference.*list, ", "))));
  }
  for (const FilePart& part : reference.parts) {
    html += fmt::format("{}<code>{}</code>", html.empty() ? "" : "\n", part_html(part));
  }
  return html;
}

std::string score_items(const ExampleResult& result, const ExampleChange* change) {
  std::string html = "<ul class=\"legend\">\n";
  for (const Score& score : result.scores) {
    html += fmt::format("<li title=\"{}\">{} <b>{}</b>", escape_html(score.comment),
                        escape_html(score.name), number_text(score.value));
    if (change != nullptr) {
      const auto found = std::ranges::find(change->scores, score.name, &ScoreChange::name);
      if (found != change->scores.end()) {
        const bool is_worse = found->now.value_or(0) < found->before.value_or(0);
        html += mark("was " + number_text(found->before), is_worse ? "miss" : "pass");
      }
    }
    html += "</li>\n";
  }
  return html + "</ul>\n";
}

std::string comments_html(const ExampleResult& result) {
  std::string html;
  for (const Score& score : result.scores) {
    if (score.comment.empty()) continue;
    html += note(fmt::format("<b>{}</b> {}", escape_html(score.name), escape_html(score.comment)));
  }
  return html;
}

/// A card about one result. If the example changed, the card compares it with the earlier result.
std::string result_card(const ExampleResult& result, const ExampleChange* change) {
  const bool is_first = result.repetition == 0;
  const std::optional<double> accuracy = result.metric(ScoreGroup::accuracy);
  const std::string id = escape_html(result.example.id);
  const bool is_worse = change != nullptr && change->now.value_or(0) < change->before.value_or(0);
  std::string html = fmt::format("<section class=\"card wide{}\"{}>\n<header><h3>{}</h3>",
                                 is_worse || !result.error.empty() ? " miss" : "",
                                 is_first ? fmt::format(" id=\"{}\"", id) : "", id);
  html += fmt::format("<span class=\"of\">{}{}, {}</span></header>\n",
                      is_first ? "" : fmt::format("#{}, ", result.repetition + 1),
                      accuracy ? fmt::format("accuracy {:.3f}", *accuracy)
                               : number_text(result.metric(ScoreGroup::relevance)),
                      ms_text(result.latency_ms) + ", " +
                          format_cost(result.cost_usd(false), result.cost_is_known(false)));
  html += score_items(result, change);
  html += text_block("Inputs", inputs_html(result.example.inputs));
  const std::string reference = reference_html(result.example.reference);
  if (!reference.empty()) html += text_block("Reference", reference);
  const bool has_old = change != nullptr && change->old != nullptr && result.error.empty();
  if (!result.error.empty()) {
    html += text_block("No output", escape_html(result.error));
  } else if (has_old && change->old->output.text != result.output.text) {
    html += text_block("Output, compared with the earlier one",
                       diff_html(change->old->output.text, result.output.text));
  } else {
    html += text_block("Output", escape_html(result.output.text));
  }
  return html + comments_html(result) + "</section>\n";
}

const ExampleChange* find_change(const PromptComparison* comparison, const ExampleResult& result) {
  if (comparison == nullptr) return nullptr;
  for (const auto* changes : {&comparison->worse, &comparison->better}) {
    const auto found = std::ranges::find(*changes, &result, &ExampleChange::current);
    if (found != changes->end()) return &*found;
  }
  return nullptr;
}

double order_of(const ExampleResult& result) {
  if (!result.error.empty()) return -1;
  const auto accuracy = result.metric(ScoreGroup::accuracy);
  return accuracy ? *accuracy : result.metric(ScoreGroup::relevance).value_or(0);
}

/// The changed examples, then the other examples; both groups are worst first.
std::string examples_part(const PromptRun& run, const PromptComparison* comparison) {
  std::vector<const ExampleResult*> results;
  for (const ExampleResult& result : run.results) results.push_back(&result);
  std::ranges::stable_sort(results, {}, [](const ExampleResult* one) { return order_of(*one); });
  std::string changed;
  std::string others;
  for (const ExampleResult* result : results) {
    if (!result->is_done) continue;
    const ExampleChange* const change = find_change(comparison, *result);
    (change == nullptr ? others : changed) += result_card(*result, change);
  }
  std::string html;
  if (!changed.empty()) {
    html += "<h2>Examples that changed</h2>\n<div class=\"cards\">\n" + changed + "</div>\n";
  }
  if (others.empty()) return html;
  return html + fmt::format("<h2>{}, worst first</h2>\n<div class=\"cards\">\n{}</div>\n",
                            changed.empty() ? "Examples" : "Other examples", others);
}

}  // namespace

std::string render_prompt_page(const PromptRun& run, const PromptComparison* comparison,
                               const std::vector<GateFinding>& findings) {
  const PromptSummary summary = summarize(run);
  std::string body = heading(run, summary) + tiles(summary) + gate_part(findings);
  if (comparison != nullptr) body += comparison_part(*comparison);
  body += scores_part(summary) + examples_part(run, comparison);
  return html_page("Eval " + run.suite, body);
}

}  // namespace gitctx

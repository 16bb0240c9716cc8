#include "eval/prompts/prompt_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "eval/prompts/word_diff.h"
#include "page/html.h"

namespace gitctx {
namespace {

std::string number_cell(std::string_view content) {
  return fmt::format("<td class=\"n\">{}</td>", content);
}

std::string number_text(const std::optional<double>& value) {
  return value ? fmt::format("{:.3f}", *value) : "–";
}

std::string signed_number(double value) {
  if (std::abs(value) < 0.0005) return "0.000";
  return fmt::format("{}{:.3f}", value < 0 ? "−" : "+", std::abs(value));
}

std::string usd_text(double usd) {
  if (usd == 0) return "$0";
  return usd < 0.01 ? fmt::format("${:.6f}", usd) : fmt::format("${:.4f}", usd);
}

std::string ms_text(double ms) {
  return ms < 10 ? fmt::format("{:.1f} ms", ms) : fmt::format("{:.0f} ms", ms);
}

std::string interval_text(const Interval& interval) {
  return fmt::format("{:.3f} – {:.3f}", interval.low, interval.high);
}

std::string fact(std::string_view name, std::string_view value) {
  if (value.empty()) return {};
  return fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", escape_html(name), escape_html(value));
}

std::string heading(const PromptRun& run, const PromptSummary& summary) {
  std::string html = fmt::format("<h1>Eval <code>{}</code>{}</h1>\n", escape_html(run.suite),
                                 run.id == 0 ? "" : fmt::format(", run {}", run.id));
  if (!run.purpose.empty()) {
    html += fmt::format("<p class=\"subject\">{}</p>\n", escape_html(run.purpose));
  }
  html += "<dl class=\"facts\">\n" + fact("target", run.target);
  html += fact("commit", run.commit.substr(0, 7));
  html += fact("examples", run.repetitions == 1
                               ? fmt::format("{}", summary.examples)
                               : fmt::format("{}, {} times", summary.examples, run.repetitions));
  html += fact("model", run.model) + fact("judge", run.judge);
  for (const auto& [name, value] : run.metadata) html += fact(name, value);
  html += fact("paid for this run", usd_text(run.paid_usd));
  return html + "</dl>\n";
}

std::string tile(std::string_view value, std::string_view title) {
  return fmt::format("<div class=\"tile\"><b>{}</b><span>{}</span></div>\n", value, title);
}

std::string metric_tile(const ScoreSummary& metric) {
  if (metric.scored == 0) return {};
  return tile(fmt::format("{:.3f}", metric.value.mean),
              fmt::format("{}, 95% {}", metric.name, interval_text(metric.value.interval)));
}

std::string tiles(const PromptSummary& summary) {
  std::string html = "<div class=\"tiles\">\n";
  html += metric_tile(summary.accuracy) + metric_tile(summary.relevance);
  html += tile(usd_text(summary.cost_usd),
               fmt::format("of an example: {:.0f} tokens read, {:.0f} written",
                           summary.input_tokens, summary.output_tokens));
  html += tile(ms_text(summary.p50_ms), fmt::format("p50, p95 {}", ms_text(summary.p95_ms)));
  return html + "</div>\n";
}

/// The gate's sentences, with a way to the examples.
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

/// A mean with its interval on an axis from 0 to 1; of scores under 0 from -1.
std::string interval_picture(const MetricSummary& metric) {
  constexpr double width = 200;
  constexpr double margin = 6;
  const double low = metric.interval.low < 0 ? -1 : 0;
  const auto x = [&](double value) {
    return margin + (value - low) / (1 - low) * (width - 2 * margin);
  };
  return fmt::format(
      "<svg class=\"interval s0\" viewBox=\"0 0 {0} 16\" role=\"img\" aria-label=\"{1:.3f}\">"
      "<line class=\"axis\" x1=\"{2}\" x2=\"{3}\" y1=\"8\" y2=\"8\"/>"
      "<line class=\"whisker\" x1=\"{4:.1f}\" x2=\"{5:.1f}\" y1=\"8\" y2=\"8\"/>"
      "<circle class=\"dot\" cx=\"{6:.1f}\" cy=\"8\" r=\"4\"/></svg>",
      width, metric.mean, margin, width - margin, x(metric.interval.low), x(metric.interval.high),
      x(metric.mean));
}

std::string score_row(const ScoreSummary& score) {
  if (score.scored == 0) {
    return fmt::format("<tr><td>{}</td><td>{}</td><td></td>{}{}{}</tr>\n", escape_html(score.name),
                       group_name(score.group), number_cell("–"), number_cell("–"),
                       number_cell(fmt::format("0 of {}", score.asked)));
  }
  return fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td>{}{}{}</tr>\n", escape_html(score.name),
                     score.group == ScoreGroup::none ? "" : group_name(score.group),
                     interval_picture(score.value),
                     number_cell(fmt::format("{:.3f}", score.value.mean)),
                     number_cell(interval_text(score.value.interval)),
                     number_cell(fmt::format("{} of {}", score.scored, score.asked)));
}

std::string scores_table(const PromptSummary& summary) {
  std::string html =
      "<h2>Scores</h2>\n<p class=\"note\">Means over examples with their 95% bootstrap interval. "
      "What could not be told is left out, and the last column says how often.</p>\n"
      "<div class=\"scroll\"><table><thead><tr><th>score</th><th>counts for</th><th></th>"
      "<th class=\"n\">mean</th><th class=\"n\">95%</th><th class=\"n\">told</th></tr></thead>\n"
      "<tbody>\n";
  for (const ScoreSummary& score : summary.scores) html += score_row(score);
  return html + "</tbody></table></div>\n";
}

std::string comparison_row(const ValueComparison& compared) {
  if (compared.examples == 0) return {};
  const bool is_money = compared.name == "cost_usd";
  const MetricComparison& value = compared.value;
  const double sign = is_money ? -1 : 1;
  const std::string_view mark =
      sign * value.interval.low > 0 && sign * value.interval.high > 0   ? "mark pass"
      : sign * value.interval.low < 0 && sign * value.interval.high < 0 ? "mark miss"
                                                                        : "";
  const auto shown = [&](double number) {
    return is_money ? usd_text(number) : fmt::format("{:.3f}", number);
  };
  const auto shown_difference = [&](double number) {
    return is_money ? (number < 0 ? "−" : "+") + usd_text(std::abs(number)) : signed_number(number);
  };
  return fmt::format(
      "<tr><td>{}</td>{}{}<td class=\"n\"><span class=\"{}\">{}</span></td>{}{}</tr>\n",
      is_money ? "cost of an example" : escape_html(compared.name),
      number_cell(shown(value.before)), number_cell(shown(value.now)), mark,
      shown_difference(value.difference()),
      number_cell(shown_difference(value.interval.low) + " – " +
                  shown_difference(value.interval.high)),
      number_cell(fmt::format("{:.4f}", value.p)));
}

std::string comparison_part(const PromptComparison& comparison) {
  std::string html = fmt::format(
      "<h2>Against {}</h2>\n<p class=\"note\">{} examples that both have; {} worse, {} better. "
      "95%: "
      "paired bootstrap over examples; p: paired randomisation test.</p>\n"
      "<div class=\"scroll\"><table><thead><tr><th>metric</th><th class=\"n\">before</th>"
      "<th class=\"n\">now</th><th class=\"n\">difference</th><th class=\"n\">95%</th>"
      "<th class=\"n\">p</th></tr></thead>\n<tbody>\n",
      comparison.before_id == 0 ? "the baseline" : fmt::format("run {}", comparison.before_id),
      comparison.examples, comparison.worse.size(), comparison.better.size());
  html += comparison_row(comparison.accuracy) + comparison_row(comparison.relevance) +
          comparison_row(comparison.cost_usd);
  for (const ValueComparison& score : comparison.scores) html += comparison_row(score);
  return html + "</tbody></table></div>\n";
}

std::string text_block(std::string_view title, const std::string& html) {
  return fmt::format("<h4>{}</h4>\n<div class=\"text\">{}</div>\n", title, html);
}

std::string diff_html(std::string_view before, std::string_view now) {
  std::string html;
  for (const DiffPart& part : word_diff(before, now)) {
    const std::string text = escape_html(part.text);
    switch (part.kind) {
      case DiffPart::Kind::same:
        html += text;
        break;
      case DiffPart::Kind::removed:
        html += "<del>" + text + "</del>";
        break;
      case DiffPart::Kind::added:
        html += "<ins>" + text + "</ins>";
        break;
    }
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

std::string part_text(const FilePart& part) {
  if (!part.lines) return escape_html(part.path);
  return fmt::format("{}:{}–{}", escape_html(part.path), part.lines->first, part.lines->last);
}

std::string reference_html(const Reference& reference) {
  std::string html = escape_html(reference.text);
  const auto add = [&](std::string_view title, const std::vector<std::string>& texts) {
    if (texts.empty()) return;
    html += fmt::format("{}<span class=\"unit\">{}</span> {}", html.empty() ? "" : "\n", title,
                        escape_html(fmt::format("{}", fmt::join(texts, ", "))));
  };
  add("items", reference.items);
  add("contains", reference.contains);
  add("not", reference.excludes);
  for (const FilePart& part : reference.parts) {
    html += fmt::format("{}<code>{}</code>", html.empty() ? "" : "\n", part_text(part));
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
        html += fmt::format("<span class=\"mark {}\">was {}</span>", is_worse ? "miss" : "pass",
                            number_text(found->before));
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
    html += fmt::format("<p class=\"note\"><b>{}</b> {}</p>\n", escape_html(score.name),
                        escape_html(score.comment));
  }
  return html;
}

/// A card with everything about one result; with what it was before, if that is known.
std::string result_card(const ExampleResult& result, const ExampleChange* change, bool is_first) {
  const std::optional<double> accuracy = result.metric(ScoreGroup::accuracy);
  const std::string id = escape_html(result.example.id);
  const bool is_worse = change != nullptr && change->now.value_or(0) < change->before.value_or(0);
  std::string html = fmt::format("<section class=\"card wide{}\"{}>\n<header><h3>{}</h3>",
                                 is_worse || !result.error.empty() ? " miss" : "",
                                 is_first ? fmt::format(" id=\"{}\"", id) : "", id);
  html += fmt::format("<span class=\"of\">{}{}, {}</span></header>\n",
                      result.repetition == 0 ? "" : fmt::format("#{}, ", result.repetition + 1),
                      accuracy ? fmt::format("accuracy {:.3f}", *accuracy)
                               : number_text(result.metric(ScoreGroup::relevance)),
                      ms_text(result.latency_ms) + ", " + usd_text(result.cost_usd(false)));
  html += score_items(result, change);
  html += text_block("Inputs", inputs_html(result.example.inputs));
  const std::string reference = reference_html(result.example.reference);
  if (!reference.empty()) html += text_block("Reference", reference);
  const bool has_old = change != nullptr && change->old != nullptr && result.error.empty();
  if (!result.error.empty()) {
    html += text_block("No output", escape_html(result.error));
  } else if (has_old && change->old->output.text != result.output.text) {
    html += text_block("Output, against the one before",
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

/// First what changed, then the rest, the worst first.
std::string examples_part(const PromptRun& run, const PromptComparison* comparison) {
  std::vector<const ExampleResult*> results;
  for (const ExampleResult& result : run.results) {
    if (result.is_done) results.push_back(&result);
  }
  std::ranges::stable_sort(results, {}, [](const ExampleResult* one) { return order_of(*one); });
  std::string changed;
  std::string others;
  for (const ExampleResult* result : results) {
    const ExampleChange* const change = find_change(comparison, *result);
    (change == nullptr ? others : changed) += result_card(*result, change, result->repetition == 0);
  }
  std::string html;
  if (!changed.empty()) {
    html += "<h2>Examples that changed</h2>\n<div class=\"cards\">\n" + changed + "</div>\n";
  }
  if (others.empty()) return html;
  return html + fmt::format("<h2>{}, the worst first</h2>\n<div class=\"cards\">\n{}</div>\n",
                            changed.empty() ? "Examples" : "The other examples", others);
}

}  // namespace

std::string render_prompt_page(const PromptRun& run, const PromptComparison* comparison,
                               const std::vector<GateFinding>& findings) {
  const PromptSummary summary = summarize(run);
  std::string body = heading(run, summary) + tiles(summary) + gate_part(findings);
  if (comparison != nullptr) body += comparison_part(*comparison);
  body += scores_table(summary) + examples_part(run, comparison);
  return html_page("Eval " + run.suite, body);
}

}  // namespace gitctx

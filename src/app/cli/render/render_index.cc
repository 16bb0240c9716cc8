#include "app/cli/render/render_index.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "app/cli/render/text_format.h"
#include "app/names.h"
#include "base/json_text.h"
#include "text/languages.h"

namespace gitctx {
namespace {

using OrderedJson = nlohmann::ordered_json;

std::map<SkipReason, std::size_t> count_skipped(const IngestReport& report) {
  std::map<SkipReason, std::size_t> counts;
  for (const SkippedFile& file : report.skipped) ++counts[file.reason];
  return counts;
}

std::string row(std::string_view name, std::string_view value) {
  return fmt::format("  {:<22}{:>16}\n", name, value);
}

std::string dry_run_line(const IngestReport& report) {
  const std::string lines =
      report.estimate ? ", " + grouped_count(report.new_lines, "line") : std::string();
  return fmt::format("Would index {} of {} ({}{}) from {}\n", grouped(report.new_blobs),
                     counted(report.unique_blobs, "unique blob"), format_bytes(report.new_bytes),
                     lines, counted(report.commits, "commit"));
}

/// The price of an estimate, with its range if the tokens could not be counted.
std::string price_text(const EmbeddingEstimate& estimate) {
  if (!estimate.price_is_known) return "price unknown (set it in ~/.gitctx/prices.yml)";
  std::string text = format_dollars(estimate.dollars);
  if (estimate.dollars_at_least < estimate.dollars_at_most) {
    text += fmt::format(" ({} to {})", format_dollars(estimate.dollars_at_least),
                        format_dollars(estimate.dollars_at_most));
  }
  if (estimate.dollars_in_batch > 0) {
    text += fmt::format(", or {} with --batch", format_dollars(estimate.dollars_in_batch));
  }
  return text + fmt::format(" (prices of {})", estimate.prices_as_of);
}

std::string estimate_line(const EmbeddingEstimate& estimate) {
  const bool is_exact = estimate.tokens_at_least == estimate.tokens_at_most;
  return fmt::format("Embedding {} ({} already known) with {}: {}{}, {}\n",
                     grouped_count(estimate.texts, "text"), grouped(estimate.cached_texts),
                     printable_name(estimate.model), is_exact ? "" : "about ",
                     grouped_count(estimate.tokens, "token"), price_text(estimate));
}

std::string usage_line(const EmbeddingUsage& usage) {
  const std::string secrets =
      usage.secrets == 0 ? std::string()
                         : fmt::format("; {} replaced", grouped_count(usage.secrets, "secret"));
  return fmt::format("Embedded {} ({} already known) with {}: {}{}\n",
                     grouped_count(usage.texts, "text"), grouped(usage.cached_texts),
                     printable_name(usage.model), spending_text(usage), secrets);
}

std::string usage_table(const EmbeddingUsage& usage) {
  if (usage.model.empty()) return {};
  return fmt::format("\nEmbedding with {}\n", printable_name(usage.model)) +
         row("texts", grouped(usage.texts)) + row("already known", grouped(usage.cached_texts)) +
         row("secrets replaced", grouped(usage.secrets)) + row("calls", grouped(usage.calls)) +
         row("tokens", grouped(usage.tokens)) +
         row("cost", usage.price_is_known ? format_dollars(usage.dollars) : "unknown");
}

std::string language_table(const IngestReport& report) {
  if (report.languages.empty()) return {};
  std::string out =
      fmt::format("\n{:<16}{:>10}{:>12}{:>10}\n", "Language", "files", "text", "chunks");
  for (const LanguageCount& count : report.languages) {
    out += fmt::format("  {:<14}{:>10}{:>12}{:>10}\n", language_name(count.language),
                       grouped(count.files), format_bytes(count.bytes), grouped(count.chunks));
  }
  return out;
}

OrderedJson usage_json(const EmbeddingUsage& usage) {
  if (usage.model.empty()) return nullptr;
  return {{"model", usage.model},
          {"texts", usage.texts},
          {"cached_texts", usage.cached_texts},
          {"redacted", usage.secrets},
          {"calls", usage.calls},
          {"tokens", usage.tokens},
          {"cost_usd", usage.price_is_known ? OrderedJson(usage.dollars) : OrderedJson(nullptr)}};
}

OrderedJson estimate_json(const std::optional<EmbeddingEstimate>& estimate) {
  if (!estimate) return nullptr;
  const auto usd = [&](double dollars) {
    return estimate->price_is_known ? OrderedJson(dollars) : OrderedJson(nullptr);
  };
  return {
      {"model", estimate->model},
      {"texts", estimate->texts},
      {"cached_texts", estimate->cached_texts},
      {"tokens", estimate->tokens},
      {"tokens_at_least", estimate->tokens_at_least},
      {"tokens_at_most", estimate->tokens_at_most},
      {"cost_usd", usd(estimate->dollars)},
      {"cost_usd_at_least", usd(estimate->dollars_at_least)},
      {"cost_usd_at_most", usd(estimate->dollars_at_most)},
      {"cost_usd_in_batch", estimate->dollars_in_batch > 0 ? OrderedJson(estimate->dollars_in_batch)
                                                           : OrderedJson(nullptr)},
      {"prices_as_of", estimate->prices_as_of}};
}

double rounded(double value) { return std::round(value * 1e4) / 1e4; }

}  // namespace

std::string index_summary_line(const IndexOutcome& outcome) {
  const IngestReport& report = outcome.report;
  if (report.files == 0) return "No files to index\n";
  if (outcome.dry_run) {
    return dry_run_line(report) + (report.estimate ? estimate_line(*report.estimate) : "");
  }
  return fmt::format("Indexed {} ({}) in {:.1f}s\n", counted(report.commits, "commit"),
                     counted(report.unique_blobs, "unique blob"), report.seconds) +
         (outcome.usage.texts > 0 ? usage_line(outcome.usage) : "");
}

std::string spending_text(const EmbeddingUsage& usage) {
  return fmt::format("{} in {}, {}", grouped_count(usage.tokens, "token"),
                     grouped_count(usage.calls, "call"),
                     usage.price_is_known ? format_dollars(usage.dollars) : "price unknown");
}

std::string render_index_verbose(const IndexOutcome& outcome) {
  const IngestReport& report = outcome.report;
  std::string out = "Phases\n";
  for (const PhaseTime& phase : report.phases) {
    out += row(phase.name, fmt::format("{:.2f} s", phase.seconds));
  }
  out += "\nThis run\n";
  out += row("commits", grouped(report.commits));
  out += row("files", grouped(report.files));
  out += row("unique blobs", grouped(report.unique_blobs));
  out += row("new blobs", grouped(report.new_blobs));
  out += row("new text", format_bytes(report.new_bytes));
  if (outcome.dry_run && report.estimate) {
    out += row("new lines", grouped(report.new_lines));
    out += row("new chunks", grouped(report.new_chunks));
  }
  if (!outcome.dry_run) {
    out += row("new lines", grouped(report.new_lines));
    out += row("new chunks", grouped(report.new_chunks));
    out += row("new tokens, about", grouped(report.new_tokens));
    out += row("last commits to find", grouped(report.commits_pending));
    if (report.seconds > 0 && report.new_blobs > 0) {
      out += row("files per second", grouped(static_cast<std::uint64_t>(
                                         static_cast<double>(report.new_blobs) / report.seconds)));
    }
  }
  out += row("peak memory", format_bytes(outcome.peak_memory_bytes));
  out += "\nIndex\n";
  out += row("segments", grouped(report.segments));
  out += row("size", format_bytes(report.index_bytes));
  out += usage_table(outcome.usage);
  out += language_table(report);
  if (!report.skipped.empty()) {
    out += fmt::format("\nSkipped (list: gitctx status --skipped)\n");
    for (const auto& [reason, count] : count_skipped(report)) {
      out += fmt::format("  {:<40}{:>10}\n", skip_reason_text(reason), grouped(count));
    }
  }
  return out + "\n" + index_summary_line(outcome);
}

std::string render_index_json(const IndexOutcome& outcome) {
  const IngestReport& report = outcome.report;
  OrderedJson skipped = OrderedJson::object();
  for (const auto& [reason, count] : count_skipped(report)) {
    skipped[std::string(skip_reason_name(reason))] = count;
  }
  OrderedJson languages = OrderedJson::array();
  for (const LanguageCount& count : report.languages) {
    languages.push_back({{"language", language_name(count.language)},
                         {"files", count.files},
                         {"bytes", count.bytes},
                         {"chunks", count.chunks}});
  }
  OrderedJson phases = OrderedJson::array();
  for (const PhaseTime& phase : report.phases) {
    phases.push_back({{"name", phase.name}, {"seconds", rounded(phase.seconds)}});
  }
  const OrderedJson document{{"commits", report.commits},
                             {"files", report.files},
                             {"unique_blobs", report.unique_blobs},
                             {"new_blobs", report.new_blobs},
                             {"new_chunks", report.new_chunks},
                             {"new_bytes", report.new_bytes},
                             {"new_lines", report.new_lines},
                             {"new_tokens", report.new_tokens},
                             {"embedding", usage_json(outcome.usage)},
                             {"estimate", estimate_json(report.estimate)},
                             {"commits_pending", report.commits_pending},
                             {"skipped", std::move(skipped)},
                             {"languages", std::move(languages)},
                             {"phases", std::move(phases)},
                             {"seconds", rounded(report.seconds)},
                             {"peak_memory_bytes", outcome.peak_memory_bytes},
                             {"index_bytes", report.index_bytes},
                             {"segments", report.segments},
                             {"dry_run", outcome.dry_run},
                             {"up_to_date", report.up_to_date},
                             {"interrupted", report.interrupted}};
  return json_text(document) + "\n";
}

}  // namespace gitctx

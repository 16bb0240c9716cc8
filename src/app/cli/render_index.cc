#include "app/cli/render_index.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "app/cli/text_format.h"
#include "app/names.h"
#include "text/languages.h"

namespace gitctx {
namespace {

using Json = nlohmann::ordered_json;

std::map<SkipReason, std::size_t> count_skipped(const IngestReport& report) {
  std::map<SkipReason, std::size_t> counts;
  for (const SkippedFile& file : report.skipped) ++counts[file.reason];
  return counts;
}

std::string row(std::string_view name, std::string_view value) {
  return fmt::format("  {:<22}{:>16}\n", name, value);
}

std::string dry_run_line(const IngestReport& report) {
  return fmt::format("Would index {} of {} ({}) from {}\n", grouped(report.new_blobs),
                     counted(report.unique_blobs, "unique blob"), format_bytes(report.new_bytes),
                     counted(report.commits, "commit"));
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

double rounded(double value) { return std::round(value * 1e4) / 1e4; }

}  // namespace

std::string index_summary_line(const IndexOutcome& outcome) {
  const IngestReport& report = outcome.report;
  if (report.files == 0) return "No files to index\n";
  if (outcome.dry_run) return dry_run_line(report);
  return fmt::format("Indexed {} ({}) in {:.1f}s\n", counted(report.commits, "commit"),
                     counted(report.unique_blobs, "unique blob"), report.seconds);
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
  if (!outcome.dry_run) {
    out += row("new lines", grouped(report.new_lines));
    out += row("new chunks", grouped(report.new_chunks));
    out += row("new tokens, about", grouped(report.new_tokens));
    out += row("last commits to find", grouped(report.commits_pending));
    if (report.seconds > 0 && report.new_blobs > 0) {
      out += row("files a second", grouped(static_cast<std::uint64_t>(
                                       static_cast<double>(report.new_blobs) / report.seconds)));
    }
  }
  out += row("peak memory", format_bytes(outcome.peak_memory_bytes));
  out += "\nIndex\n";
  out += row("segments", grouped(report.segments));
  out += row("size", format_bytes(report.index_bytes));
  out += language_table(report);
  if (!report.skipped.empty()) {
    out += fmt::format("\nLeft out (gitctx status --skipped names them)\n");
    for (const auto& [reason, count] : count_skipped(report)) {
      out += fmt::format("  {:<40}{:>10}\n", skip_reason_text(reason), grouped(count));
    }
  }
  return out + "\n" + index_summary_line(outcome);
}

std::string render_index_json(const IndexOutcome& outcome) {
  const IngestReport& report = outcome.report;
  Json skipped = Json::object();
  for (const auto& [reason, count] : count_skipped(report)) {
    skipped[std::string(skip_reason_name(reason))] = count;
  }
  Json languages = Json::array();
  for (const LanguageCount& count : report.languages) {
    languages.push_back({{"language", language_name(count.language)},
                         {"files", count.files},
                         {"bytes", count.bytes},
                         {"chunks", count.chunks}});
  }
  Json phases = Json::array();
  for (const PhaseTime& phase : report.phases) {
    phases.push_back({{"name", phase.name}, {"seconds", rounded(phase.seconds)}});
  }
  const Json document{{"commits", report.commits},
                      {"files", report.files},
                      {"unique_blobs", report.unique_blobs},
                      {"new_blobs", report.new_blobs},
                      {"new_chunks", report.new_chunks},
                      {"new_bytes", report.new_bytes},
                      {"new_lines", report.new_lines},
                      {"new_tokens", report.new_tokens},
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
  return document.dump() + "\n";
}

}  // namespace gitctx

#include <fmt/format.h>

#include <algorithm>

#include "app/cli/render/render_search.h"
#include "base/printable.h"
#include "text/languages.h"

namespace gitctx {
namespace {

/// A quoted YAML string, so that YAML does not read a path as a number, a date or a boolean.
std::string yaml_quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : printable_line(text)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

/// A fence longer than every run of backticks in the text.
std::string fence_for(std::string_view text) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return std::string(std::max<std::size_t>(3, longest + 1), '`');
}

}  // namespace

std::string render_mcp(const SearchAnswer& answer, const RenderOptions& options) {
  std::string out = "---\n";
  out += answer.result.hits.empty() ? "results: []\n" : "results:\n";
  for (const Hit& hit : answer.result.hits) {
    out += fmt::format(
        "  - file_path: {}\n    line_numbers: \"{}-{}\"\n    score: {:.2f}\n"
        "    commit_sha: \"{}\"\n",
        yaml_quoted(hit.path), hit.lines.first, hit.lines.last, hit.score,
        hit.commit.id.is_none() ? "" : hit.commit.id.hex());
    if (hit.definition_line > 0) {
      out += fmt::format("    definition_line: {}\n", hit.definition_line);
    }
    if (!hit.match_lines.empty()) {
      out += fmt::format("    match_lines: \"{}-{}\"\n", hit.match_lines[0].first,
                         hit.match_lines[0].last);
    }
    if (hit.improbable) out += "    improbable: true\n";
    if (hit.dirty) out += "    uncommitted: true\n";
    if (hit.truncated) out += "    truncated: true\n";
    if (!options.explain || hit.explanation.empty()) continue;
    out += "    explanation:\n";
    for (const ScorePart& part : hit.explanation) {
      out += fmt::format("      {}: {:.4f}\n", yaml_quoted(part.name), part.contribution);
    }
  }
  if (const std::string_view reason = no_results_reason(answer); !reason.empty()) {
    out += fmt::format("reason: {}\n", reason);
  }
  if (!answer.result.missing_name.empty()) {
    out += fmt::format("missing_name: {}\n", yaml_quoted(answer.result.missing_name));
  }
  if (const std::size_t replaced = count_replaced(answer.result.hits).in_code; replaced > 0) {
    out += fmt::format("redacted: {}\n", replaced);
  }
  if (!answer.result.corrections.empty()) out += "corrections:\n";
  for (const Correction& correction : answer.result.corrections) {
    out += fmt::format("  - typed: {}\n    taken: {}\n", yaml_quoted(correction.typed),
                       yaml_quoted(correction.taken));
  }
  out += "---\n";
  for (const Hit& hit : answer.result.hits) {
    const std::string text = printable_text(hit.text);
    const std::string fence = fence_for(text);
    out += fmt::format("\n## {}:{}-{}\n\n{}{}\n{}\n{}\n", printable_line(hit.path), hit.lines.first,
                       hit.lines.last, fence, language_name(hit.language), text, fence);
  }
  return out;
}

}  // namespace gitctx

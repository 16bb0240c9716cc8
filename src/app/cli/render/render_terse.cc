#include <fmt/format.h>

#include <algorithm>

#include "app/cli/render/render_search.h"
#include "app/cli/render/text_format.h"
#include "base/printable.h"

namespace gitctx {
namespace {

constexpr std::size_t subject_width = 50;

}  // namespace

std::string commit_label(const Hit& hit, const RenderOptions& options) {
  const Theme& theme = *options.theme;
  const bool colour = options.terminal.colour;
  std::string label;
  if (hit.dirty) {
    label += painted(" [uncommitted]", theme.warning, colour);
  } else if (hit.is_head) {
    label += painted(options.terminal.utf8 ? " ●" : " [HEAD]", theme.head_mark, colour);
  }
  if (hit.commit.id.is_none()) return label;
  const std::string subject =
      shortened(printable_line(hit.commit.subject), subject_width, options.terminal.utf8);
  // If the last commit was not found in time, it is this commit or an earlier one.
  const std::string_view earlier = hit.commit_known || hit.dirty ? "" : " or earlier";
  return label + painted(fmt::format(" {}{} ({}, {}) \"{}\"", hit.commit.id.hex().substr(0, 7),
                                     earlier, format_date(hit.commit.time_s),
                                     printable_line(hit.commit.author), subject),
                         theme.dim, colour);
}

std::string explanation_table(const Hit& hit, const RenderOptions& options) {
  if (!options.explain) return {};
  std::size_t name_width = 0;
  for (const ScorePart& part : hit.explanation) {
    name_width = std::max(name_width, part.name.size());
  }
  std::string table;
  for (const ScorePart& part : hit.explanation) {
    table += fmt::format("    {}  {:>10.4f}  {:>+8.4f}\n", padded(part.name, name_width),
                         part.value, part.contribution);
  }
  return painted(table, options.theme->dim, options.terminal.colour);
}

std::string_view no_results_reason(const SearchAnswer& answer) {
  const SearchResult& result = answer.result;
  if (!result.hits.empty()) return "";
  if (result.files_in_view == 0) return "no_files";
  if (result.no_word_found) return "no_word_found";
  return result.hidden_score > 0 ? "below_minimum" : "";
}

std::string result_count_line(const SearchAnswer& answer, const RenderOptions& options) {
  const std::string line = fmt::format(
      "{} in {:.2f}s", counted(answer.result.hits.size(), "result"), answer.elapsed_ms / 1000);
  std::string out = painted(line, options.theme->dim, options.terminal.colour) + "\n";
  if (!options.explain) return out;
  for (const PassTime& pass : answer.result.passes) {
    out += fmt::format("    {}  {:>8.2f} ms\n", padded(pass.name, 16), pass.ms);
  }
  return out + fmt::format("    {}, {} in the view\n",
                           grouped_count(answer.result.files_in_view, "file"),
                           grouped_count(answer.result.chunks_in_view, "chunk"));
}

std::string render_terse(const SearchAnswer& answer, const RenderOptions& options) {
  const Theme& theme = *options.theme;
  const bool colour = options.terminal.colour;
  std::string out;
  for (const Hit& hit : answer.result.hits) {
    out += painted(printable_line(hit.path), theme.path, colour);
    out += painted(fmt::format(":{}", hit.line), theme.line_number, colour);
    out += painted(fmt::format(":{:.2f}", hit.score), theme.score, colour);
    out += commit_label(hit, options) + "\n";
    out += explanation_table(hit, options);
  }
  return out + result_count_line(answer, options);
}

}  // namespace gitctx

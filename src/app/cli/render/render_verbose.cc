#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "app/cli/render/render_search.h"
#include "app/names.h"
#include "base/printable.h"
#include "chunk/highlighter.h"

namespace gitctx {
namespace {

/// The part [begin, end) of a text, painted by the spans that overlap this part. `span` is an index
/// that advances over the sorted spans, so that consecutive parts of a text can be painted in one
/// pass.
std::string painted_part(std::string_view text, std::size_t begin, std::size_t end,
                         const std::vector<HighlightSpan>& spans, std::size_t& span,
                         const Theme& theme) {
  std::string out;
  // All spans share one stream, because the printable form of a zero-width joiner depends on its
  // neighbours.
  PrintableStream stream;
  while (begin < end) {
    while (span < spans.size() && spans[span].bytes.end <= begin) ++span;
    std::size_t stop = end;
    std::string_view style;
    if (span < spans.size() && spans[span].bytes.begin <= begin) {
      stop = std::min<std::size_t>(end, spans[span].bytes.end);
      style = theme.code[static_cast<std::size_t>(spans[span].kind)];
    } else if (span < spans.size()) {
      stop = std::min<std::size_t>(end, spans[span].bytes.begin);
    }
    out += painted(stream.add(text.substr(begin, stop - begin)), style, true);
    begin = stop;
  }
  return out + stream.finish();
}

std::string numbered_lines(const Hit& hit, const RenderOptions& options) {
  const Theme& theme = *options.theme;
  const bool colour = options.terminal.colour;
  std::vector<HighlightSpan> spans;
  if (colour) spans = highlight(hit.text, hit.language);

  const std::size_t width = std::max<std::size_t>(4, std::to_string(hit.lines.last).size());
  const std::string_view bar = options.terminal.utf8 ? "│" : "|";
  const std::string_view text = hit.text;
  std::string out;
  std::size_t span = 0;
  std::uint32_t number = hit.lines.first;
  for (std::size_t begin = 0; begin <= text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    std::size_t shown_end = end;
    if (shown_end > begin && text[shown_end - 1] == '\r') --shown_end;
    out += painted(fmt::format("{:>{}} {}", number, width, bar), theme.line_number, colour);
    if (shown_end > begin) out += ' ';
    out += colour ? painted_part(text, begin, shown_end, spans, span, theme)
                  : printable_text(text.substr(begin, shown_end - begin));
    out += '\n';
    begin = end + 1;
  }
  return out;
}

std::string heading(const Hit& hit, const RenderOptions& options) {
  const Theme& theme = *options.theme;
  const bool colour = options.terminal.colour;
  std::string out = painted(printable_line(hit.path), theme.path, colour);
  out += painted(fmt::format(":{}-{}", hit.lines.first, hit.lines.last), theme.line_number, colour);
  out += "  " + painted(fmt::format("{:.2f}", hit.score), theme.score, colour);
  if (!hit.symbol.empty()) {
    const std::string name =
        hit.enclosing.empty() ? hit.symbol : fmt::format("{}.{}", hit.enclosing, hit.symbol);
    out += fmt::format("  {} {}", chunk_kind_name(hit.kind), printable_line(name));
  }
  out += "\n " + commit_label(hit, options) + "\n";
  for (const std::string& path : hit.other_paths) {
    out += fmt::format("  also {}\n", printable_line(path));
  }
  return out;
}

}  // namespace

std::string render_verbose(const SearchAnswer& answer, const RenderOptions& options) {
  std::string out;
  for (const Hit& hit : answer.result.hits) {
    out += heading(hit, options) + numbered_lines(hit, options) + explanation_table(hit, options) +
           "\n";
  }
  return out + result_count_line(answer, options);
}

}  // namespace gitctx

#include "page/page_parts.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "base/check.h"
#include "page/html.h"

namespace gitctx {
namespace {

/// The attribute ` class="..."`, or nothing if `style` is empty.
std::string class_attribute(std::string_view style) {
  return style.empty() ? "" : fmt::format(" class=\"{}\"", style);
}

}  // namespace

std::string fact_list(const std::vector<Fact>& facts) {
  std::string html = "<dl class=\"facts\">\n";
  for (const Fact& fact : facts) {
    if (fact.html.empty()) continue;
    html += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>\n", escape_html(fact.name), fact.html);
  }
  return html + "</dl>\n";
}

std::string tile(std::string_view html, std::string_view caption, std::string_view style) {
  return fmt::format("<div class=\"tile{}{}\"><b>{}</b><span>{}</span></div>\n",
                     style.empty() ? "" : " ", style, html, escape_html(caption));
}

std::string tile_row(std::string_view tiles_html) {
  return fmt::format("<div class=\"tiles\">\n{}</div>\n", tiles_html);
}

std::string mark(std::string_view html, std::string_view style) {
  if (style.empty()) return std::string(html);
  return fmt::format("<span class=\"mark {}\">{}</span>", style, html);
}

std::string note(std::string_view html) { return fmt::format("<p class=\"note\">{}</p>\n", html); }

std::string signed_number(double value) {
  if (std::abs(value) < 0.0005) return "0.000";
  return fmt::format("{}{:.3f}", value < 0 ? "−" : "+", std::abs(value));
}

std::string interval_picture(double mean, double low, double high) {
  constexpr double width = 200;
  constexpr double margin = 6;
  const double least = low < 0 ? -1 : 0;
  const auto x = [&](double value) {
    return margin + (value - least) / (1 - least) * (width - 2 * margin);
  };
  return fmt::format(
      "<svg class=\"interval s0\" viewBox=\"0 0 {0} 16\" role=\"img\" aria-label=\"{1:.3f}\">"
      "<line class=\"axis\" x1=\"{2}\" x2=\"{3}\" y1=\"8\" y2=\"8\"/>"
      "<line class=\"whisker\" x1=\"{4:.1f}\" x2=\"{5:.1f}\" y1=\"8\" y2=\"8\"/>"
      "<circle class=\"dot\" cx=\"{6:.1f}\" cy=\"8\" r=\"4\"/></svg>",
      width, mean, margin, width - margin, x(low), x(high), x(mean));
}

HtmlTable::HtmlTable(std::vector<TableColumn> columns, std::string_view style)
    : columns_(std::move(columns)), style_(style) {}

void HtmlTable::add_group(std::string_view title) {
  rows_ += fmt::format("<tr class=\"group\"><th colspan=\"{}\">{}</th></tr>\n", columns_.size(),
                       escape_html(title));
}

void HtmlTable::add_row(const std::vector<std::string>& cells, std::string_view style) {
  GITCTX_CHECK(cells.size() == columns_.size());
  rows_ += fmt::format("<tr{}>", class_attribute(style));
  for (std::size_t i = 0; i < cells.size(); ++i) {
    rows_ += fmt::format("<td{}>{}</td>", class_attribute(columns_[i].style), cells[i]);
  }
  rows_ += "</tr>\n";
}

std::string HtmlTable::html() const {
  std::string head;
  for (const TableColumn& column : columns_) {
    head += fmt::format("<th{}>{}</th>", class_attribute(column.style.starts_with('n') ? "n" : ""),
                        escape_html(column.title));
  }
  return fmt::format(
      "<div class=\"scroll{}{}\"><table><thead><tr>{}</tr></thead>\n<tbody>\n{}"
      "</tbody></table></div>\n",
      style_.empty() ? "" : " ", style_, head, rows_);
}

}  // namespace gitctx

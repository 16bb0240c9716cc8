#include "benchmarks/framework/report_plot.h"

#include <fmt/format.h>

#include "benchmarks/framework/report_text.h"
#include "page/html.h"

namespace gitctx::bench {

Plot::Plot(std::string_view style_class, std::string_view label, const Size& size, const Scale& y)
    : bottom_(size.height - size.footer), y_(y) {
  y_.low_pixel = bottom_;
  y_.high_pixel = top;
  svg_ = fmt::format(R"(<svg class="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">)",
                     style_class, width, size.height, escape_html(label));
}

void Plot::draw_grid() {
  for (const double tick : y_.ticks(5)) {
    const double y = y_.pixel(tick);
    draw_line("grid", left, y, right, y);
    draw_text("tick end", left - 8, y + 4, format_number(tick));
  }
  draw_line("axis", left, bottom_, right, bottom_);
}

void Plot::draw_line(std::string_view style_class, double x1, double y1, double x2, double y2) {
  svg_ += fmt::format(R"(<line class="{}" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>)",
                      style_class, x1, y1, x2, y2);
}

void Plot::draw_text(std::string_view style_class, double x, double y, std::string_view text) {
  svg_ += fmt::format(R"(<text class="{}" x="{:.1f}" y="{:.1f}">{}</text>)", style_class, x, y,
                      escape_html(text));
}

void Plot::draw_limit(std::string_view kind, double value, NameSide side) {
  const double y = y_.pixel(value);
  draw_line(fmt::format("limit {}", kind), left, y, right, y);
  const bool in_middle = kind == "critical";
  const double x = in_middle ? (left + right) / 2 : right - 2;
  // On the requested side if there is room inside the plot.
  const bool below = side == NameSide::below ? y + 14 < bottom_ : y - 4 < top + 8;
  draw_text(fmt::format("name {} {}", kind, in_middle ? "middle" : "end"), x,
            below ? y + 12 : y - 4, fmt::format("{} {}", kind, format_number(value)));
}

std::string Plot::finish() { return std::move(svg_) + "</svg>"; }

}  // namespace gitctx::bench

#pragma once

#include <string>
#include <string_view>

#include "benchmarks/framework/report_scale.h"

namespace gitctx::bench {

/// The frame of a chart: a drawing surface of `width` by `height` with room for labels around the
/// plot. Grows an SVG element; text is escaped here.
class Plot {
 public:
  static constexpr double width = 640;
  static constexpr double left = 60;
  static constexpr double right = width - 14;
  static constexpr double top = 18;

  struct Size {
    double height = 0;
    double footer = 0;  ///< part of the height, for labels under the plot
  };

  /// `y` needs no pixels yet.
  Plot(std::string_view style_class, std::string_view label, const Size& size, const Scale& y);

  const Scale& y() const { return y_; }
  double bottom() const { return bottom_; }

  void draw_grid();
  void draw_line(std::string_view style_class, double x1, double y1, double x2, double y2);
  void draw_text(std::string_view style_class, double x, double y, std::string_view text);

  enum class NameSide { above, below };
  /// A horizontal line across the plot with its name; the name of a critical limit is in the
  /// middle.
  void draw_limit(std::string_view kind, double value, NameSide side);
  /// Anything else, as SVG.
  void draw(std::string_view svg) { svg_ += svg; }

  std::string finish();

 private:
  std::string svg_;
  double bottom_;
  Scale y_;
};

}  // namespace gitctx::bench

#pragma once

#include <optional>
#include <vector>

namespace gitctx::bench {

/// Maps values to pixels, linearly or logarithmically.
struct Scale {
  double low = 0;
  double high = 1;  ///< more than low
  double low_pixel = 0;
  double high_pixel = 1;
  bool is_logarithmic = false;  ///< true only if low is more than 0

  double pixel(double value) const;
  bool shows(double value) const { return value >= low && value <= high; }
  /// Round numbers in the range, for labels; at most about `wanted` of them.
  std::vector<double> ticks(int wanted) const;
};

/// A scale around the values, with a margin. The range is at least a fifth of the midpoint of the
/// values, so that noise does not look large. The scale is logarithmic if the values differ by a
/// factor of 20.
Scale scale_around(const std::vector<double>& values);

/// The scale, extended to include a limit, unless that would squeeze the values together.
Scale with_limit(const Scale& scale, const std::optional<double>& limit);

}  // namespace gitctx::bench

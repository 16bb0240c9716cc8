#pragma once

#include <vector>

namespace gitctx::bench {

/// Maps values to pixels, evenly or by logarithm.
struct Scale {
  double low = 0;
  double high = 1;  ///< more than low
  double low_pixel = 0;
  double high_pixel = 1;
  bool is_logarithmic = false;  ///< then low is more than 0

  double pixel(double value) const;
  bool shows(double value) const { return value >= low && value <= high; }
  /// Round values within, at most about `wanted`.
  std::vector<double> ticks(int wanted) const;
};

/// A scale around the values, with a margin; at least a fifth of the values high, so that noise
/// does not look like a landslide; by logarithm where they differ by a factor of 20.
Scale scale_around(const std::vector<double>& values);

/// The scale with a limit in it, unless that would squeeze the values.
Scale with_limit(const Scale& scale, double limit);

}  // namespace gitctx::bench

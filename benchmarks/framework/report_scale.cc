#include "benchmarks/framework/report_scale.h"

#include <algorithm>
#include <cmath>

namespace gitctx::bench {

namespace {

std::vector<double> even_ticks(double low, double high, int wanted) {
  const double rough = (high - low) / wanted;
  const double decade = std::pow(10, std::floor(std::log10(rough)));
  const double share = rough * 0.999 / decade;
  const double step = decade * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
  std::vector<double> ticks;
  const double first = std::ceil(low / step - 1e-9);
  for (double i = first; i * step <= high + step * 1e-9; ++i) ticks.push_back(i * step + 0.0);
  return ticks;
}

/// Ticks at 1, 2, 5, 10, 20, ..., or at only some of these if there would be too many.
std::vector<double> logarithmic_ticks(double low, double high, int wanted) {
  std::vector<double> ticks;
  for (const std::vector<double>& factors :
       {std::vector{1.0, 2.0, 5.0}, std::vector{1.0, 3.0}, std::vector{1.0}}) {
    ticks.clear();
    for (double e = std::floor(std::log10(low)); e <= std::log10(high); ++e) {
      for (const double factor : factors) {
        const double tick = factor * std::pow(10, e);
        if (tick >= low && tick <= high) ticks.push_back(tick);
      }
    }
    if (std::ssize(ticks) <= wanted + 2) break;
  }
  return ticks;
}

}  // namespace

double Scale::pixel(double value) const {
  const double share =
      is_logarithmic ? std::log(value / low) / std::log(high / low) : (value - low) / (high - low);
  return low_pixel + share * (high_pixel - low_pixel);
}

std::vector<double> Scale::ticks(int wanted) const {
  return is_logarithmic ? logarithmic_ticks(low, high, wanted) : even_ticks(low, high, wanted);
}

Scale scale_around(const std::vector<double>& values) {
  const auto [least, most] = std::ranges::minmax(values);
  if (least > 0 && most / least >= 20) {
    return {.low = least / 1.5, .high = most * 1.5, .is_logarithmic = true};
  }
  const double middle = (least + most) / 2;
  double half = std::max({(most - least) * 0.6, std::abs(middle) * 0.1});
  if (half == 0) half = 0.5;
  double low = middle - half;
  if (least >= 0 && (low < 0 || least < 0.4 * most)) low = 0;
  return {.low = low, .high = middle + half};
}

Scale with_limit(const Scale& scale, const std::optional<double>& known_limit) {
  if (!known_limit) return scale;
  const double limit = *known_limit;
  Scale wider = scale;
  if (scale.is_logarithmic) {
    if (limit <= scale.low / 4 || limit >= scale.high * 4) return scale;
    wider.low = std::min(scale.low, limit / 1.2);
    wider.high = std::max(scale.high, limit * 1.2);
    return wider;
  }
  const double span = scale.high - scale.low;
  if (limit <= scale.low - span || limit >= scale.high + span) return scale;
  const double margin = span * 0.08;
  if (limit < scale.low + margin && scale.low != 0) {
    wider.low = limit >= 0 ? std::max(0.0, limit - margin) : limit - margin;
  }
  if (limit > scale.high - margin) wider.high = limit + margin;
  return wider;
}

}  // namespace gitctx::bench

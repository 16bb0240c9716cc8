#include "eval/queries/line_begins.h"

#include <algorithm>

namespace gitctx {

LineBegins::LineBegins(std::string_view text)
    : begins_{0}, size_(static_cast<std::uint32_t>(text.size())) {
  for (std::size_t at = text.find('\n'); at != std::string_view::npos;
       at = text.find('\n', at + 1)) {
    begins_.push_back(static_cast<std::uint32_t>(at + 1));
  }
}

std::uint32_t LineBegins::line_at(std::size_t byte) const {
  return static_cast<std::uint32_t>(std::ranges::upper_bound(begins_, byte) - begins_.begin());
}

ByteRange LineBegins::bytes_of(const LineRange& lines) const {
  const std::size_t first = std::max(lines.first, 1U) - 1;
  if (first >= begins_.size() || begins_[first] == size_ || lines.last <= first) return {};
  return {begins_[first], lines.last < begins_.size() ? begins_[lines.last] : size_};
}

}  // namespace gitctx

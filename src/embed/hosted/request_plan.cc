#include "embed/hosted/request_plan.h"

namespace gitctx {

std::vector<RequestRange> plan_requests(std::span<const std::uint32_t> tokens,
                                        const RequestLimits& limits) {
  std::vector<RequestRange> ranges;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const bool fits =
        !ranges.empty() && ranges.back().size() < limits.items && sum + tokens[i] <= limits.tokens;
    if (!fits) {
      ranges.push_back({i, i});
      sum = 0;
    }
    ranges.back().end = i + 1;
    sum += tokens[i];
  }
  return ranges;
}

}  // namespace gitctx

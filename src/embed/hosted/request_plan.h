#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace gitctx {

struct RequestLimits {
  std::size_t items = 1;     ///< at least 1
  std::uint64_t tokens = 0;  ///< of all texts together; a larger text goes alone
};

/// Texts [begin, end) that go into one request.
struct RequestRange {
  std::size_t begin = 0;
  std::size_t end = 0;

  std::size_t size() const { return end - begin; }
  bool operator==(const RequestRange&) const = default;
};

/// Groups texts with these token counts into as few requests as their order allows.
std::vector<RequestRange> plan_requests(std::span<const std::uint32_t> tokens,
                                        const RequestLimits& limits);

}  // namespace gitctx

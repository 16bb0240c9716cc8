#pragma once

#include <chrono>
#include <vector>

#include "base/trace.h"
#include "core/result.h"

namespace gitctx {

/// Measures the durations of successive passes, for the result and for the trace. The first pass
/// begins when the timer is constructed.
class PassTimer {
 public:
  explicit PassTimer(std::vector<PassTime>& passes) : passes_(passes) {}

  /// Ends a pass: appends its time to the passes and begins the next pass. `name` is a literal.
  void finish(const char* name) {
    const auto now = std::chrono::steady_clock::now();
    trace_since(name, begin_);
    passes_.push_back({name, std::chrono::duration<double, std::milli>(now - begin_).count()});
    begin_ = now;
  }

 private:
  std::vector<PassTime>& passes_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace gitctx

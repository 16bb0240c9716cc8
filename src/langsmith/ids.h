#pragma once

#include <chrono>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace gitctx {

/// A point in time as LangSmith stores it.
using TraceTime = std::chrono::sys_time<std::chrono::microseconds>;

TraceTime trace_now();

/// `2026-11-22T09:39:14.237001Z`.
std::string iso_time(TraceTime time);

/// One segment of a dotted_order: the time without separators, then the id of the run, such as
/// `20261122T093914237001Z01a2029f-c2bd-7000-8000-02fe2fde0872`.
std::string order_segment(TraceTime time, std::string_view run_id);

/// Whether the text is a UUID in its usual form: 36 characters, with lower-case digits.
bool is_uuid(std::string_view text);

/// Makes UUIDs of version 7 (RFC 9562), which consist of the milliseconds of a time and random
/// bits. Not thread-safe.
class TimedIds {
 public:
  /// Takes the seed from the system.
  TimedIds();
  /// The same seed and times give the same ids.
  explicit TimedIds(std::uint64_t seed) : random_(seed) {}

  std::string next(TraceTime time);

 private:
  std::mt19937_64 random_;
};

/// The UUID of version 5 (RFC 9562): the SHA-1 of a namespace, which is also a UUID, and a name.
std::string named_id(std::string_view namespace_id, std::string_view name);

}  // namespace gitctx

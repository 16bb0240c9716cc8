#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

namespace gitctx {

namespace detail {
inline std::atomic<bool> is_tracing = false;
std::int64_t trace_clock_ns();
void add_span(const char* name, std::int64_t begin_ns, std::int64_t detail);
}  // namespace detail

/// Starts recording the spans and counters of all threads.
void start_trace();

/// The recording so far, with spans by thread and counters over time. The format is the Trace Event
/// Format (JSON), which Perfetto and Chrome's about:tracing can open.
std::string trace_json();

/// A span of work in the current thread, from the construction to the destruction of the object.
/// Names must be string literals. While no trace is recorded, a span costs one check of a flag.
/// `detail` is a number shown with the span, such as a count of files.
class TraceSpan {
 public:
  explicit TraceSpan(const char* name, std::int64_t detail = -1)
      : name_(detail::is_tracing.load(std::memory_order_relaxed) ? name : nullptr),
        detail_(detail),
        begin_ns_(name_ != nullptr ? detail::trace_clock_ns() : 0) {}
  ~TraceSpan() {
    if (name_ != nullptr) detail::add_span(name_, begin_ns_, detail_);
  }
  TraceSpan(const TraceSpan&) = delete;
  TraceSpan& operator=(const TraceSpan&) = delete;

 private:
  const char* name_;
  std::int64_t detail_;
  std::int64_t begin_ns_;
};

/// Records a span of the current thread from `begin` to now.
void trace_since(const char* name, std::chrono::steady_clock::time_point begin);

/// Records the value of a number that changes over time, such as the number of bytes indexed so
/// far.
void trace_counter(const char* name, double value);

/// Names the current thread in the trace. `name` must be a string literal.
void name_trace_thread(const char* name);

}  // namespace gitctx

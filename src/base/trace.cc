#include "base/trace.h"

#include <fmt/format.h>

#include <memory>
#include <mutex>
#include <vector>

namespace gitctx {

namespace {

struct Span {
  const char* name;
  std::int64_t begin_ns;
  std::int64_t end_ns;
  std::int64_t detail;
};

struct CounterValue {
  const char* name;
  std::int64_t at_ns;
  double value;
};

/// The recording of one thread. Only this thread writes the recording. The lock is necessary
/// because trace_json() reads the recording from another thread.
struct ThreadRecord {
  std::mutex mutex;
  const char* name = "thread";
  std::vector<Span> spans;
  std::vector<CounterValue> counters;
};

/// The recordings of all threads, including threads that have ended.
struct Recorder {
  std::mutex mutex;
  std::int64_t begin_ns = 0;
  std::vector<std::shared_ptr<ThreadRecord>> threads;
};

Recorder& recorder() {
  static Recorder instance;
  return instance;
}

ThreadRecord& own_record() {
  thread_local const std::shared_ptr<ThreadRecord> record = [] {
    auto made = std::make_shared<ThreadRecord>();
    const std::lock_guard lock(recorder().mutex);
    recorder().threads.push_back(made);
    return made;
  }();
  return *record;
}

double microseconds(std::int64_t ns) { return static_cast<double>(ns) / 1000; }

void append_thread(std::string& out, std::size_t id, ThreadRecord& record, std::int64_t begin_ns) {
  const std::lock_guard lock(record.mutex);
  out += fmt::format(R"({{"ph":"M","name":"thread_name","pid":1,"tid":{},"args":{{"name":"{}"}}}},)"
                     "\n",
                     id, record.name);
  for (const Span& span : record.spans) {
    out += fmt::format(R"({{"ph":"X","name":"{}","pid":1,"tid":{},"ts":{:.3f},"dur":{:.3f})",
                       span.name, id, microseconds(span.begin_ns - begin_ns),
                       microseconds(span.end_ns - span.begin_ns));
    if (span.detail >= 0) out += fmt::format(R"(,"args":{{"count":{}}})", span.detail);
    out += "},\n";
  }
  for (const CounterValue& counter : record.counters) {
    out += fmt::format(R"({{"ph":"C","name":"{0}","pid":1,"ts":{1:.3f},"args":{{"{0}":{2}}}}},)"
                       "\n",
                       counter.name, microseconds(counter.at_ns - begin_ns), counter.value);
  }
}

}  // namespace

namespace detail {

std::int64_t trace_clock_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

void add_span(const char* name, std::int64_t begin_ns, std::int64_t detail) {
  ThreadRecord& record = own_record();
  const std::lock_guard lock(record.mutex);
  record.spans.push_back({name, begin_ns, trace_clock_ns(), detail});
}

}  // namespace detail

void start_trace() {
  recorder().begin_ns = detail::trace_clock_ns();
  detail::is_tracing = true;
}

void trace_since(const char* name, std::chrono::steady_clock::time_point begin) {
  if (!detail::is_tracing.load(std::memory_order_relaxed)) return;
  using std::chrono::nanoseconds;
  const auto begin_ns = std::chrono::duration_cast<nanoseconds>(begin.time_since_epoch());
  detail::add_span(name, begin_ns.count(), -1);
}

void trace_counter(const char* name, double value) {
  if (!detail::is_tracing.load(std::memory_order_relaxed)) return;
  ThreadRecord& record = own_record();
  const std::lock_guard lock(record.mutex);
  record.counters.push_back({name, detail::trace_clock_ns(), value});
}

void name_trace_thread(const char* name) {
  if (!detail::is_tracing.load(std::memory_order_relaxed)) return;
  ThreadRecord& record = own_record();
  const std::lock_guard lock(record.mutex);
  record.name = name;
}

std::string trace_json() {
  Recorder& all = recorder();
  const std::lock_guard lock(all.mutex);
  std::string out = "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n";
  for (std::size_t i = 0; i < all.threads.size(); ++i) {
    append_thread(out, i + 1, *all.threads[i], all.begin_ns);
  }
  out += R"({"ph":"M","name":"process_name","pid":1,"args":{"name":"gitctx"}}]})"
         "\n";
  return out;
}

}  // namespace gitctx

#include "base/trace.h"

#include <gtest/gtest.h>

#include <thread>

namespace gitctx {
namespace {

// A single test, because tracing is global to the process.
TEST(Trace, KeepsSpansAndCountersOfAllThreadsOnceStarted) {
  {
    const TraceSpan before("before the start");
  }
  trace_counter("early", 1);
  start_trace();
  name_trace_thread("main");
  {
    const TraceSpan outer("outer", 7);
    const TraceSpan inner("inner");
    trace_counter("bytes", 42);
  }
  std::thread([] {
    name_trace_thread("worker");
    const TraceSpan span("work");
  }).join();
  const std::string json = trace_json();
  EXPECT_EQ(json.find("before the start"), std::string::npos);
  EXPECT_EQ(json.find("early"), std::string::npos);
  EXPECT_NE(json.find(R"("name":"outer","pid":1,"tid":1)"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("args":{"count":7})"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("args":{"bytes":42})"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("name":"work","pid":1,"tid":2)"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("args":{"name":"worker"})"), std::string::npos) << json;
  // The inner span ends first, so it is written first.
  EXPECT_LT(json.find("inner"), json.find("outer"));
}

}  // namespace
}  // namespace gitctx

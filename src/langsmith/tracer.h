#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "langsmith/client.h"
#include "langsmith/run.h"
#include "langsmith/spool.h"

namespace gitctx {

class LangSmithTracer;

/// A run that is going on. One that is not recorded (tracing off, not sampled) costs nothing: its
/// methods do nothing. Runs of one trace may be used by different threads, each by one at a time.
class TracedRun {
 public:
  TracedRun() = default;  ///< not recorded
  /// A run inside this one.
  TracedRun start(std::string_view name, std::string_view run_type,
                  const nlohmann::ordered_json& inputs);
  /// Adds to what is known of it, such as ls_provider, ls_model_name, usage_metadata.
  void add_metadata(std::string_view name, const nlohmann::ordered_json& value);
  /// Ends it, well or not; only the first end counts. With its root a trace is complete.
  void finish(const nlohmann::ordered_json& outputs);
  void fail(std::string_view error);

  bool is_recorded() const { return trace_ != nullptr; }

 private:
  friend class LangSmithTracer;
  struct Trace;
  TracedRun(std::shared_ptr<Trace> trace, std::size_t index)
      : trace_(std::move(trace)), index_(index) {}
  void end(const nlohmann::ordered_json& outputs, std::string_view error);

  std::shared_ptr<Trace> trace_;
  std::size_t index_ = 0;
};

/// Records traces while LANGSMITH_TRACING is on, as its sampling rate and what it hides say. Runs
/// are kept in memory until deliver(), so that nothing waits for LangSmith meanwhile. Any thread.
class LangSmithTracer {
 public:
  using Now = std::function<TraceTime()>;

  explicit LangSmithTracer(LangSmithSettings settings, Now now = {});
  ~LangSmithTracer();

  TracedRun start(std::string_view name, std::string_view run_type,
                  const nlohmann::ordered_json& inputs);

  /// Sends the traces that are complete. What cannot be delivered goes to the spool, if there is
  /// one. Never throws because of LangSmith: returns why, empty if all went well.
  std::string deliver(LangSmithClient& client, LangSmithSpool* spool, const std::stop_token& stop);

 private:
  friend class TracedRun;
  struct State;
  std::shared_ptr<State> state_;
};

/// Whether a trace is recorded at that rate: the same answer as the official clients give.
bool is_sampled(std::string_view trace_id, double rate);

}  // namespace gitctx

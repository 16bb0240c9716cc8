#pragma once

#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "langsmith/client.h"
#include "langsmith/run.h"
#include "langsmith/spool.h"
#include "llm/chat_model.h"

namespace gitctx {

class LangSmithTracer;

/// A run in progress. A run is not recorded if tracing is off or the trace is not sampled; its
/// methods then do nothing. Different threads may use different runs of a trace, but only one
/// thread at a time may use a run.
class TracedRun {
 public:
  TracedRun() = default;  ///< a run that is not recorded
  /// Starts a run inside this one.
  TracedRun start(std::string_view name, std::string_view run_type,
                  const nlohmann::ordered_json& inputs);
  /// Adds metadata such as ls_provider, ls_model_name, usage_metadata.
  void add_metadata(std::string_view name, const nlohmann::ordered_json& value);
  /// finish() and fail() end the run; only the first call has an effect. A trace is complete when
  /// its root ends.
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

/// Records traces if LANGSMITH_TRACING is on. The settings decide which share of traces is sampled
/// and which fields are hidden. Runs remain in memory until deliver(), so that no step waits for
/// LangSmith. Thread-safe.
class LangSmithTracer {
 public:
  explicit LangSmithTracer(LangSmithSettings settings);

  TracedRun start(std::string_view name, std::string_view run_type,
                  const nlohmann::ordered_json& inputs);

  /// Sends the complete traces. Traces that cannot be delivered are kept in the spool, if one is
  /// given. Returns the reason why a delivery failed, or an empty text if it succeeded. Errors from
  /// LangSmith are not thrown.
  std::string deliver(LangSmithClient& client, LangSmithSpool* spool, const std::stop_token& stop);

 private:
  friend class TracedRun;
  struct State;
  std::shared_ptr<State> state_;
};

/// A chat model that records each call as a run of a trace. `model` must outlive it. Not
/// thread-safe.
class TracedChatModel final : public ChatModel {
 public:
  /// `name`, the name of the prompt, becomes the name of the recorded runs.
  TracedChatModel(ChatModel& model, TracedRun parent, std::string name)
      : model_(model), parent_(std::move(parent)), name_(std::move(name)) {}

  const ChatModelDescription& description() const override { return model_.description(); }
  ChatReply complete(const ChatRequest& request, const std::stop_token& stop) override;

 private:
  ChatModel& model_;
  TracedRun parent_;
  std::string name_;
};

/// Whether a trace is recorded at that sampling rate. LangSmith's official clients decide in the
/// same way.
bool is_sampled(std::string_view trace_id, double rate);

}  // namespace gitctx

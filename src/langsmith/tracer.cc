#include "langsmith/tracer.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>

#include "base/error.h"
#include "base/hash.h"
#include "http/secret_scrubber.h"
#include "langsmith/ingest.h"
#include "langsmith/shapes.h"

namespace gitctx {
namespace {

using OrderedJson = nlohmann::ordered_json;
using std::chrono::microseconds;

}  // namespace

/// The state that a tracer shares with its runs, because the runs may outlive the tracer.
struct LangSmithTracer::State {
  LangSmithSettings settings;
  std::mutex mutex;
  TimedIds ids;
  TraceTime last;
  std::vector<LangSmithRun> complete;

  /// Makes a run with a later start than all earlier runs, so that runs sort in the order in which
  /// they were started. The caller must hold `mutex`.
  LangSmithRun started(std::string_view name, std::string_view run_type,
                       const OrderedJson& inputs) {
    last = std::max(trace_now(), last + microseconds(1));
    return {.id = ids.next(last),
            .name = std::string(name),
            .run_type = std::string(run_type),
            .start = last,
            .inputs = inputs};
  }
};

struct TracedRun::Trace {
  std::shared_ptr<LangSmithTracer::State> tracer;
  /// All runs of the trace, guarded by the tracer's mutex. A run in progress has no end time.
  std::vector<LangSmithRun> runs;
};

TracedRun TracedRun::start(std::string_view name, std::string_view run_type,
                           const OrderedJson& inputs) {
  if (!trace_) return {};
  const std::lock_guard lock(trace_->tracer->mutex);
  LangSmithRun run = trace_->tracer->started(name, run_type, inputs);
  place_run(run, &trace_->runs[index_]);
  trace_->runs.push_back(std::move(run));
  return {trace_, trace_->runs.size() - 1};
}

void TracedRun::add_metadata(std::string_view name, const OrderedJson& value) {
  if (!trace_) return;
  const std::lock_guard lock(trace_->tracer->mutex);
  trace_->runs[index_].metadata[std::string(name)] = value;
}

void TracedRun::finish(const OrderedJson& outputs) { end(outputs, {}); }

void TracedRun::fail(std::string_view error) { end(nullptr, error); }

void TracedRun::end(const OrderedJson& outputs, std::string_view error) {
  if (!trace_) return;
  LangSmithTracer::State& tracer = *trace_->tracer;
  const std::lock_guard lock(tracer.mutex);
  LangSmithRun& run = trace_->runs[index_];
  if (run.end != TraceTime()) return;
  run.end = std::max(trace_now(), run.start);
  run.error = error;
  run.outputs = outputs;
  if (index_ != 0) return;
  const std::string secrets[]{tracer.settings.api_key};
  for (LangSmithRun& each : trace_->runs) {
    // A run without an end was abandoned. It gets the end of the root run.
    if (each.end == TraceTime()) each.end = run.end;
    hide_fields(each, tracer.settings);
    scrub_json(each.inputs, secrets);
    scrub_json(each.outputs, secrets);
    scrub_json(each.metadata, secrets);
    each.error = scrub_secrets(std::move(each.error), secrets);
    tracer.complete.push_back(each);
  }
}

LangSmithTracer::LangSmithTracer(LangSmithSettings settings) : state_(std::make_shared<State>()) {
  state_->settings = std::move(settings);
}

TracedRun LangSmithTracer::start(std::string_view name, std::string_view run_type,
                                 const OrderedJson& inputs) {
  if (!state_->settings.tracing) return {};
  const std::lock_guard lock(state_->mutex);
  LangSmithRun run = state_->started(name, run_type, inputs);
  if (!is_sampled(run.id, state_->settings.sampling_rate)) return {};
  run.session_name = state_->settings.project;
  place_run(run, nullptr);
  return {std::make_shared<TracedRun::Trace>(state_, std::vector{std::move(run)}), 0};
}

std::string LangSmithTracer::deliver(LangSmithClient& client, LangSmithSpool* spool,
                                     const std::stop_token& stop) {
  std::vector<LangSmithRun> runs;
  {
    const std::lock_guard lock(state_->mutex);
    runs = std::exchange(state_->complete, {});
  }
  if (runs.empty()) return {};
  try {
    ingest(client, runs, {}, stop);
    return {};
  } catch (const Error& error) {
    if (spool != nullptr) {
      for (const IngestBody& body : ingest_bodies(runs, {}, {})) {
        spool->keep_trace(body, trace_now());
      }
    }
    return error.message();
  }
}

ChatReply TracedChatModel::complete(const ChatRequest& request, const std::stop_token& stop) {
  if (!parent_.is_recorded()) return model_.complete(request, stop);
  TracedRun run = parent_.start(name_, "llm", messages_shape(request.messages));
  const ChatModelDescription& described = model_.description();
  const nlohmann::ordered_json metadata = model_shape(described.provider, described.model);
  for (const auto& [name, value] : metadata.items()) {
    run.add_metadata(name, value);
  }
  try {
    ChatReply reply = model_.complete(request, stop);
    run.finish(reply_shape(reply.text, reply.usage, reply.cost_usd));
    return reply;
  } catch (const Error& error) {
    run.fail(error.message());
    throw;
  }
}

bool is_sampled(std::string_view trace_id, double rate) {
  if (rate >= 1) return true;
  constexpr std::uint64_t steps = 1'000'000;
  // `step` becomes the 128-bit hash modulo the number of steps.
  std::uint64_t step = 0;
  for (const std::byte byte : hash128(trace_id)) {
    step = (step * 256 + std::to_integer<std::uint64_t>(byte)) % steps;
  }
  return static_cast<double>(step) / steps < rate;
}

}  // namespace gitctx

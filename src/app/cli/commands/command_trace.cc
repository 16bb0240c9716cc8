#include "app/cli/commands/command_trace.h"

#include <chrono>
#include <string>

#include "app/cli/terminal/messages.h"
#include "app/services/prompt_eval.h"
#include "base/error.h"
#include "langsmith/shapes.h"

namespace gitctx {
namespace {

using OrderedJson = nlohmann::ordered_json;

/// Retries only briefly, because the user waits for the command to end.
RetryPolicy impatient_policy() {
  RetryPolicy policy;
  policy.attempts = 2;
  policy.deadline = std::chrono::seconds(5);
  return policy;
}

}  // namespace

CommandTrace::CommandTrace(const Config& config, const RepositoryLayout& layout,
                           const Environment& environment) {
  if (!wants_langsmith_traces([&](std::string_view v) { return environment.get(v); })) return;
  session_.emplace(config, layout, environment, impatient_policy());
  tracer_.emplace(session_->client().settings());
}

CommandTrace::~CommandTrace() {
  if (!tracer_) return;
  try {
    const std::string failure =
        tracer_->deliver(session_->client(), &session_->spool(), stop_.get_token());
    if (failure.empty()) return;
    write_notice(
        {"cannot deliver the trace to LangSmith: " + failure, "It is kept. Run: gitctx eval push"});
  } catch (const Error& error) {
    write_notice({"cannot keep the trace: " + error.message(), error.hint()});
  }
}

void CommandTrace::record(std::string_view name, const std::function<OrderedJson()>& inputs,
                          const std::function<OrderedJson(TracedRun& root)>& work) {
  TracedRun root;
  if (tracer_) root = tracer_->start(name, "chain", inputs());
  root.add_metadata("runner", runner_name());
  try {
    root.finish(work(root));
  } catch (const Error& error) {
    root.fail(error.message());
    // An interrupted command does not wait for a delivery.
    if (error.code() == ErrorCode::interrupted) stop_.request_stop();
    throw;
  }
}

SearchAnswer traced_search(TracedRun& parent, SearchSession& session,
                           const SearchRequest& request) {
  TracedRun run = parent.start("search", "retriever", {{"query", request.query.text}});
  try {
    SearchAnswer answer = session.search(request);
    if (run.is_recorded()) run.finish(hits_shape(answer.result.hits));
    return answer;
  } catch (const Error& error) {
    run.fail(error.message());
    throw;
  }
}

OrderedJson hits_shape(const std::vector<Hit>& hits) { return documents_shape(chunks_of(hits)); }

}  // namespace gitctx

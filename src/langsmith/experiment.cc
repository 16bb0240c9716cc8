#include "langsmith/experiment.h"

#include <fmt/format.h>

#include <chrono>
#include <set>
#include <utility>

#include "base/file.h"
#include "base/json_text.h"
#include "langsmith/dataset.h"
#include "langsmith/ingest.h"
#include "langsmith/run.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

constexpr int max_names = 10;  ///< tried before a name is given up

TraceTime now_of_machine() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

/// The record as it is sent, and kept: without secrets.
ExperimentRecord without_secrets(const ExperimentRecord& record, const std::string& key) {
  OrderedJson document = OrderedJson::parse(experiment_json(record));
  const std::string secrets[]{key};
  scrub_json(document, secrets);
  return parse_experiment(json_text(document), "the experiment");
}

OrderedJson session_metadata(const ExperimentRecord& record, const UploadedExamples& examples) {
  OrderedJson metadata = record.metadata.is_object() ? record.metadata : OrderedJson::object();
  metadata["num_repetitions"] = record.repetitions;
  metadata["dataset_version"] = examples.version;
  metadata["dataset_splits"] = examples.splits;
  metadata["__ls_runner"] = "gitctx";
  return metadata;
}

OrderedJson evaluator_keys(const ExperimentRecord& record) {
  std::set<std::string> keys;
  for (const ExperimentRun& run : record.runs) {
    for (const ExperimentScore& score : run.scores) keys.insert(score.key);
  }
  return keys;
}

/// Makes the experiment; its name is the record's, or that with an ending that is free.
std::string create_session(LangSmithClient& client, const ExperimentRecord& record,
                           const UploadedExamples& examples, const std::stop_token& stop) {
  constexpr std::string_view what = "make the experiment in LangSmith";
  OrderedJson body{{"id", record.id},
                   {"name", record.name},
                   {"reference_dataset_id", examples.dataset.id},
                   {"start_time", iso_time(record.start)},
                   {"extra", {{"metadata", session_metadata(record, examples)}}},
                   {"num_examples", examples.versions.size()},
                   {"num_repetitions", record.repetitions},
                   {"evaluator_keys", evaluator_keys(record)}};
  if (!record.description.empty()) body["description"] = record.description;
  TimedIds ids;
  LangSmithReply reply;
  for (int attempt = 0; attempt < max_names; ++attempt) {
    reply = client.send_json("POST", "/sessions", body, stop);
    if (reply.status != 409) break;
    // Sent before, perhaps in part.
    const auto known = client.send("GET", "/sessions/" + record.id, {}, {}, stop);
    if (known.status == 200 && known.document.is_object()) {
      return known.document.value("name", record.name);
    }
    const std::string random = ids.next(record.start);
    body["name"] = fmt::format("{}-{}", record.name, random.substr(random.size() - 6));
  }
  client.require_good(reply, what);
  return body["name"];
}

/// Runs and feedback of an experiment, the parents before their children, without what the
/// settings hide.
class RunList {
 public:
  RunList(const ExperimentRecord& record, const UploadedExamples& examples,
          const LangSmithSettings& settings)
      : settings_(settings) {
    for (const ExperimentRun& run : record.runs) {
      const std::string& example = record.examples[run.example].id;
      LangSmithRun root = run_of(run.root, record.id);
      root.trace_id = run.root.id;
      root.dotted_order = order_segment(root.start, root.id);
      root.example_id = example;
      root.metadata = record.metadata.is_object() ? record.metadata : OrderedJson::object();
      if (!settings.hides_metadata && run.root.metadata.is_object()) {
        root.metadata.update(run.root.metadata);
      }
      root.metadata["num_repetitions"] = record.repetitions;
      root.metadata["example_version"] = examples.versions.at(example);
      add_steps(run.root.steps, root);
      for (const ExperimentScore& score : run.scores) add_score(score, root);
      roots_.push_back(std::move(root));
    }
  }

  std::vector<LangSmithRun> take_runs() {
    std::vector<LangSmithRun> runs = std::move(roots_);
    std::move(inner_.begin(), inner_.end(), std::back_inserter(runs));
    return runs;
  }
  std::vector<LangSmithFeedback> take_feedback() { return std::move(feedback_); }

 private:
  LangSmithRun run_of(const ExperimentStep& step, const std::string& session) const {
    const bool has_outputs = !step.outputs.is_null();
    return {
        .id = step.id,
        .name = step.name,
        .run_type = step.run_type,
        .start = step.start,
        .end = step.end,
        .inputs = settings_.hides_inputs ? OrderedJson::object() : step.inputs,
        .outputs = settings_.hides_outputs && has_outputs ? OrderedJson::object() : step.outputs,
        .error = step.error,
        .metadata = settings_.hides_metadata ? OrderedJson() : step.metadata,
        .session_id = session};
  }

  void add_steps(const std::vector<ExperimentStep>& steps, const LangSmithRun& parent) {
    for (const ExperimentStep& step : steps) {
      LangSmithRun run = run_of(step, parent.session_id);
      run.trace_id = parent.trace_id;
      run.parent_id = parent.id;
      run.dotted_order = parent.dotted_order + "." + order_segment(run.start, run.id);
      inner_.push_back(run);
      add_steps(step.steps, run);
    }
  }

  void add_score(const ExperimentScore& score, const LangSmithRun& root) {
    feedback_.push_back({.id = score.id,
                         .run_id = root.id,
                         .trace_id = root.trace_id,
                         .session_id = root.session_id,
                         .start = root.start,
                         .key = score.key,
                         .score = score.score,
                         .comment = score.comment,
                         .is_lower_better = score.is_lower_better});
  }

  const LangSmithSettings& settings_;
  std::vector<LangSmithRun> roots_;
  std::vector<LangSmithRun> inner_;
  std::vector<LangSmithFeedback> feedback_;
};

void close_session(LangSmithClient& client, const ExperimentRecord& record,
                   const UploadedExamples& examples, const std::stop_token& stop) {
  const OrderedJson body{{"end_time", iso_time(record.end)},
                         {"extra", {{"metadata", session_metadata(record, examples)}}}};
  client.require_good(client.send_json("PATCH", "/sessions/" + record.id, body, stop),
                      "close the experiment in LangSmith");
}

std::string compare_link(const LangSmithClient& client, const std::string& tenant_id,
                         const std::string& dataset_id, const std::string& sessions) {
  return fmt::format("{}/o/{}/datasets/{}/compare?selectedSessions={}",
                     langsmith_web_url(client.settings().endpoint), tenant_id, dataset_id,
                     sessions);
}

UploadResult deliver(LangSmithClient& client, const ExperimentRecord& record,
                     const std::stop_token& stop) {
  const UploadedExamples examples = upload_examples(client, record, stop);
  UploadResult result{.experiment_id = record.id, .dataset_id = examples.dataset.id};
  result.experiment_name = create_session(client, record, examples, stop);
  RunList list(record, examples, client.settings());
  ingest(client, list.take_runs(), list.take_feedback(), stop);
  for (const ExperimentScore& score : record.summary) {
    send_feedback(client,
                  {.id = score.id,
                   .session_id = record.id,
                   .key = score.key,
                   .score = score.score,
                   .comment = score.comment,
                   .is_lower_better = score.is_lower_better},
                  stop);
  }
  close_session(client, record, examples, stop);
  result.link = compare_link(client, examples.dataset.tenant_id, examples.dataset.id, record.id);
  return result;
}

void push_trace(LangSmithClient& client, const std::filesystem::path& file,
                const std::stop_token& stop) {
  IngestBody body = LangSmithSpool::read_trace(file);
  const auto reply =
      client.send("POST", "/runs/multipart", std::move(body.bytes), body.content_type, stop);
  if (reply.status != 409) client.require_good(reply, "send a trace to LangSmith");
}

}  // namespace

UploadResult upload_experiment(LangSmithClient& client, const ExperimentRecord& record,
                               LangSmithSpool* spool, const std::stop_token& stop) {
  TimedIds ids;
  const ExperimentRecord sent = with_ids(without_secrets(record, client.settings().api_key), ids);
  try {
    return deliver(client, sent, stop);
  } catch (const Error& error) {
    UploadResult result{.experiment_id = sent.id, .experiment_name = sent.name, .failure = error};
    if (spool != nullptr) {
      result.kept = spool->keep_experiment(experiment_json(sent), now_of_machine());
    }
    if (error.code() == ErrorCode::interrupted) throw;
    return result;
  }
}

PushResult push_spooled(LangSmithClient& client, LangSmithSpool& spool,
                        const std::stop_token& stop) {
  client.require_key();
  PushResult result;
  for (const auto& file : spool.files()) {
    try {
      if (LangSmithSpool::is_trace(file)) {
        push_trace(client, file, stop);
        ++result.traces;
      } else {
        const auto record = parse_experiment(read_file(file), file.string());
        result.links.push_back(deliver(client, record, stop).link);
      }
      remove_file(file);
    } catch (const Error& error) {
      if (error.code() == ErrorCode::interrupted) throw;
      result.kept.push_back({file, error});
    }
  }
  return result;
}

std::string upload_comparison(LangSmithClient& client, const ExperimentComparison& comparison,
                              const std::stop_token& stop) {
  TimedIds ids;
  const TraceTime now = now_of_machine();
  const OrderedJson body{{"id", ids.next(now)},
                         {"name", comparison.name},
                         {"description", comparison.description},
                         {"experiment_ids", comparison.experiment_ids},
                         {"reference_dataset_id", comparison.dataset_id},
                         {"created_at", iso_time(now)},
                         {"extra", {{"metadata", comparison.metadata}}}};
  const Json made =
      client.post("/datasets/comparative", body, "make the comparison in LangSmith", stop);
  const auto id = made.value("id", body["id"].get<std::string>());
  for (const PairwiseJudgement& judgement : comparison.judgements) {
    const std::string group = ids.next(now);
    for (std::size_t i = 0; i < judgement.run_ids.size(); ++i) {
      const double won = judgement.best == i ? 1 : 0;
      send_feedback(client,
                    {.id = ids.next(now),
                     .run_id = judgement.run_ids[i],
                     .trace_id = judgement.run_ids[i],
                     .session_id = comparison.experiment_ids.at(i),
                     .key = comparison.key,
                     .score = judgement.best ? won : 0.5,
                     .comment = judgement.comment,
                     .comparison_id = id,
                     .group_id = group},
                    stop);
    }
  }
  std::string sessions;
  for (const std::string& session : comparison.experiment_ids) {
    sessions += (sessions.empty() ? "" : ",") + session;
  }
  return compare_link(client, made.value("tenant_id", ""), comparison.dataset_id, sessions) +
         "&comparativeExperiment=" + id;
}

}  // namespace gitctx

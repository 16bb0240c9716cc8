#include "langsmith/experiment.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
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

constexpr int max_names = 10;  ///< maximum number of names that are tried

OrderedJson session_metadata(const ExperimentRecord& record, const UploadedExamples& examples) {
  OrderedJson metadata = record.metadata;
  metadata["num_repetitions"] = record.repetitions;
  metadata["dataset_version"] = examples.version;
  metadata["dataset_splits"] = examples.splits;
  metadata["__ls_runner"] = "gitctx";
  return metadata;
}

OrderedJson evaluator_keys(const ExperimentRecord& record) {
  std::set<std::string> keys;
  for (const ExperimentRun& run : record.runs) {
    for (const LangSmithFeedback& score : run.scores) keys.insert(score.key);
  }
  return keys;
}

/// Creates the experiment and returns its name: the record's name, with a suffix if the name is
/// taken.
std::string create_session(LangSmithClient& client, const ExperimentRecord& record,
                           const UploadedExamples& examples, const std::stop_token& stop) {
  constexpr std::string_view what = "create the experiment in LangSmith";
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
    reply = client.send("POST", "/sessions", json_body(body), what, stop, {409});
    if (reply.status != 409) return body["name"];
    // An earlier upload may have created the experiment.
    const auto known =
        client.send("GET", "/sessions/" + record.id, {}, what, stop, {403, 404, 422});
    if (known.status == 200) {
      const std::string name = json_string_member(known.document, "name");
      return name.empty() ? record.name : name;
    }
    const std::string random = ids.next(record.start);
    body["name"] = fmt::format("{}-{}", record.name, random.substr(random.size() - 6));
  }
  throw client.refusal(reply, what);
}

/// Appends the runs inside `parent`, without hidden fields. A run comes before the runs inside it.
void add_steps(const LangSmithRun& parent, const LangSmithSettings& settings,
               std::vector<LangSmithRun>& runs) {
  for (LangSmithRun step : parent.steps) {
    place_run(step, &parent);
    hide_fields(step, settings);
    runs.push_back(step);
    add_steps(step, settings, runs);
  }
}

/// The runs of an experiment: first all root runs, then the runs inside them.
std::vector<LangSmithRun> runs_of(const ExperimentRecord& record, const UploadedExamples& examples,
                                  const LangSmithSettings& settings) {
  std::vector<LangSmithRun> runs;
  std::vector<LangSmithRun> steps;
  for (const ExperimentRun& run : record.runs) {
    LangSmithRun root = run.root;
    root.session_id = record.id;
    root.example_id = record.examples[run.example].id;
    place_run(root, nullptr);
    hide_fields(root, settings);
    OrderedJson metadata = record.metadata;
    if (root.metadata.is_object()) metadata.update(root.metadata);
    metadata["num_repetitions"] = record.repetitions;
    metadata["example_version"] = examples.versions.at(root.example_id);
    root.metadata = std::move(metadata);
    add_steps(root, settings, steps);
    runs.push_back(std::move(root));
  }
  std::ranges::move(steps, std::back_inserter(runs));
  return runs;
}

std::vector<LangSmithFeedback> feedback_of(const ExperimentRecord& record) {
  std::vector<LangSmithFeedback> feedback;
  for (const ExperimentRun& run : record.runs) {
    for (LangSmithFeedback score : run.scores) {
      score.run_id = score.trace_id = run.root.id;
      score.session_id = record.id;
      score.start = run.root.start;
      feedback.push_back(std::move(score));
    }
  }
  return feedback;
}

void close_session(LangSmithClient& client, const ExperimentRecord& record,
                   const UploadedExamples& examples, const std::stop_token& stop) {
  const OrderedJson body{{"end_time", iso_time(record.end)},
                         {"extra", {{"metadata", session_metadata(record, examples)}}}};
  client.send("PATCH", "/sessions/" + record.id, json_body(body),
              "close the experiment in LangSmith", stop);
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
  ingest(client, runs_of(record, examples, client.settings()), feedback_of(record), stop);
  for (LangSmithFeedback score : record.summary) {
    score.session_id = record.id;
    send_feedback(client, score, stop);
  }
  close_session(client, record, examples, stop);
  result.link = compare_link(client, examples.dataset.tenant_id, examples.dataset.id, record.id);
  return result;
}

void send_trace(LangSmithClient& client, const std::filesystem::path& file,
                const std::stop_token& stop) {
  auto body = scrubbed_body(LangSmithSpool::read_trace(file), client.settings());
  if (!body) throw LangSmithSpool::unreadable_trace(file);
  client.send("POST", "/runs/multipart", std::move(*body), "send a trace to LangSmith", stop,
              {409});
}

}  // namespace

UploadResult upload_experiment(LangSmithClient& client, ExperimentRecord record,
                               LangSmithSpool* spool, const std::stop_token& stop) {
  const std::string secrets[]{client.settings().api_key};
  scrub_record(record, secrets);
  TimedIds ids;
  const ExperimentRecord sent = with_ids(std::move(record), ids);
  try {
    return deliver(client, sent, stop);
  } catch (const Error& error) {
    UploadResult result{.experiment_id = sent.id, .experiment_name = sent.name, .failure = error};
    if (spool != nullptr) {
      result.kept = spool->keep_experiment(experiment_json(sent), trace_now());
    }
    if (error.code() == ErrorCode::interrupted) throw;
    return result;
  }
}

PushResult push_spooled(LangSmithClient& client, LangSmithSpool& spool,
                        const std::stop_token& stop) {
  client.require_key();
  const std::string secrets[]{client.settings().api_key};
  PushResult result;
  for (const auto& file : spool.files()) {
    try {
      if (LangSmithSpool::is_trace(file)) {
        send_trace(client, file, stop);
        ++result.traces;
      } else {
        ExperimentRecord record = parse_experiment(read_file(file), file.string());
        // An older version of gitctx may have kept a secret that this version recognises.
        scrub_record(record, secrets);
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
  const TraceTime now = trace_now();
  const OrderedJson body{{"id", ids.next(now)},
                         {"name", comparison.name},
                         {"description", comparison.description},
                         {"experiment_ids", comparison.experiment_ids},
                         {"reference_dataset_id", comparison.dataset_id},
                         {"created_at", iso_time(now)},
                         {"extra", {{"metadata", OrderedJson::object()}}}};
  const Json made =
      client.post("/datasets/comparative", body, "create the comparison in LangSmith", stop);
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
                     .key = "preference",
                     .score = judgement.best ? won : 0.5,
                     .comment = judgement.comment,
                     .comparison_id = id,
                     .group_id = group},
                    stop);
    }
  }
  return compare_link(client, json_string_member(made, "tenant_id"), comparison.dataset_id,
                      fmt::format("{}", fmt::join(comparison.experiment_ids, ","))) +
         "&comparativeExperiment=" + id;
}

}  // namespace gitctx

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "testing/conformance/conformance_langsmith.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;

ServedReply create_session(LangSmithCall& call) {
  Json body = call.call.body();
  refuse_unknown_fields(body,
                        {"name", "reference_dataset_id", "description", "extra", "start_time",
                         "end_time", "num_examples", "num_repetitions", "evaluator_keys", "id",
                         "trace_tier", "tag_value_ids", "default_dataset_id", "kicked_off_by"},
                        422, "extra fields not permitted: {}");
  required_text(body, "name");
  const Json dataset = body.value("reference_dataset_id", Json());
  if (!dataset.is_null()) LangSmithStore::at(call.store.datasets, dataset, "Dataset");
  if (Json* const known = LangSmithStore::find(call.store.sessions, "name", body["name"])) {
    if (call.call.request.parameter("upsert") == "true") return json_reply(*known);
    throw ConformanceRefusal{409, "Session already exists."};
  }
  if (!body.contains("id") || body["id"].is_null()) body["id"] = call.store.next_id();
  require_uuid(body["id"].get<std::string>(), "id");
  if (LangSmithStore::find(call.store.sessions, "id", body["id"]) != nullptr) {
    throw ConformanceRefusal{409, "Session already exists."};
  }
  body["tenant_id"] = LangSmithStore::tenant_id;
  if (!body.contains("start_time")) body["start_time"] = call.store.next_time();
  call.store.sessions.push_back(body);
  return json_reply(body);
}

ServedReply change_session(LangSmithCall& call, Json& session) {
  const Json body = call.call.body();
  refuse_unknown_fields(body, {"name", "description", "extra", "end_time", "trace_tier"}, 422,
                        "extra fields not permitted: {}");
  for (const auto& [name, value] : body.items()) {
    if (!value.is_null()) session[name] = value;
  }
  return json_reply(session);
}

ServedReply list_sessions(LangSmithCall& call) {
  const ServedRequest& request = call.call.request;
  const std::string name = request.parameter("name");
  const auto datasets = request.parameters("reference_dataset");
  std::vector<Json> found;
  for (Json session : call.store.sessions) {
    const bool fits =
        (name.empty() || session["name"] == name) &&
        (datasets.empty() || is_one_of(datasets, session.value("reference_dataset_id", Json())));
    session["tenant_id"] = LangSmithStore::tenant_id;
    if (fits) found.push_back(std::move(session));
  }
  return json_reply(page_of(found, request));
}

void check_score(const Json& score) {
  if (score.is_null() || score.is_boolean()) return;
  if (!score.is_number()) refuse_value("score", "value is not a valid number");
  const double scaled = score.get<double>() * 1e4;
  if (std::abs(scaled - std::round(scaled)) > 1e-6) {
    refuse_value("score", "has more than 4 decimals");
  }
}

}  // namespace

ServedReply answer_sessions(LangSmithCall& call) {
  if (call.is("POST", 1)) return create_session(call);
  if (call.is("GET", 1)) return list_sessions(call);
  Json& session = LangSmithStore::at(call.store.sessions, call.segments[1], "Session");
  if (call.is("GET", 2)) return json_reply(session);
  if (call.is("PATCH", 2)) return change_session(call, session);
  if (call.is("DELETE", 2)) {
    const Json gone = session;
    std::erase(call.store.sessions, gone);
    return json_reply(Json::object());
  }
  throw ConformanceRefusal{404, "Not Found"};
}

void store_feedback(LangSmithStore& store, Json feedback, bool from_ingest) {
  refuse_unknown_fields(
      feedback,
      {"id", "run_id", "trace_id", "session_id", "start_time", "key", "score", "value", "comment",
       "correction", "error", "feedback_source", "feedback_config", "comparative_experiment_id",
       "feedback_group_id", "feedback_thread_id", "extend_trace_retention", "created_at",
       "modified_at"},
      422, "extra fields not permitted: {}");
  required_text(feedback, "key");
  check_score(feedback.value("score", Json()));
  const Json run = feedback.value("run_id", Json());
  const Json session = feedback.value("session_id", Json());
  if (run.is_null() && session.is_null()) refuse_value("run_id", "run_id or session_id is needed");
  if (!session.is_null()) LangSmithStore::at(store.sessions, session, "Session");
  if (from_ingest && feedback.contains("start_time") && !feedback["start_time"].is_string()) {
    refuse_value("start_time", "str type expected");
  }
  const Json comparative = feedback.value("comparative_experiment_id", Json());
  if (!comparative.is_null()) LangSmithStore::at(store.comparatives, comparative, "Comparison");
  if (!feedback.contains("id") || feedback["id"].is_null()) feedback["id"] = store.next_id();
  require_uuid(feedback["id"].get<std::string>(), "id");
  if (LangSmithStore::find(store.feedback, "id", feedback["id"]) != nullptr) {
    if (from_ingest) return;
    throw ConformanceRefusal{409, "Feedback already exists."};
  }
  store.feedback.push_back(std::move(feedback));
}

ServedReply answer_feedback(LangSmithCall& call) {
  if (call.is("POST", 1)) {
    store_feedback(call.store, call.call.body(), false);
    return json_reply(call.store.feedback.back());
  }
  if (call.is("GET", 1)) {
    const auto runs = call.call.request.parameters("run");
    std::vector<Json> found;
    for (const Json& one : call.store.feedback) {
      if (runs.empty() || is_one_of(runs, one.value("run_id", Json()))) {
        found.push_back(one);
      }
    }
    return json_reply(page_of(found, call.call.request));
  }
  throw ConformanceRefusal{404, "Not Found"};
}

}  // namespace gitctx

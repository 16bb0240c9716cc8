#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <regex>
#include <set>

#include "testing/conformance/conformance_langsmith.h"
#include "testing/conformance/multipart_reader.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;

const std::set<std::string> large_fields{"inputs", "outputs", "events",
                                         "extra",  "error",   "serialized"};

/// Converts an ISO time to the form in a dotted_order: 2026-01-02T03:04:05.6Z becomes
/// 20260102T030405600000Z. Empty if the text is not an ISO time.
std::string dotted_time(const std::string& iso) {
  static const std::regex pattern(
      R"((\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:Z|\+00:00)?)");
  std::smatch match;
  if (!std::regex_match(iso, match, pattern)) return {};
  std::string micros = match.str(7);
  micros.resize(6, '0');
  return match.str(1) + match.str(2) + match.str(3) + "T" + match.str(4) + match.str(5) +
         match.str(6) + micros + "Z";
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

/// Throws ConformanceRefusal if the ids or times of a run contradict its dotted_order.
void check_order(const Json& run) {
  static const std::regex segment(
      R"((\d{8}T\d{12}Z)([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}))");
  const auto segments = split(required_text(run, "dotted_order"), '.');
  std::vector<std::string> times;
  std::vector<std::string> ids;
  for (const std::string& part : segments) {
    std::smatch match;
    if (!std::regex_match(part, match, segment)) {
      refuse_value("dotted_order", "a segment is not a time followed by a uuid");
    }
    times.push_back(match.str(1));
    ids.push_back(match.str(2));
  }
  if (!std::ranges::is_sorted(times)) refuse_value("dotted_order", "a child starts too early");
  if (ids.front() != required_text(run, "trace_id")) {
    refuse_value("trace_id", "is not the first id of dotted_order");
  }
  if (ids.back() != required_text(run, "id")) {
    refuse_value("id", "is not the last id of dotted_order");
  }
  const Json parent = run.value("parent_run_id", Json());
  const bool fits = ids.size() == 1 ? parent.is_null() : parent == ids[ids.size() - 2];
  if (!fits) refuse_value("parent_run_id", "is not the last but one id of dotted_order");
  const Json start = run.value("start_time", Json());
  if (start.is_string() && dotted_time(start.get<std::string>()) != times.back()) {
    refuse_value("start_time", "is not the last time of dotted_order");
  }
}

void check_fields(const Json& run) {
  refuse_unknown_fields(run,
                        {"id",
                         "name",
                         "run_type",
                         "start_time",
                         "end_time",
                         "inputs",
                         "outputs",
                         "error",
                         "extra",
                         "events",
                         "tags",
                         "serialized",
                         "session_id",
                         "session_name",
                         "reference_example_id",
                         "parent_run_id",
                         "trace_id",
                         "dotted_order",
                         "status",
                         "input_attachments",
                         "output_attachments",
                         "child_runs"},
                        422, "extra fields not permitted: {}");
  require_uuid(required_text(run, "id"), "id");
  for (const char* const field : {"start_time", "end_time"}) {
    const Json time = run.value(field, Json());
    const bool fits = time.is_null() || time.is_number_integer() ||
                      (time.is_string() && !dotted_time(time.get<std::string>()).empty());
    if (!fits) refuse_value(field, "invalid datetime format");
  }
  for (const char* const field : {"inputs", "outputs", "extra"}) {
    const Json value = run.value(field, Json());
    if (!value.is_null() && !value.is_object()) refuse_value(field, "value is not a valid dict");
  }
  const Json error = run.value("error", Json());
  if (!error.is_null() && !error.is_string()) refuse_value("error", "str type expected");
}

void place_in_session(LangSmithStore& store, Json& run) {
  const Json id = run.value("session_id", Json());
  const Json name = run.value("session_name", Json());
  if (!id.is_null()) {
    LangSmithStore::at(store.sessions, id, "Session");
    return;
  }
  if (!name.is_string()) refuse_value("session_name", "session_id or session_name is needed");
  Json* session = LangSmithStore::find(store.sessions, "name", name);
  if (session == nullptr) {
    store.sessions.push_back({{"id", store.next_id()}, {"name", name}, {"extra", Json::object()}});
    session = &store.sessions.back();
  }
  run["session_id"] = (*session)["id"];
}

/// Throws ConformanceRefusal for a new run that LangSmith would not accept.
void check_new_run(LangSmithStore& store, const Json& run, bool needs_order) {
  static const std::set<std::string> run_types{"tool",      "chain",  "llm",   "retriever",
                                               "embedding", "prompt", "parser"};
  check_fields(run);
  required_text(run, "name");
  if (!run_types.contains(required_text(run, "run_type"))) {
    refuse_value("run_type", "value is not a valid enumeration member");
  }
  if (!run.contains("start_time")) refuse_value("start_time", "field required");
  if (needs_order || run.contains("dotted_order")) check_order(run);
  const Json example = run.value("reference_example_id", Json());
  if (!example.is_null()) LangSmithStore::at(store.examples, example, "Example");
}

void apply_patch(LangSmithStore& store, const Json& patch, bool needs_order) {
  check_fields(patch);
  if (needs_order) check_order(patch);
  Json& run = LangSmithStore::at(store.runs, patch["id"], "Run");
  for (const auto& [name, value] : patch.items()) {
    if (!value.is_null()) run[name] = value;
  }
}

/// Checks all new runs of a batch before storing any of them. If all new runs are already stored
/// and there are no patches, the batch is a conflict (409).
void store_batch(LangSmithStore& store, std::vector<Json> posts, const std::vector<Json>& patches) {
  std::size_t known = 0;
  for (Json& run : posts) {
    check_new_run(store, run, true);
    place_in_session(store, run);
    known += LangSmithStore::find(store.runs, "id", run["id"]) != nullptr;
  }
  if (known > 0 && known == posts.size() && patches.empty()) {
    throw ConformanceRefusal{409, "payloads already received"};
  }
  for (Json& run : posts) {
    if (LangSmithStore::find(store.runs, "id", run["id"]) == nullptr) {
      store.runs.push_back(std::move(run));
    }
  }
  for (const Json& patch : patches) apply_patch(store, patch, true);
}

struct IngestParts {
  std::vector<Json> posts;
  std::vector<Json> patches;
  std::vector<Json> feedback;
};

/// Checks the headers that every part must have, and returns the parsed JSON of the part; null for
/// an attachment.
Json value_of(const ReceivedPart& part) {
  static const std::regex length_pattern(R"(;\s*length=(\d+)$)");
  const ServedRequest as_request{.headers = part.headers};
  if (!as_request.header("Content-Encoding").empty()) {
    throw ConformanceRefusal{400,
                             fmt::format("part {}: Content-Encoding is not allowed", part.name)};
  }
  std::string length(as_request.header("Content-Length"));
  std::smatch match;
  if (std::regex_search(part.content_type, match, length_pattern)) length = match.str(1);
  if (length != std::to_string(part.body.size())) {
    throw ConformanceRefusal{400,
                             fmt::format("part {}: its length is missing or wrong", part.name)};
  }
  if (part.name.starts_with("attachment.")) return nullptr;
  if (!part.content_type.starts_with("application/json")) {
    throw ConformanceRefusal{400, fmt::format("part {}: application/json is expected", part.name)};
  }
  Json value = Json::parse(part.body, nullptr, false);
  if (value.is_discarded())
    throw ConformanceRefusal{400, fmt::format("part {} is no JSON", part.name)};
  return value;
}

void add_run_part(std::vector<Json>& runs, const std::vector<std::string>& name, Json value) {
  Json* const known = LangSmithStore::find(runs, "id", name[1]);
  if (name.size() == 2) {
    if (known != nullptr) refuse_value(name[1], "the run comes twice");
    if (!value.is_object() || value.value("id", "") != name[1]) {
      refuse_value("id", "differs from that of the part's name");
    }
    for (const std::string& field : large_fields) {
      if (value.contains(field)) refuse_value(field, "has to be a part of its own");
    }
    runs.push_back(std::move(value));
    return;
  }
  if (known == nullptr) refuse_value(name[1], "the part of the run itself has to come first");
  if (name.size() != 3 || !large_fields.contains(name[2])) refuse_value(name[1], "unknown part");
  (*known)[name[2]] = std::move(value);
}

IngestParts parts_of(const ServedRequest& request) {
  const auto parts = read_multipart(request);
  if (!parts) throw ConformanceRefusal{400, "the body is no multipart/form-data"};
  IngestParts out;
  for (const ReceivedPart& part : *parts) {
    if (!part.filename.empty()) throw ConformanceRefusal{400, "parts have no filename"};
    Json value = value_of(part);
    const auto name = split(part.name, '.');
    if (name.size() < 2) throw ConformanceRefusal{400, fmt::format("unknown part {}", part.name)};
    if (name[0] == "post" || name[0] == "patch") {
      if (name[0] == "post" && (!out.patches.empty() || !out.feedback.empty())) {
        throw ConformanceRefusal{400, "posts come before patches and feedback"};
      }
      add_run_part(name[0] == "post" ? out.posts : out.patches, name, std::move(value));
    } else if (name[0] == "feedback") {
      out.feedback.push_back(std::move(value));
    } else if (name[0] != "attachment") {
      throw ConformanceRefusal{400, fmt::format("unknown part {}", part.name)};
    }
  }
  return out;
}

std::vector<Json> list_in(const Json& body, const char* field) {
  return body.value(field, Json::array()).get<std::vector<Json>>();
}

ServedReply ingest(LangSmithCall& call) {
  if (call.segments[1] == "multipart") {
    if (!call.takes_multipart_runs) throw ConformanceRefusal{404, "Not Found"};
    IngestParts parts = parts_of(call.call.request);
    for (const Json& one : parts.feedback) {
      required_text(one, "trace_id");
      required_text(one, "run_id");
    }
    store_batch(call.store, std::move(parts.posts), parts.patches);
    for (Json& one : parts.feedback) store_feedback(call.store, std::move(one), true);
    return json_reply({{"message", "Runs batch ingested"}}, 202);
  }
  const Json body = call.call.body();
  refuse_unknown_fields(body, {"post", "patch"}, 422, "extra fields not permitted: {}");
  store_batch(call.store, list_in(body, "post"), list_in(body, "patch"));
  return json_reply({{"message", "Runs batch ingested"}}, 202);
}

}  // namespace

ServedReply answer_runs(LangSmithCall& call) {
  if (call.is("POST", 2) && (call.segments[1] == "multipart" || call.segments[1] == "batch")) {
    return ingest(call);
  }
  if (call.is("POST", 1)) {
    Json run = call.call.body();
    check_new_run(call.store, run, false);
    if (LangSmithStore::find(call.store.runs, "id", run["id"]) != nullptr) {
      throw ConformanceRefusal{409, "Run already exists."};
    }
    place_in_session(call.store, run);
    call.store.runs.push_back(std::move(run));
    return json_reply(Json::object(), 202);
  }
  if (call.is("PATCH", 2)) {
    Json patch = call.call.body();
    patch["id"] = call.segments[1];
    apply_patch(call.store, patch, false);
    return json_reply(Json::object(), 202);
  }
  if (call.is("GET", 2)) {
    return json_reply(LangSmithStore::at(call.store.runs, call.segments[1], "Run"));
  }
  throw ConformanceRefusal{404, "Not Found"};
}

}  // namespace gitctx

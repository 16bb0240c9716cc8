#include "testing/conformance/conformance_langsmith.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <regex>

#include "base/json_text.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;

ServedReply capabilities(bool multipart_runs, bool multipart_examples) {
  return json_reply({{"version", "0.12.0"},
                     {"instance_flags",
                      {{"dataset_examples_multipart_enabled", multipart_examples},
                       {"gzip_body_enabled", false},
                       {"zstd_compression_enabled", false}}},
                     {"batch_ingest_config",
                      {{"use_multipart_endpoint", multipart_runs},
                       {"size_limit", 100},
                       {"size_limit_bytes", 20'971'520},
                       {"scale_up_qsize_trigger", 1000},
                       {"scale_up_nthreads_limit", 16},
                       {"scale_down_nempty_trigger", 4}}}});
}

void check_dataset(const Json& body) {
  refuse_unknown_fields(body,
                        {"name", "description", "data_type", "extra", "inputs_schema_definition",
                         "outputs_schema_definition", "id", "created_at", "externally_managed",
                         "transformations", "tag_value_ids"},
                        422, "extra fields not permitted: {}");
  required_text(body, "name");
  if (body.contains("id")) require_uuid(body["id"].get<std::string>(), "id");
  const std::string type = body.value("data_type", "kv");
  if (type != "kv" && type != "llm" && type != "chat") refuse_value("data_type", "unknown");
}

/// A data set as it appears in a reply: with the counts of its examples and sessions.
Json shown(const LangSmithStore& store, Json dataset) {
  const auto count = [&](const std::vector<Json>& list, const char* field) {
    return std::ranges::count_if(
        list, [&](const Json& item) { return item.value(field, Json()) == dataset["id"]; });
  };
  dataset["example_count"] = count(store.examples, "dataset_id");
  dataset["session_count"] = count(store.sessions, "reference_dataset_id");
  return dataset;
}

ServedReply create_dataset(LangSmithCall& call) {
  Json body = call.call.body();
  check_dataset(body);
  if (LangSmithStore::find(call.store.datasets, "name", body["name"]) != nullptr) {
    throw ConformanceRefusal{409, "Dataset with this name already exists."};
  }
  if (!body.contains("id")) body["id"] = call.store.next_id();
  body["tenant_id"] = LangSmithStore::tenant_id;
  body["created_at"] = call.store.next_time();
  body["modified_at"] = body["created_at"];
  if (!body.contains("data_type")) body["data_type"] = "kv";
  call.store.datasets.push_back(body);
  return json_reply(shown(call.store, body));
}

ServedReply list_datasets(LangSmithCall& call) {
  const ServedRequest& request = call.call.request;
  const std::string name = request.parameter("name");
  const std::string part = request.parameter("name_contains");
  const auto ids = request.parameters("id");
  std::vector<Json> found;
  for (const Json& dataset : call.store.datasets) {
    const auto own_name = dataset["name"].get<std::string>();
    const bool fits = (name.empty() || own_name == name) &&
                      own_name.find(part) != std::string::npos &&
                      (ids.empty() || is_one_of(ids, dataset["id"]));
    if (fits) found.push_back(shown(call.store, dataset));
  }
  return json_reply(page_of(found, request));
}

ServedReply compare_experiments(LangSmithCall& call) {
  Json body = call.call.body();
  refuse_unknown_fields(body,
                        {"id", "name", "experiment_ids", "reference_dataset_id", "description",
                         "created_at", "modified_at", "extra"},
                        422, "extra fields not permitted: {}");
  required_text(body, "name");
  const std::string dataset = required_text(body, "reference_dataset_id");
  LangSmithStore::at(call.store.datasets, dataset, "Dataset");
  if (!body.contains("experiment_ids") || body["experiment_ids"].size() < 2) {
    refuse_value("experiment_ids", "at least 2 are needed");
  }
  for (const Json& id : body["experiment_ids"]) {
    const Json& session = LangSmithStore::at(call.store.sessions, id, "Session");
    if (session.value("reference_dataset_id", Json()) != dataset) {
      refuse_value("experiment_ids", "the experiments are of different datasets");
    }
  }
  if (!body.contains("id") || body["id"].is_null()) body["id"] = call.store.next_id();
  if (LangSmithStore::find(call.store.comparatives, "id", body["id"]) != nullptr) {
    throw ConformanceRefusal{409, "Comparative experiment already exists."};
  }
  body["tenant_id"] = LangSmithStore::tenant_id;
  body["created_at"] = call.store.next_time();
  body["modified_at"] = body["created_at"];
  call.store.comparatives.push_back(body);
  return json_reply(body);
}

bool is_uuid(std::string_view text) {
  static const std::regex pattern("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  return std::regex_match(text.begin(), text.end(), pattern);
}

std::size_t number_of(const ServedRequest& request, const char* name, std::size_t usual) {
  const std::string text = request.parameter(name);
  std::size_t value = usual;
  if (!text.empty() && std::from_chars(text.data(), text.data() + text.size(), value).ptr !=
                           text.data() + text.size()) {
    refuse_value(name, "value is not a valid integer");
  }
  return value;
}

}  // namespace

Json* LangSmithStore::find(std::vector<Json>& list, std::string_view field, const Json& value) {
  const auto found = std::ranges::find_if(
      list, [&](const Json& item) { return item.value(std::string(field), Json()) == value; });
  return found == list.end() ? nullptr : &*found;
}

Json& LangSmithStore::at(std::vector<Json>& list, const Json& id, std::string_view what) {
  Json* const found = find(list, "id", id);
  if (found == nullptr) throw ConformanceRefusal{404, fmt::format("{} not found", what)};
  return *found;
}

std::string LangSmithStore::next_id() {
  return fmt::format("00000000-0000-4000-8000-{:012x}", ++ids_);
}

std::string LangSmithStore::next_time() {
  ++times_;
  return fmt::format("2026-01-01T00:{:02}:{:02}.{:06}+00:00", times_ / 60 % 60, times_ % 60,
                     times_);
}

void refuse_value(std::string field, std::string message) {
  throw ConformanceRefusal{422, std::move(message), {}, std::move(field)};
}

std::string required_text(const Json& object, const char* field) {
  if (!object.contains(field)) refuse_value(field, "field required");
  if (!object[field].is_string()) refuse_value(field, "str type expected");
  return object[field].get<std::string>();
}

void require_uuid(std::string_view value, const char* field) {
  if (!is_uuid(value)) refuse_value(field, "value is not a valid uuid");
}

bool is_one_of(const std::vector<std::string>& choices, const Json& text) {
  return std::ranges::any_of(choices, [&](const std::string& choice) { return text == choice; });
}

Json page_of(const std::vector<Json>& list, const ServedRequest& request) {
  const std::size_t limit = number_of(request, "limit", 100);
  const std::size_t offset = number_of(request, "offset", 0);
  if (limit < 1 || limit > 100) refuse_value("limit", "must be 1 to 100");
  Json page = Json::array();
  for (std::size_t i = offset; i < list.size() && page.size() < limit; ++i) page.push_back(list[i]);
  return page;
}

std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    if (end > 0) segments.emplace_back(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return segments;
}

ServedReply answer_datasets(LangSmithCall& call) {
  if (call.is("POST", 1)) return create_dataset(call);
  if (call.is("GET", 1)) return list_datasets(call);
  if (call.is("POST", 2) && call.segments[1] == "comparative") return compare_experiments(call);
  Json& dataset = LangSmithStore::at(call.store.datasets, call.segments[1], "Dataset");
  if (call.is("GET", 2)) return json_reply(shown(call.store, dataset));
  if (call.is("PATCH", 2)) {
    dataset.update(call.call.body());
    dataset["modified_at"] = call.store.next_time();
    return json_reply(shown(call.store, dataset));
  }
  if (call.is("DELETE", 2)) {
    std::erase_if(call.store.datasets,
                  [&](const Json& item) { return item["id"] == call.segments[1]; });
    return {.status = 204};
  }
  if (call.is("GET", 3) && call.segments[2] == "comparative") {
    std::vector<Json> found;
    for (const Json& item : call.store.comparatives) {
      if (item["reference_dataset_id"] == dataset["id"]) found.push_back(item);
    }
    return json_reply(page_of(found, call.call.request));
  }
  throw ConformanceRefusal{404, "Not Found"};
}

std::string LangSmithPlay::key_of(const ServedRequest& request) const {
  return std::string(request.header("x-api-key"));
}

ServedReply LangSmithPlay::answer(ProviderCall& call) {
  const std::lock_guard lock(mutex_);
  call.admit({});
  LangSmithCall inner{call,
                      store_,
                      segments_of(call.path),
                      call.request.method,
                      multipart_runs_,
                      multipart_examples_};
  auto& segments = inner.segments;
  if (segments.empty()) throw ConformanceRefusal{404, "Not Found"};
  if (segments[0] == "info") return capabilities(multipart_runs_, multipart_examples_);
  if (segments[0] == "settings") {
    return json_reply({{"id", LangSmithStore::tenant_id},
                       {"display_name", "test"},
                       {"created_at", "2026-01-01T00:00:00+00:00"},
                       {"tenant_handle", nullptr}});
  }
  const bool is_platform = segments.size() > 3 && segments[0] == "v1" && segments[1] == "platform";
  if (segments[0] == "examples" || (is_platform && segments[2] == "datasets")) {
    return answer_examples(inner);
  }
  if (segments[0] == "datasets") return answer_datasets(inner);
  if (segments[0] == "sessions") return answer_sessions(inner);
  if (segments[0] == "runs") return answer_runs(inner);
  if (segments[0] == "feedback") return answer_feedback(inner);
  if (segments[0] == "repos" || segments[0] == "commits") return answer_hub(inner);
  throw ConformanceRefusal{404, "Not Found"};
}

ServedReply LangSmithPlay::refuse(const ConformanceRefusal& refusal) const {
  if (refusal.status == 422) {
    return json_reply({{"detail", Json::array({{{"loc", Json::array({"body", refusal.field})},
                                                {"msg", refusal.message},
                                                {"type", "value_error"}}})}},
                      422);
  }
  if (!refusal.code.empty()) return json_reply({{"error", refusal.code}}, refusal.status);
  return json_reply({{"detail", refusal.message}}, refusal.status);
}

std::string LangSmithPlay::state() const {
  const std::lock_guard lock(mutex_);
  return json_text(Json{{"datasets", store_.datasets},
                        {"examples", store_.examples},
                        {"sessions", store_.sessions},
                        {"runs", store_.runs},
                        {"feedback", store_.feedback},
                        {"comparatives", store_.comparatives},
                        {"repos", store_.repos}});
}

}  // namespace gitctx

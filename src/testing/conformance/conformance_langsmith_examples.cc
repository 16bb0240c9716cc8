#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "testing/conformance/conformance_langsmith.h"
#include "testing/conformance/multipart_reader.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;

/// Stores a new example. Throws ConformanceRefusal if LangSmith would refuse the example.
Json store_example(LangSmithStore& store, Json example) {
  refuse_unknown_fields(example,
                        {"dataset_id", "id", "inputs", "outputs", "metadata", "split", "created_at",
                         "source_run_id", "use_source_run_io", "use_source_run_attachments"},
                        422, "extra fields not permitted: {}");
  LangSmithStore::at(store.datasets, required_text(example, "dataset_id"), "Dataset");
  if (!example.contains("inputs") || !example["inputs"].is_object()) {
    refuse_value("inputs", "field required");
  }
  const Json outputs = example.value("outputs", Json());
  if (!outputs.is_null() && !outputs.is_object()) refuse_value("outputs", "must be an object");
  if (!example.contains("id") || example["id"].is_null()) example["id"] = store.next_id();
  require_uuid(example["id"].get<std::string>(), "id");
  if (LangSmithStore::find(store.examples, "id", example["id"]) != nullptr) {
    throw ConformanceRefusal{409, "Example already exists."};
  }
  Json metadata = example.value("metadata", Json());
  if (metadata.is_null()) metadata = Json::object();
  Json split = example.value("split", Json());
  if (split.is_null()) split = "base";
  metadata["dataset_split"] = split.is_array() ? split : Json::array({split});
  example["metadata"] = metadata;
  example.erase("split");
  example["created_at"] = store.next_time();
  example["modified_at"] = example["created_at"];
  example["name"] = fmt::format("#{}", store.examples.size() + 1);
  store.examples.push_back(example);
  return example;
}

/// The JSON object in a part; calls refuse_value() if the part holds anything else.
Json object_of(const ReceivedPart& part) {
  if (!part.content_type.starts_with("application/json")) {
    refuse_value(part.name, "the part has to be application/json");
  }
  Json value = Json::parse(part.body, nullptr, false);
  if (!value.is_object()) refuse_value(part.name, "the part has to be a JSON object");
  return value;
}

/// The examples of a multipart request, in the order of their parts.
std::vector<Json> examples_of(const ServedRequest& request) {
  const auto parts = read_multipart(request);
  if (!parts) throw ConformanceRefusal{400, "the body is no multipart/form-data"};
  std::vector<Json> examples;
  for (const ReceivedPart& part : *parts) {
    const std::size_t dot = std::min(part.name.find('.'), part.name.size());
    const std::string id = part.name.substr(0, dot);
    const std::string field = part.name.substr(std::min(dot + 1, part.name.size()));
    require_uuid(id, "id");
    Json* const known = LangSmithStore::find(examples, "id", id);
    if (field.empty()) {
      if (known != nullptr) refuse_value(id, "the example comes twice");
      examples.push_back(object_of(part));
      examples.back()["id"] = id;
    } else if (known == nullptr) {
      refuse_value(part.name, "the part of the example itself has to come first");
    } else if (field == "inputs" || field == "outputs") {
      (*known)[field] = object_of(part);
    } else if (field == "attachments_operations") {
      object_of(part);
    } else if (!field.starts_with("attachment.")) {
      refuse_value(part.name, "unknown part");
    }
  }
  return examples;
}

ServedReply create_from_parts(LangSmithCall& call, const std::string& dataset) {
  if (!call.takes_multipart_examples) throw ConformanceRefusal{404, "Not Found"};
  LangSmithStore::at(call.store.datasets, dataset, "Dataset");
  Json ids = Json::array();
  for (Json& example : examples_of(call.call.request)) {
    if (!example.contains("inputs")) refuse_value("inputs", "field required");
    example["dataset_id"] = dataset;
    ids.push_back(store_example(call.store, std::move(example))["id"]);
  }
  return json_reply({{"example_ids", ids}, {"count", ids.size()}}, 201);
}

Json change_example(LangSmithStore& store, const Json& change) {
  Json& example = LangSmithStore::at(store.examples, change.value("id", Json()), "Example");
  for (const char* const field : {"inputs", "outputs", "metadata"}) {
    if (change.contains(field) && !change[field].is_null()) example[field] = change[field];
  }
  example["modified_at"] = store.next_time();
  return example;
}

ServedReply list_examples(LangSmithCall& call) {
  const ServedRequest& request = call.call.request;
  const std::string dataset = request.parameter("dataset");
  const auto ids = request.parameters("id");
  const auto splits = request.parameters("splits");
  if (dataset.empty() && ids.empty()) refuse_value("dataset", "dataset or id has to be given");
  std::vector<Json> found;
  for (const Json& example : call.store.examples) {
    const Json& own_splits = example["metadata"]["dataset_split"];
    const bool fits_split =
        splits.empty() || std::any_of(own_splits.begin(), own_splits.end(),
                                      [&](const Json& one) { return is_one_of(splits, one); });
    const bool fits = (dataset.empty() || example["dataset_id"] == dataset) && fits_split &&
                      (ids.empty() || is_one_of(ids, example["id"]));
    if (fits) found.push_back(example);
  }
  return json_reply(page_of(found, request));
}

}  // namespace

ServedReply answer_examples(LangSmithCall& call) {
  if (call.segments[0] == "v1") {
    if (call.segments.size() != 5 || call.segments[4] != "examples") {
      throw ConformanceRefusal{404, "Not Found"};
    }
    if (call.method == "POST") return create_from_parts(call, call.segments[3]);
    if (call.method != "PATCH") throw ConformanceRefusal{405, "Method Not Allowed"};
    Json ids = Json::array();
    for (const Json& change : examples_of(call.call.request)) {
      ids.push_back(change_example(call.store, change)["id"]);
    }
    return json_reply({{"example_ids", ids}, {"count", ids.size()}});
  }
  if (call.is("GET", 1)) return list_examples(call);
  if (call.is("POST", 1)) return json_reply(store_example(call.store, call.call.body()));
  if (call.segments[1] == "bulk") {
    const Json list = Json::parse(call.call.request.body, nullptr, false);
    if (!list.is_array()) refuse_value("body", "value is not a valid list");
    Json out = Json::array();
    for (const Json& item : list) {
      out.push_back(call.method == "POST" ? store_example(call.store, item)
                                          : change_example(call.store, item));
    }
    return json_reply(out);
  }
  Json& example = LangSmithStore::at(call.store.examples, call.segments[1], "Example");
  if (call.is("GET", 2)) return json_reply(example);
  if (call.is("PATCH", 2)) {
    Json change = call.call.body();
    change["id"] = call.segments[1];
    return json_reply(change_example(call.store, change));
  }
  if (call.is("DELETE", 2)) {
    const Json gone = example;
    std::erase(call.store.examples, gone);
    return json_reply(Json::object());
  }
  throw ConformanceRefusal{404, "Not Found"};
}

}  // namespace gitctx

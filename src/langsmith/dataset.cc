#include "langsmith/dataset.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "base/error.h"
#include "base/json_text.h"
#include "langsmith/ids.h"
#include "langsmith/ingest.h"

namespace gitctx {
namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

constexpr std::string_view read_dataset = "read the data set in LangSmith";
constexpr std::string_view write_examples = "write the examples to LangSmith";

/// The text, encoded for the query of a URL.
std::string percent_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_plain = is_alphanumeric(c) || std::string_view("-_.~").contains(c);
    out += is_plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

/// Throws Error(provider) if an id in the reply is not a UUID, because ids become parts of
/// addresses.
RemoteDataset dataset_of(const Json& json) {
  RemoteDataset dataset{json_string_member(json, "id"), json_string_member(json, "name"),
                        json_string_member(json, "tenant_id")};
  const bool has_tenant = !dataset.tenant_id.empty();
  if (is_uuid(dataset.id) && (!has_tenant || is_uuid(dataset.tenant_id))) return dataset;
  throw Error(ErrorCode::provider, "the reply of LangSmith has no data set with a valid id");
}

std::optional<RemoteDataset> find_dataset(LangSmithClient& client, std::string_view name,
                                          const std::stop_token& stop) {
  const Json list = client.get(fmt::format("/datasets?limit=1&name={}", percent_encoded(name)),
                               read_dataset, stop);
  if (!list.is_array() || list.empty()) return std::nullopt;
  return dataset_of(list[0]);
}

struct FoundDataset {
  RemoteDataset dataset;
  bool is_new = false;
};

FoundDataset find_or_create(LangSmithClient& client, const ExperimentRecord& record,
                            const std::stop_token& stop) {
  constexpr std::string_view what = "create the data set in LangSmith";
  if (auto found = find_dataset(client, record.dataset, stop)) return {std::move(*found)};
  const OrderedJson body{{"name", record.dataset},
                         {"description", record.dataset_description},
                         {"extra", {{"source", "sdk"}}}};
  const auto reply = client.send("POST", "/datasets", json_body(body), what, stop, {409});
  if (reply.status != 409) return {dataset_of(reply.document), true};
  // Status 409 means that another process has created the data set in the meantime.
  if (auto found = find_dataset(client, record.dataset, stop)) return {std::move(*found)};
  throw client.refusal(reply, what);
}

std::vector<Json> list_examples(LangSmithClient& client, const std::string& dataset,
                                const std::stop_token& stop) {
  constexpr std::size_t page_size = 100;
  constexpr std::size_t most_examples = 20'000;
  std::vector<Json> all;
  for (;;) {
    Json page =
        client.get(fmt::format("/examples?dataset={}&inline_s3_urls=true&limit={}&offset={}",
                               dataset, page_size, all.size()),
                   read_dataset, stop);
    if (!page.is_array() ||
        !std::ranges::all_of(page, [](const Json& e) { return e.is_object(); })) {
      throw Error(
          ErrorCode::provider,
          fmt::format("cannot {}: the reply of LangSmith is not a list of examples", read_dataset));
    }
    std::ranges::move(page, std::back_inserter(all));
    if (all.size() > most_examples) {
      throw Error(ErrorCode::provider, fmt::format("cannot {}: it has more than {} examples",
                                                   read_dataset, most_examples));
    }
    if (page.size() < page_size) return all;
  }
}

Json unordered(const OrderedJson& json) { return Json::parse(json_text(json)); }

/// The metadata that LangSmith stores for an example, including the split.
Json kept_metadata(const ExperimentExample& example) {
  Json metadata = example.metadata.is_object() ? unordered(example.metadata) : Json::object();
  metadata["dataset_split"] = Json::array({example.split});
  return metadata;
}

bool is_same(const ExperimentExample& example, const Json& remote) {
  return unordered(example.inputs) == remote.value("inputs", Json()) &&
         unordered(example.outputs) == remote.value("outputs", Json()) &&
         kept_metadata(example) == remote.value("metadata", Json());
}

OrderedJson example_head(const ExperimentExample& example) {
  OrderedJson head = OrderedJson::object();
  if (example.metadata.is_object()) head["metadata"] = example.metadata;
  head["split"] = example.split;
  return head;
}

/// The parts of a multipart body for one example.
PartGroup parts_of(const ExperimentExample& example) {
  const auto part = [&](const std::string& suffix, const OrderedJson& value) {
    return MultipartPart{
        .name = example.id + suffix, .body = json_text(value), .content_type = "application/json"};
  };
  PartGroup parts{part("", example_head(example)), part(".inputs", example.inputs)};
  if (!example.outputs.is_null()) parts.push_back(part(".outputs", example.outputs));
  return parts;
}

void send_bulk(LangSmithClient& client, const char* method, const std::string& dataset,
               const std::vector<const ExperimentExample*>& examples, const std::stop_token& stop) {
  OrderedJson list = OrderedJson::array();
  for (const ExperimentExample* const example : examples) {
    OrderedJson item = example_head(*example);
    item["dataset_id"] = dataset;
    item["id"] = example->id;
    item["inputs"] = example->inputs;
    if (!example->outputs.is_null()) item["outputs"] = example->outputs;
    list.push_back(std::move(item));
  }
  client.send(method, "/examples/bulk", json_body(list), write_examples, stop);
}

/// Sends the examples. The method POST adds examples; PATCH changes existing examples.
void send_examples(LangSmithClient& client, const char* method, const std::string& dataset,
                   const std::vector<const ExperimentExample*>& examples,
                   const std::stop_token& stop) {
  if (examples.empty()) return;
  LangSmithCapabilities limits = client.capabilities(stop);
  if (!limits.takes_multipart_examples) {
    send_bulk(client, method, dataset, examples, stop);
    return;
  }
  limits.batch_operations = examples.size();  // only the bytes are limited
  std::vector<PartGroup> groups;
  for (const ExperimentExample* const example : examples) groups.push_back(parts_of(*example));
  // If the endpoint ends in the version, the path must not repeat it.
  const char* const version = client.settings().endpoint.ends_with("/v1") ? "" : "/v1";
  const std::string path = fmt::format("{}/platform/datasets/{}/examples", version, dataset);
  for (IngestBody& body : bodies_of(groups, limits)) {
    client.send(method, path, std::move(body), write_examples, stop);
  }
}

ExperimentExample example_of(const Json& json) {
  ExperimentExample example{.id = json_string_member(json, "id")};
  example.inputs = json.value("inputs", Json::object());
  example.outputs = json.value("outputs", Json());
  Json metadata = json.value("metadata", Json());
  if (metadata.is_object()) {
    const Json split = metadata.value("dataset_split", Json());
    if (split.is_array() && !split.empty() && split[0].is_string()) {
      example.split = split[0].get<std::string>();
    }
    metadata.erase("dataset_split");
    if (!metadata.empty()) example.metadata = metadata;
  }
  return example;
}

}  // namespace

PulledDataset pull_dataset(LangSmithClient& client, std::string_view name_or_id,
                           const std::stop_token& stop) {
  PulledDataset pulled;
  if (is_uuid(name_or_id)) {
    pulled.dataset =
        dataset_of(client.get(fmt::format("/datasets/{}", name_or_id), read_dataset, stop));
  } else if (auto found = find_dataset(client, name_or_id, stop)) {
    pulled.dataset = std::move(*found);
  } else {
    throw Error(ErrorCode::provider, fmt::format("LangSmith has no data set '{}'", name_or_id));
  }
  for (const Json& json : list_examples(client, pulled.dataset.id, stop)) {
    pulled.version = std::max(pulled.version, json_string_member(json, "modified_at"));
    pulled.examples.push_back(example_of(json));
  }
  return pulled;
}

UploadedExamples upload_examples(LangSmithClient& client, const ExperimentRecord& record,
                                 const std::stop_token& stop) {
  auto [dataset, is_new] = find_or_create(client, record, stop);
  std::vector<Json> remote;
  if (!is_new) remote = list_examples(client, dataset.id, stop);
  std::map<std::string, const Json*> known;
  for (const Json& json : remote) known[json_string_member(json, "id")] = &json;
  std::vector<const ExperimentExample*> added;
  std::vector<const ExperimentExample*> changed;
  for (const ExperimentExample& example : record.examples) {
    const auto found = known.find(example.id);
    if (found == known.end()) {
      added.push_back(&example);
    } else if (!is_same(example, *found->second)) {
      changed.push_back(&example);
    }
  }
  send_examples(client, "POST", dataset.id, added, stop);
  send_examples(client, "PATCH", dataset.id, changed, stop);
  if (!added.empty() || !changed.empty()) remote = list_examples(client, dataset.id, stop);
  UploadedExamples uploaded{.dataset = std::move(dataset)};
  std::map<std::string, std::string> versions;
  for (const Json& json : remote)
    versions[json_string_member(json, "id")] = json_string_member(json, "modified_at");
  for (const ExperimentExample& example : record.examples) {
    uploaded.versions[example.id] = versions[example.id];
    uploaded.version = std::max(uploaded.version, versions[example.id]);
    uploaded.splits.insert(example.split);
  }
  return uploaded;
}

}  // namespace gitctx

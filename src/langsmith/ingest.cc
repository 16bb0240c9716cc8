#include "langsmith/ingest.h"

#include <algorithm>
#include <utility>

#include "base/json_text.h"

namespace gitctx {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr std::string_view send_runs = "send runs to LangSmith";
constexpr std::size_t overhead_of_part = 200;  ///< an upper bound for a part's headers and boundary

MultipartPart json_part(std::string name, const OrderedJson& value) {
  return {.name = std::move(name),
          .body = json_text(value),
          .content_type = "application/json",
          .length = MultipartPart::Length::parameter};
}

PartGroup parts_of(const LangSmithRun& run) {
  OrderedJson head = run_json(run);
  PartGroup parts(1);
  for (const std::string name : {"inputs", "outputs", "error", "extra"}) {
    if (!head.contains(name)) continue;
    parts.push_back(json_part("post." + run.id + "." + name, head[name]));
    head.erase(name);
  }
  parts[0] = json_part("post." + run.id, head);
  return parts;
}

std::size_t size_of(const PartGroup& group) {
  std::size_t size = 0;
  for (const MultipartPart& part : group) size += part.body.size() + overhead_of_part;
  return size;
}

/// Splits a list into groups within the limits. `size` returns the number of bytes in an element.
template <class Element, class Measure>
std::vector<std::span<const Element>> groups_of(std::span<const Element> list,
                                                const LangSmithCapabilities& limits,
                                                const Measure& size) {
  std::vector<std::span<const Element>> groups;
  std::size_t begin = 0;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::size_t more = size(list[i]);
    if (i > begin && (i - begin >= limits.batch_operations || bytes + more > limits.batch_bytes)) {
      groups.push_back(list.subspan(begin, i - begin));
      begin = i;
      bytes = 0;
    }
    bytes += more;
  }
  if (begin < list.size()) groups.push_back(list.subspan(begin));
  return groups;
}

/// Replaces the secrets in a part, and removes the fields that the settings hide.
void scrub_part(std::string_view name, OrderedJson& json, const LangSmithSettings& settings) {
  const bool is_hidden = (settings.hides_inputs && name.ends_with(".inputs")) ||
                         (settings.hides_outputs && name.ends_with(".outputs"));
  if (is_hidden) json = OrderedJson::object();
  if (settings.hides_metadata && name.ends_with(".extra") && json.is_object()) {
    json.erase("metadata");
  }
  const OrderedJson before = json;
  const std::string secrets[]{settings.api_key};
  scrub_json(json, secrets);
  const bool is_head = std::ranges::count(name, '.') == 1;  // "post.ID", see parts_of()
  if (!is_head || !json.is_object()) return;
  // The ids stay unchanged, because they link the runs of a trace.
  for (const char* const id :
       {"id", "trace_id", "dotted_order", "parent_run_id", "session_id", "reference_example_id"}) {
    if (before.contains(id)) json[id] = before[id];
  }
}

void ingest_batches(LangSmithClient& client, std::span<const LangSmithRun> runs,
                    const LangSmithCapabilities& limits, const std::stop_token& stop) {
  std::vector<OrderedJson> documents;
  for (const LangSmithRun& run : runs) documents.push_back(run_json(run));
  const auto size = [](const OrderedJson& run) { return json_text(run).size() + 1; };
  for (const auto group : groups_of(std::span<const OrderedJson>(documents), limits, size)) {
    OrderedJson body{{"post", OrderedJson::array()}, {"patch", OrderedJson::array()}};
    for (const OrderedJson& run : group) body["post"].push_back(run);
    client.send("POST", "/runs/batch", json_body(body), send_runs, stop, {409});
  }
}

}  // namespace

std::vector<IngestBody> bodies_of(std::span<const PartGroup> groups,
                                  const LangSmithCapabilities& limits) {
  std::vector<IngestBody> bodies;
  for (const auto body : groups_of(groups, limits, size_of)) {
    std::vector<MultipartPart> parts;
    for (const PartGroup& group : body) parts.insert(parts.end(), group.begin(), group.end());
    const std::string boundary = multipart_boundary(parts);
    bodies.push_back({multipart_content_type(boundary), multipart_body(parts, boundary)});
  }
  return bodies;
}

std::vector<IngestBody> ingest_bodies(std::span<const LangSmithRun> runs,
                                      std::span<const LangSmithFeedback> feedback,
                                      const LangSmithCapabilities& limits) {
  std::vector<PartGroup> groups;
  for (const LangSmithRun& run : runs) groups.push_back(parts_of(run));
  for (const LangSmithFeedback& one : feedback) {
    groups.push_back({json_part("feedback." + one.id, feedback_json(one))});
  }
  return bodies_of(groups, limits);
}

std::optional<IngestBody> scrubbed_body(const IngestBody& body, const LangSmithSettings& settings) {
  auto parts = parse_multipart(body.content_type, body.bytes);
  if (!parts) return std::nullopt;
  for (MultipartPart& part : *parts) {
    OrderedJson json = parse_ordered_json(part.body);
    if (json.is_discarded()) return std::nullopt;
    scrub_part(part.name, json, settings);
    part.body = json_text(json);
  }
  const std::string boundary = multipart_boundary(*parts);
  return IngestBody{multipart_content_type(boundary), multipart_body(*parts, boundary)};
}

void ingest(LangSmithClient& client, std::span<const LangSmithRun> runs,
            std::span<const LangSmithFeedback> feedback, const std::stop_token& stop) {
  const LangSmithCapabilities limits = client.capabilities(stop);
  bool is_multipart = limits.takes_multipart_runs;
  if (is_multipart) {
    for (IngestBody& body : ingest_bodies(runs, feedback, limits)) {
      const auto reply =
          client.send("POST", "/runs/multipart", std::move(body), send_runs, stop, {404, 409});
      is_multipart = reply.status != 404;
      if (!is_multipart) break;
    }
    if (is_multipart) return;
    client.forget_multipart_runs();
  }
  ingest_batches(client, runs, limits, stop);
  for (const LangSmithFeedback& one : feedback) send_feedback(client, one, stop);
}

void send_feedback(LangSmithClient& client, const LangSmithFeedback& feedback,
                   const std::stop_token& stop) {
  client.send("POST", "/feedback", json_body(feedback_json(feedback)), "send feedback to LangSmith",
              stop, {409});
}

}  // namespace gitctx
